"""Everything by or about one person: counted for the page, row by row for the export, and what deleting would reach."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.people.models import Staff
from staffroom.spine.access import Actor, Declared, Erase, Forbidden, Permission, Standing, decide, row
from staffroom.spine.audit import AuditEntry, sentence
from staffroom.spine.files.store import StoredFile
from staffroom.spine.jobs import Job

from ..wording import title_of
from .declared import draft_condition, erased_sentence, kept_sentence, nearest_first
from .keeping import UNPOINTED, without_pointer
from .relations import standing_to

EXPORT = "trust.export_my_data"
EXPORT_NAME = "staffroom-my-data"
EVERYBODY = frozenset({"directory", "time", "practice"})  # rows of the matrix whose records have a name for all
GOES = (Erase.DELETE, Erase.BLANK, Erase.DELETE_OR_BLANK)


# --- Whose rows ---------------------------------------------------------------------------------------


def any_of(paths: Iterable[str], staff_id: int) -> Q:
    """The condition on rows in which one of these paths leads to a person."""
    return reduce(or_, (Q(**{path: staff_id}) for path in paths))


def rows_about(model: type[Model], declared: Declared, staff_id: int) -> QuerySet[Any]:
    """Rows of a model that are about a person, in the district in scope."""
    return model.objects.filter(any_of(declared.about, staff_id)).order_by("pk")  # type: ignore[attr-defined]


def rows_owned(model: type[Model], declared: Declared, staff_id: int) -> QuerySet[Any]:
    """Rows of a model that are a person's own. A draft may be somebody else's than it will be later."""
    own, draft = any_of(declared.owned_by, staff_id), declared.draft
    if draft and draft.owner:
        unfinished = draft_condition(declared)
        own = (unfinished & Q(**{draft.owner: staff_id})) | (~unfinished & own)
    return model.objects.filter(own).order_by("pk")  # type: ignore[attr-defined]


def rows_to_erase(model: type[Model], declared: Declared, staff_id: int) -> QuerySet[Any]:
    """A person's own rows that deleting would change: where words go, those that still have some of theirs.

    Of what goes as a row also those that they wrote and that wait in somebody else's hands.
    """
    own = rows_owned(model, declared, staff_id)
    if declared.erase is Erase.DELETE:
        written = [any_of((path,), staff_id) for path in declared.wrote.values()]
        theirs = Q(pk__in=own.order_by().values("pk"))
        return model.objects.filter(reduce(or_, written, theirs)).order_by("pk")  # type: ignore[attr-defined]
    left = [any_of(declared.writers_of(name), staff_id) & ~Q(**{name: ""}) for name in declared.words]
    left += [~Q(**{name: value}) for name, value in declared.becomes.items()]
    return own.filter(reduce(or_, left))


def at(record: Any, path: str) -> int | None:
    """The staff id at the end of a path, for one row."""
    *way, last = path.split("__")
    for name in way:
        record = getattr(record, name)
        if record is None:
            return None
    return getattr(record, record._meta.get_field(last).attname)


def is_draft(record: Any, declared: Declared) -> bool:
    """Whether the row is not out of its owner's hands yet."""
    return declared.draft is not None and getattr(record, declared.draft.column) in declared.draft.values


# --- For the page -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record of one person, for the page: how many there are, and how many deleting would reach."""

    label: str
    title: str
    count: int
    to_erase: int
    kept: str
    erased: str


@dataclass(frozen=True, slots=True)
class Export:
    """An export that can still be fetched."""

    public_id: str
    made: datetime
    until: datetime
    size: int


@dataclass(frozen=True, slots=True)
class MyData:
    """What the page "My data" shows."""

    kinds: list[Kind]
    exports: list[Export]
    working: Job | None
    person: Staff

    @property
    def going(self) -> list[Kind]:
        return [kind for kind in self.kinds if kind.to_erase]


def person_of(actor: Actor) -> Staff:
    """The actor's staff record. Raises Forbidden for an account that belongs to nobody."""
    found = Staff.objects.filter(pk=actor.staff_id).first()
    if found is None:
        raise Forbidden(
            _("This account belongs to no staff member, so there are no records about its owner."),
            _("Ask the central office to link it to your name in the roster."),
        )
    return found


def my_data(actor: Actor, now: datetime) -> MyData:
    """What there is about the actor, by kind with counts; exports to fetch; a fixed number of queries."""
    person = person_of(actor)
    kinds = [_kind(model, declared, person.pk) for model, declared in nearest_first() if declared.about]
    return MyData([kind for kind in kinds if kind.count], exports_of(actor, now), export_at_work(actor), person)


def _kind(model: type[Model], declared: Declared, staff_id: int) -> Kind:
    about, goes = rows_about(model, declared, staff_id), declared.erase in GOES
    going = rows_to_erase(model, declared, staff_id) if goes else about.none()
    if model is StoredFile:  # exports are listed apart
        about, going = (found.exclude(name__startswith=EXPORT_NAME) for found in (about, going))
    title, counts = title_of(model._meta.label), (about.count(), going.count())
    return Kind(model._meta.label, title, *counts, kept_sentence(declared), erased_sentence(declared))


def export_at_work(actor: Actor) -> Job | None:
    """An export of the actor's that is being made."""
    waiting = (Job.State.WAITING, Job.State.RUNNING)
    return Job.objects.filter(kind=EXPORT, by=actor.staff_id, state__in=waiting).first()


def exports_of(actor: Actor, now: datetime) -> list[Export]:
    """Exports that can be fetched for a week, the latest first."""
    found = export_files(actor).filter(created__gte=now - UNPOINTED).order_by("-created")
    return [Export(one.public_id, one.created, one.created + UNPOINTED, one.size) for one in found]


def export_files(actor: Actor) -> QuerySet[StoredFile]:
    """Every export of the actor's that is still there. A file that some record names is never one."""
    own = StoredFile.objects.filter(district_id=actor.district_id, owner=actor.staff_id, owner__isnull=False)
    return without_pointer(own.filter(name__startswith=EXPORT_NAME, content_type="application/zip"))


def export_for(actor: Actor, public_id: str, now: datetime) -> StoredFile:
    """One export, for whom it was made. Everybody else gets Http404, as after its week."""
    found = export_files(actor).filter(public_id=public_id, created__gte=now - UNPOINTED).first()
    if found is None:
        raise Http404
    return found


# --- For the export -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of record in the export: ``rows`` are column -> value."""

    label: str
    title: str
    kept: str
    erased: str
    rows: list[dict[str, Any]]


class Reader:
    """Reads rows for one person, and nothing that the matrix would not let them read on a page."""

    def __init__(self, actor: Actor) -> None:
        assert actor.staff_id is not None  # noqa: S101 - exports are made for people
        self.actor, self.me = actor, actor.staff_id
        self.names = {one.pk: str(one) for one in Staff.objects.all()}
        self._standings: dict[tuple[int, ...], Standing] = {}
        self.files: list[str] = []

    def may_read(self, record: Any, declared: Declared) -> bool:
        """By the matrix, with the standing of this person to this row."""
        draft = is_draft(record, declared)
        paths = declared.owned_by
        if draft and declared.draft and declared.draft.owner:
            paths = (declared.draft.owner,)
        owners = tuple(sorted({owner for path in paths if (owner := at(record, path)) is not None}))
        kind = declared.draft.record if draft and declared.draft else declared.record
        return decide(row(kind), self.actor.roles, self._standing(owners), Permission.READ).allowed

    def _standing(self, owners: tuple[int, ...]) -> Standing:
        if owners not in self._standings:
            self._standings[owners] = standing_to(self.actor, owners, paired=True)
        return self._standings[owners]

    def told(self, record: Any, declared: Declared) -> dict[str, Any]:
        """One row: whom it is about by name, every personal column that is not withheld."""
        values = {name: self._value(record, name, declared) for name in declared.exported()}
        self.files += [values[name] for name in declared.files if values.get(name)]
        if isinstance(record, AuditEntry):
            values["kind"] = sentence(record)
        public_id = getattr(record, "public_id", "")
        return ({"public_id": public_id} if public_id else {}) | values

    def _value(self, record: Any, name: str, declared: Declared) -> Any:
        field = record._meta.get_field(name)
        raw = getattr(record, field.attname)
        if raw is None:
            return None
        if name in declared.about or field.related_model is Staff:
            return self.names.get(raw, "")
        if field.related_model is not None:
            return _named(getattr(record, name))
        if field.choices:
            return str(getattr(record, f"get_{name}_display")())
        return raw


def _named(related: Any) -> str:
    """A record that another points to: by its name where everybody may know it, else by its id."""
    declared = getattr(related, "privacy", None)
    if declared is not None and declared.record in EVERYBODY:
        return str(related)
    return str(getattr(related, "public_id", related.pk))


def everything_about(
    actor: Actor, tell: Callable[[int, int, str], None] = lambda *_told: None
) -> tuple[list[Told], list[StoredFile]]:
    """All that is by or about the actor and theirs to read, and their own files that these rows name."""
    reader = Reader(actor)
    models = [(model, declared) for model, declared in nearest_first() if declared.about]
    found = []
    for number, (model, declared) in enumerate(models):
        tell(number, len(models), title_of(model._meta.label))
        found.append(_told(reader, model, declared))
    own = StoredFile.objects.filter(district_id=actor.district_id, owner=actor.staff_id, public_id__in=reader.files)
    return [kind for kind in found if kind.rows], list(own.order_by("pk"))


def _told(reader: Reader, model: type[Model], declared: Declared) -> Told:
    rows = [reader.told(one, declared) for one in _readable(reader, model, declared)]
    label = model._meta.label
    return Told(label, title_of(label), kept_sentence(declared), erased_sentence(declared), rows)


def _readable(reader: Reader, model: type[Model], declared: Declared) -> Iterator[Any]:
    found = rows_about(model, declared, reader.me)
    if model is StoredFile:
        found = found.exclude(pk__in=without_pointer(found).values("pk"))  # exports are no records
    for record in found.select_related(*_ways(model, declared)).iterator(chunk_size=500):
        if reader.may_read(record, declared):
            yield record


def _ways(model: type[Model], declared: Declared) -> list[str]:
    """What is read with each row: the records that it points to, and the way to its people."""
    pointing = [name for name in declared.exported() if model._meta.get_field(name).is_relation]
    return [*pointing, *(path.rpartition("__")[0] for path in declared.about if "__" in path)]

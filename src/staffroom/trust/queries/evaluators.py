"""Who evaluates whom, for pages: how it stands, one person's evaluators, the list of a school or the district."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from staffroom.people.models import Assignment, School, Staff
from staffroom.people.queries.directory import plain_letters
from staffroom.spine.access import Actor

from .. import rules
from ..models import Evaluates, EvaluatorFile
from .evaluator_file import Reading, read_evaluators
from .evaluator_plan import Plan, plan_evaluators
from .relations import ADMINISTRATORS, holding

PEOPLE_A_PAGE = 50
DERIVED = "derived"
SOURCES = {
    Evaluates.Source.IMPORTED: _("From a file"),
    Evaluates.Source.BY_HAND: _("Entered"),
    DERIVED: _("Leads the school"),
}


@dataclass(frozen=True, slots=True)
class Evaluator:
    """One person who evaluates somebody: since when, until when, and how that is known (imported, by_hand, derived)."""

    person: Staff
    source: str
    begins: date | None = None
    ends: date | None = None
    relation: Evaluates | None = None

    @property
    def how(self) -> Any:
        return SOURCES[self.source]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One person with whoever evaluates them today, and what is recorded for later."""

    person: Staff
    now: list[Evaluator] = field(default_factory=list)
    later: list[Evaluator] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class HowItStands:
    """How many people there are, for how many it is recorded, for how many the default counts, and the rest."""

    people: int
    recorded: int
    default: int

    @property
    def nobody(self) -> int:
        return self.people - self.recorded - self.default


@dataclass(frozen=True, slots=True)
class EvaluatorsPage:
    """The page of evaluators. ``stands`` only for those who keep them."""

    page: Page
    search: str
    may_change: bool
    stands: HowItStands | None
    files: list[EvaluatorFile]


def administrators_of_all(day: date) -> dict[int, set[int]]:
    """For everybody who has one: whoever leads a school at which they work on a day, never the person themselves."""
    leading: dict[int, set[int]] = defaultdict(set)
    working: dict[int, set[int]] = defaultdict(set)
    held = Assignment.objects.filter(holding(day), school__isnull=False).order_by()
    for staff, school, role in held.values_list("staff_id", "school_id", "role"):
        working[staff].add(school)
        if role in ADMINISTRATORS:
            leading[school].add(staff)
    found = {staff: set().union(*(leading[one] for one in schools)) - {staff} for staff, schools in working.items()}
    return {staff: leaders for staff, leaders in found.items() if leaders}


def my_evaluators(actor: Actor) -> list[Evaluator]:
    """Who evaluates the person asking, today; where nothing is recorded, whoever leads their schools."""
    if actor.staff_id is None or actor.today is None:
        return []
    me = Staff.objects.get(pk=actor.staff_id)
    return _with_evaluators([me], actor.today)[0].now


def how_it_stands(day: date) -> HowItStands:
    """For the district in scope, on a day."""
    people = set(Staff.objects.filter(active=True).order_by().values_list("pk", flat=True))
    recorded = set(Evaluates.objects.filter(holding(day)).order_by().values_list("evaluated_id", flat=True)) & people
    default = (set(administrators_of_all(day)) & people) - recorded
    return HowItStands(len(people), len(recorded), len(default))


def evaluators_page(actor: Actor, *, search: str = "", page: str = "1") -> EvaluatorsPage:
    """Everybody of the district for those who keep evaluators, the staff of the own school for who leads it.

    Raises Forbidden for others.
    """
    rules.see_evaluators(actor)
    day, may_change = _day(actor), rules.keep_evaluators.allows(actor)
    people = Staff.objects.filter(active=True)
    if not may_change:
        held = Assignment.objects.filter(holding(day), school_id__in=actor.leads)
        people = people.filter(pk__in=held.values("staff_id"))
    if search.strip():
        people = people.filter(pk__in=_named(people, search))
    found = Paginator(people, PEOPLE_A_PAGE).get_page(page)
    found.object_list = _with_evaluators(list(found.object_list), day)
    stands = how_it_stands(day) if may_change else None
    files = list(EvaluatorFile.objects.defer("content")[:5]) if may_change else []
    return EvaluatorsPage(found, search.strip(), may_change, stands, files)


def _day(actor: Actor) -> date:
    assert actor.today is not None  # noqa: S101 - actors come from actor_for, which sets it
    return actor.today


def _named(people: QuerySet[Staff], search: str) -> list[int]:
    words = plain_letters(search).replace("-", " ").split()
    names = people.order_by().values_list("pk", "given", "family", "preferred")
    return [pk for pk, *name in names if _matches(words, plain_letters(" ".join(name)).replace("-", " ").split())]


def _matches(words: list[str], names: list[str]) -> bool:
    return all(any(name.startswith(word) for name in names) for word in words)


def _with_evaluators(people: list[Staff], day: date) -> list[Evaluated]:
    """Three queries, however many people."""
    ids = [person.pk for person in people]
    recorded: dict[int, list[Evaluates]] = defaultdict(list)
    live = Evaluates.objects.filter(Q(ends=None) | Q(ends__gt=day), evaluated_id__in=ids).select_related("evaluator")
    for one in live:
        recorded[one.evaluated_id].append(one)
    defaults = administrators_of_all(day)
    wanted = set().union(*(defaults.get(pk, set()) for pk in ids)) if ids else set()
    leaders = {person.pk: person for person in Staff.objects.filter(pk__in=wanted)}
    return [_evaluated(person, recorded[person.pk], defaults.get(person.pk, ()), leaders, day) for person in people]


def _evaluated(
    person: Staff, relations: Iterable[Evaluates], default: Collection[int], leaders: dict[int, Staff], day: date
) -> Evaluated:
    found = Evaluated(person)
    for one in relations:
        told = Evaluator(one.evaluator, one.source, one.begins, one.ends, one)
        (found.now if one.begins <= day else found.later).append(told)
    if not found.now:
        found.now.extend(sorted((Evaluator(leaders[pk], DERIVED) for pk in default), key=lambda one: str(one.person)))
    return found


def evaluated_for(actor: Actor, public_id: str) -> Evaluated:
    """One person with their evaluators, for whoever keeps them. Http404 unknown, Forbidden for others."""
    person = Staff.objects.filter(public_id=public_id, active=True).first()
    if person is None:
        raise Http404
    rules.keep_evaluators(actor)
    return _with_evaluators([person], _day(actor))[0]


def relation_for(actor: Actor, public_id: str) -> Evaluates:
    """The one door to a relation. Http404 unknown, Forbidden for those who do not keep evaluators."""
    found = Evaluates.objects.filter(public_id=public_id).select_related("evaluator", "evaluated").first()
    if found is None:
        raise Http404
    rules.keep_evaluators(actor)
    return found


def people_known_as(written: str) -> list[Staff]:
    """Who is meant by a mail address, a staff number, a source id or a whole name; at most five."""
    people, written = Staff.objects.filter(active=True), " ".join(written.split())
    if not written:
        return []
    by_id = Q(source_id=written) | Q(identifier=written) | Q(email__iexact=written)
    return list(people.filter(by_id)[:5]) or list(people.filter(pk__in=_named(people, written)[:5]))


def leaders_to_offer() -> list[tuple[str, str]]:
    """Mail address and name of whoever leads a school: those who are mostly meant."""
    held = Assignment.objects.filter(active=True, role__in=ADMINISTRATORS, staff__active=True)
    found = held.select_related("staff", "school").order_by("staff__family", "staff__given")
    return list(dict.fromkeys((one.staff.email, f"{one.staff}, {one}") for one in found if one.staff.email))


@dataclass(frozen=True, slots=True)
class Named:
    """A planned change as people read it."""

    evaluator: str
    evaluated: str
    begins: date
    ends: date | None
    was: tuple[date, date | None] | None


@dataclass(frozen=True, slots=True)
class FilePage:
    """A file with what it says and would change, as it stands now; without a plan when it cannot be used."""

    file: EvaluatorFile
    reading: Reading | None = None
    plan: Plan | None = None
    shown: dict[str, list[Named]] = field(default_factory=dict)


SHOWN_CHANGES = 100


def file_for(actor: Actor, public_id: str) -> EvaluatorFile:
    """The one door to a file of evaluators. Http404 unknown, Forbidden for those who do not keep evaluators."""
    found = EvaluatorFile.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    rules.keep_evaluators(actor)
    return found


def file_page(actor: Actor, public_id: str) -> FilePage:
    """What a file says, is wrong with it, and would change."""
    found = file_for(actor, public_id)
    if found.state != EvaluatorFile.State.READ:
        return FilePage(found)
    reading, plan = planned(found, _day(actor))
    return FilePage(found, reading, plan, named_changes(plan) if plan else {})


def planned(file: EvaluatorFile, today: date) -> tuple[Reading, Plan | None]:
    """Read a file that is kept, and what it would change today; no plan when something is wrong with it."""
    reading = read_evaluators(file.bytes(), file.file_name, today)
    return reading, plan_evaluators(reading.lines, today, whole=file.whole) if reading.usable else None


def named_changes(plan: Plan) -> dict[str, list[Named]]:
    """The first hundred of each sort, with names."""
    lists = {"new": plan.new, "changed": plan.changed, "ended": plan.ended}
    first = {sort: changes[:SHOWN_CHANGES] for sort, changes in lists.items()}
    ids = {pk for changes in first.values() for one in changes for pk in (one.evaluator, one.evaluated)}
    names = {person.pk: str(person) for person in Staff.objects.filter(pk__in=ids)}
    return {
        sort: [Named(names[one.evaluator], names[one.evaluated], one.begins, one.ends, one.was) for one in changes]
        for sort, changes in first.items()
    }


def schools_led(actor: Actor) -> list[School]:
    """The schools that the person asking leads."""
    return list(School.objects.filter(pk__in=actor.leads))

"""Applying an import: the old roster or the new one, nothing between."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from staffroom.spine import audit, jobs
from staffroom.spine.scoping import action

from .. import mails
from ..models import Account, District, Ending, ImportChange, RosterImport, School, Section, Staff
from ..queries.shape import APPLY_ORDER, SHAPES, Ids, Json, Shape, plain
from .districts import locked_district
from .reading import Progress
from .remembering import swap_source_rows

APPLIED = audit.declare(
    "roster.applied", gettext_lazy("The roster {file} was applied: {changes} changes"), security=True
)
FAILED = audit.declare(
    "roster.failed", gettext_lazy("The roster {file} could not be applied; nothing changed"), security=True
)
State = RosterImport.State
BATCH = 500
TELL_EVERY = 250


@action
def apply_roster(*, roster_import: RosterImport, by: int | None, now: datetime, progress: Progress) -> RosterImport:
    """Apply a started import, all of it or nothing. ``by`` is a staff id. A second call changes nothing."""
    district = locked_district(roster_import.district_id)
    held = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if held.state != State.APPLYING:
        return held
    changes = list(held.changes.filter(left_out=False))
    apply_changes(held, changes, local_day(district, now), progress)
    swap_source_rows(held)
    held.state, held.applied = State.APPLIED, now
    held.save(update_fields=["state", "applied"])
    Ending.objects.filter(public_id__in=held.ends_over, over=None).update(over=now)
    rebuild_meetings(held, now)
    mails.roster_applied(held, to=by, now=now)
    record_result(APPLIED, held, by, now, changes=len(changes))
    return held


def local_day(district: District, now: datetime) -> date:
    """The date on the district's wall clock."""
    return now.astimezone(ZoneInfo(district.time_zone)).date()


def rebuild_meetings(roster_import: RosterImport, now: datetime) -> None:
    """Ask the rooms above, by the jobs' names, to compute the meetings of sections again and to look after visits
    and after what colleagues share."""
    look_after(roster_import.district_id, now)


def look_after(district_id: int, now: datetime) -> None:
    """The same for a district whose people or sections changed."""
    for name in ("timetable.rebuild_meetings", "visits.look_after", "walks.look_after", "trust.look_after"):
        if name in jobs.REGISTRY:
            jobs.enqueue(name, district_id=district_id, now=now)


def record_result(kind: str, roster_import: RosterImport, by: int | None, now: datetime, **facts: Any) -> None:
    audit.record(
        kind,
        district_id=roster_import.district_id,
        at=now,
        actor=by,
        object_id=roster_import.public_id,
        facts={"file": roster_import.file_name, **facts},
    )


@action
def applying_failed(*, roster_import: RosterImport, by: int | None, now: datetime, stopped: bool = False) -> None:
    """Say that applying did not happen: the transaction was rolled back before this one. ``stopped``: at a wish."""
    back = State.HELD if roster_import.held_because else State.READY
    state = back if stopped else State.FAILED
    changed = RosterImport.objects.filter(pk=roster_import.pk, state=State.APPLYING).update(state=state)
    if changed and not stopped:
        record_result(FAILED, roster_import, by, now)


def apply_changes(held: RosterImport, changes: list[ImportChange], today: date, progress: Progress) -> None:
    """Write the changes of an import, each remembering the columns it touched."""
    _Applying(held, changes, today, progress).run()


class _Applying:
    """One run over the changes of an import, kind by kind, in bulk."""

    def __init__(self, held: RosterImport, changes: list[ImportChange], today: date, progress: Progress) -> None:
        self.district_id, self.changes, self.today = held.district_id, changes, today
        self.progress, self.done = progress, 0
        self.ids = Ids()

    def run(self) -> None:
        of_kind: dict[str, list[ImportChange]] = defaultdict(list)
        for change in self.changes:
            of_kind[change.kind].append(change)
        for kind in APPLY_ORDER:
            if of_kind[kind]:
                self._apply_kind(SHAPES[kind], of_kind[kind])
            self._learn_ids(kind)
        follow_accounts(of_kind["person"])
        touched = [change for change in self.changes if change.row_before is not None]
        ImportChange.objects.bulk_update(touched, ["row_before"], batch_size=BATCH)

    def _apply_kind(self, shape: Shape, changes: list[ImportChange]) -> None:
        rows = {shape.key(row): row for row in shape.rows()}
        new, altered = [], defaultdict(list)
        for change in changes:
            self._tell(change)
            row = rows.get(change.source_id)
            values = self._values(shape, change, row)
            if row is None:
                new.append(shape.model(district_id=self.district_id, **values))
            else:
                altered[set_columns(row, values, change)].append(row)
        shape.model.objects.bulk_create(new, batch_size=BATCH)  # type: ignore[attr-defined]
        save_columns(shape, altered)

    def _values(self, shape: Shape, change: ImportChange, row: Any) -> Json:
        return shape.gone(row, self.today) if change.op == "leave" else shape.values(change.after, self.ids)

    def _learn_ids(self, kind: str) -> None:
        if kind == "org":
            self.ids.schools = dict(School.objects.values_list("source_id", "pk"))
        elif kind == "person":
            self.ids.staff = dict(Staff.objects.values_list("source_id", "pk"))
        elif kind == "section":
            self.ids.sections = dict(Section.objects.values_list("source_id", "pk"))

    def _tell(self, change: ImportChange) -> None:
        if self.done % TELL_EVERY == 0:
            self.progress(self.done, len(self.changes), str(STEPS[change.kind]))
        self.done += 1


STEPS = {
    "org": gettext_lazy("Schools"),
    "term": gettext_lazy("Terms"),
    "person": gettext_lazy("People"),
    "section": gettext_lazy("Sections"),
    "assignment": gettext_lazy("Assignments"),
    "teaching": gettext_lazy("Who teaches what"),
}


def set_columns(row: Any, values: Json, change: ImportChange) -> tuple[str, ...]:
    """Set the columns that differ, remember on the change what they were, and name them."""
    touched = sorted(name for name, value in values.items() if getattr(row, name) != value)
    change.row_before = {name: plain(getattr(row, name)) for name in touched}
    for name in touched:
        setattr(row, name, values[name])
    return tuple(touched)


def save_columns(shape: Shape, altered: dict[tuple[str, ...], list[Any]]) -> None:
    """Save rows in bulk, only the columns that changed."""
    for names, rows in altered.items():
        if names:
            shape.model.objects.bulk_update(rows, names, batch_size=BATCH)  # type: ignore[attr-defined]


def follow_accounts(changes: list[ImportChange]) -> None:
    """Who leaves cannot sign in, who returns can; an account follows the mail address. Remembered for the undo."""
    by_source = {c.source_id: c for c in changes if {"active", "email"} & (c.row_before or {}).keys()}
    if not by_source:
        return
    accounts = Account.objects.select_related("staff").filter(staff__district_id=changes[0].district_id)
    altered = [account for account in accounts if account.staff.source_id in by_source]
    taken = {email.lower() for email in Account.objects.values_list("email", flat=True)}
    for account in altered:
        _follow(account, by_source[account.staff.source_id], taken)
    Account.objects.bulk_update(altered, ["is_active", "email"], batch_size=BATCH)


def _follow(account: Account, change: ImportChange, taken: set[str]) -> None:
    change.row_before["account"] = {"is_active": account.is_active, "email": account.email}
    if "active" in change.row_before:
        account.is_active = account.staff.active
    address = account.staff.email.lower()
    if "email" in change.row_before and address and address not in taken:
        account.email = address
        taken.add(address)

"""Undoing an import: every column it touched goes back to what it was.

What it had added is removed, except rows to which something was attached since (an offer, a visit, an
account): those stay and are only marked as gone, so that nobody's work is lost.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.scoping import action

from ..models import Account, ClosedYear, Ending, ImportChange, RosterImport
from ..queries.shape import APPLY_ORDER, SHAPES, Json, Shape
from .applying import BATCH, TELL_EVERY, local_day, rebuild_meetings, record_result, save_columns
from .districts import locked_district
from .reading import Progress
from .remembering import swap_source_rows

UNDONE = audit.declare(
    "roster.undone", gettext_lazy("The roster {file} was undone; {stayed} rows stayed, put aside"), security=True
)
State = RosterImport.State
# Computed from sections and bells, rebuilt by a job: no reason to keep a section. Known by name, as the job is.
COMPUTED = frozenset({"timetable.meeting"})
CHUNK = 500


@action
def undo_roster(*, roster_import: RosterImport, by: int | None, now: datetime, progress: Progress) -> RosterImport:
    """Undo a started import, all of it or nothing. A second call changes nothing."""
    district = locked_district(roster_import.district_id)
    held = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if held.state != State.UNDOING:
        return held
    stayed = _undo(list(held.changes.filter(left_out=False)), local_day(district, now), progress)
    swap_source_rows(held)
    Ending.objects.filter(public_id__in=held.ends_over, over=held.applied).update(over=None)
    ClosedYear.objects.filter(closing=held.public_id).delete()
    held.state, held.undone = State.UNDONE, now
    held.save(update_fields=["state", "undone"])
    rebuild_meetings(held, now)
    record_result(UNDONE, held, by, now, stayed=stayed)
    return held


@action
def undoing_failed(*, roster_import: RosterImport) -> None:
    """The undo was rolled back: the import is applied as before."""
    RosterImport.objects.filter(pk=roster_import.pk, state=State.UNDOING).update(state=State.APPLIED)


def _undo(changes: list[ImportChange], today: date, progress: Progress) -> int:
    of_kind: dict[str, list[ImportChange]] = defaultdict(list)
    for change in changes:
        of_kind[change.kind].append(change)
    _restore_accounts(of_kind["person"])
    stayed = done = 0
    for kind in reversed(APPLY_ORDER):
        for each in range(0, len(of_kind[kind]), TELL_EVERY):
            progress(done + each, len(changes), kind)
        stayed += _undo_kind(SHAPES[kind], of_kind[kind], today) if of_kind[kind] else 0
        done += len(of_kind[kind])
    return stayed


def _undo_kind(shape: Shape, changes: list[ImportChange], today: date) -> int:
    rows = {shape.key(row): row for row in shape.rows()}
    altered: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    added = []
    for change in changes:
        row = rows.get(change.source_id)
        if row is None:
            continue
        if change.row_before is None:
            added.append(row)
        else:
            altered[_restore(row, change.row_before)].append(row)
    save_columns(shape, altered)
    return _remove(shape, added, today)


def _restore(row: Any, before: Json) -> tuple[str, ...]:
    columns = {name: value for name, value in before.items() if name != "account"}
    for name, value in columns.items():
        setattr(row, name, row._meta.get_field(name).to_python(value))
    return tuple(sorted(columns))


def _restore_accounts(changes: list[ImportChange]) -> None:
    was = {c.source_id: c.row_before["account"] for c in changes if "account" in (c.row_before or {})}
    if not was:
        return
    accounts = list(Account.objects.filter(staff__district_id=changes[0].district_id).select_related("staff"))
    altered = [account for account in accounts if account.staff.source_id in was]
    for account in altered:
        account.is_active = was[account.staff.source_id]["is_active"]
        account.email = was[account.staff.source_id]["email"]
    Account.objects.bulk_update(altered, ["is_active", "email"], batch_size=BATCH)


def _remove(shape: Shape, added: list[Any], today: date) -> int:
    """Delete rows to which nothing is attached; mark the others as gone. Returns how many stay."""
    attached = _attached(shape.model, [row.pk for row in added])
    free = [row.pk for row in added if row.pk not in attached]
    for start in range(0, len(free), CHUNK):
        shape.model.objects.filter(pk__in=free[start : start + CHUNK]).delete()  # type: ignore[attr-defined]
    staying = [row for row in added if row.pk in attached]
    altered: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for row in staying:
        gone = shape.gone(row, today)
        for name, value in gone.items():
            setattr(row, name, value)
        altered[tuple(gone)].append(row)
    save_columns(shape, altered)
    if shape.model.__name__ == "Staff":
        Account.objects.filter(staff_id__in=[row.pk for row in staying]).update(is_active=False)
    return len(staying)


def _attached(model: type[Model], ids: list[int]) -> set[int]:
    """Which of these rows anything of any room refers to, except what is computed from them."""
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        if relation.many_to_many or relation.related_model._meta.label_lower in COMPUTED:  # type: ignore[union-attr]
            continue  # a many-to-many is seen again as the foreign key of its table
        rows = relation.related_model._base_manager  # type: ignore[union-attr]
        column = relation.field.attname  # type: ignore[union-attr]
        for start in range(0, len(ids), CHUNK):
            found.update(rows.filter(**{f"{column}__in": ids[start : start + CHUNK]}).values_list(column, flat=True))
    return found

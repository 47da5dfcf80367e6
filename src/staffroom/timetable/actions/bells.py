"""Bell files: staged, applied as one transaction, undone to what was there before."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from staffroom.people.actions import locked_district
from staffroom.people.models import School
from staffroom.spine import audit, jobs
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import rules
from ..models import Bell, BellImport, CalendarDay
from ..queries import imports
from ..queries.bell_file import ReadBells, read_bell_file
from .meetings import rebuild_meetings, tell_of_new_bells

STAGED = audit.declare("bells.staged", _("{who} uploaded the bell file {file}."), security=True)
APPLIED = audit.declare(
    "bells.applied", _("{who} applied the bell file {file}: {meetings} meetings changed."), security=True
)
UNDONE = audit.declare("bells.undone", _("{who} undid the bell file {file}."), security=True)
DISCARDED = audit.declare("bells.discarded", _("{who} put the bell file {file} aside."), security=True)

APPLY_JOB, UNDO_JOB = "timetable.apply_bells", "timetable.undo_bells"
BELL_FIELDS = ["start", "end", "kind"]
DAY_FIELDS = ["day", "schedule", "note"]
Progress = Callable[[int, int, str], None]
State = BellImport.State


@action
def stage_bells(
    *,
    by: Actor,
    now: datetime,
    file_name: str,
    content: bytes,
    calendar_name: str = "",
    calendar: bytes | None = None,
) -> BellImport:
    """Read a bell file and keep what it says, applied or not by a second step. Raises Forbidden."""
    rules.bring_bells(by)
    schools = School.objects.filter(district_id=by.district_id, active=True)
    read = read_bell_file(content, file_name, schools, calendar=calendar, calendar_name=calendar_name)
    staged = keep(read, district_id=by.district_id, now=now, names=(file_name, calendar_name), by_staff=by.staff_id)
    _record(STAGED, staged, by, now)
    return staged


def keep(
    read: ReadBells, *, district_id: int, now: datetime, names: tuple[str, str], by_staff: int | None
) -> BellImport:
    """Save what was read with what it would change."""
    staged = imports.draft(read, district_id=district_id, names=names, now=now)
    staged.by_staff = by_staff
    staged.save()
    return staged


@action
def bring_bells(
    *, read: ReadBells, district_id: int, now: datetime, names: tuple[str, str], progress: Progress | None = None
) -> BellImport:
    """Stage and apply at once, for whoever runs the machine. A file with errors is only kept. One transaction."""
    staged = keep(read, district_id=district_id, now=now, names=names, by_staff=None)
    who = str(_("The command line"))
    _append(STAGED, staged, None, now, {"who": who, "file": staged.file_name})
    if staged.state == State.READY:
        apply_bells(public_id=staged.public_id, now=now, who=who, progress=progress)
        staged.refresh_from_db()
    return staged


@action
def start_apply(*, by: Actor, now: datetime, bell_import: BellImport) -> jobs.Job:
    """Queue the job that applies it. Raises Refused when it is not waiting."""
    held = _locked(bell_import)
    rules.apply_bells(by, held, imports.job_of(held))
    held.state = State.APPLYING
    return _queue(APPLY_JOB, held, by, now, ["state", "job"])


@action
def start_undo(*, by: Actor, now: datetime, bell_import: BellImport) -> jobs.Job:
    """Queue the job that undoes it. Raises Refused when a later file was applied."""
    held = _locked(bell_import)
    rules.undo_bells(by, held, imports.last_applied(by.district_id))
    return _queue(UNDO_JOB, held, by, now, ["job"])


def _locked(bell_import: BellImport) -> BellImport:
    return BellImport.objects.select_for_update().get(pk=bell_import.pk)


def _queue(kind: str, held: BellImport, by: Actor, now: datetime, fields: list[str]) -> jobs.Job:
    job = jobs.enqueue(
        kind,
        district_id=by.district_id,
        now=now,
        by=by.staff_id,
        bell_import=held.public_id,
        who=by.name,
        staff=by.staff_id,
    )
    held.job = job.public_id
    held.save(update_fields=fields)
    return job


@action
def apply_bells(
    *, public_id: str, now: datetime, who: str = "", staff: int | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Write the bells and calendar of an import and the meetings that follow. Applied already: nothing."""
    held = _in_turn(public_id)
    if held.state not in (State.READY, State.APPLYING):
        return {"state": held.state}
    before = {"bells": _write_bells(held), "calendar": _write_calendar(held)}
    meetings = rebuild_meetings(district_id=held.district_id, school_ids=imports.schools_in(held), progress=progress)
    held.before, held.state, held.applied = before, State.APPLIED, now
    held.save(update_fields=["before", "state", "applied"])
    touched = meetings["new"] + meetings["changed"] + meetings["gone"]
    facts = {"who": who, "file": held.file_name, "meetings": touched}
    _append(APPLIED, held, staff, now, facts)
    tell_of_new_bells(district_id=held.district_id, now=now)
    return {"state": held.state, "meetings": meetings}


def _in_turn(public_id: str) -> BellImport:
    """The import, locked, once no other import of the district is being written: each sees what the last one left."""
    found = BellImport.objects.get(public_id=public_id)
    locked_district(found.district_id)
    return BellImport.objects.select_for_update().get(pk=found.pk)


def _write_bells(held: BellImport) -> dict[str, Any]:
    plan = imports.plan_bells(held)
    before = {
        "changed": [_as_json(bell) for bell, _values in plan.changed],
        "removed": [_as_json(bell) for bell in plan.gone],
    }
    for bell, values in plan.changed:
        bell.start, bell.end, bell.kind = values
    return _write(Bell, plan.new, [bell for bell, _values in plan.changed], plan.gone, BELL_FIELDS, before)


def _write_calendar(held: BellImport) -> dict[str, Any]:
    plan = imports.plan_calendar(held)
    before = {
        "changed": [_as_json(day) for day, _values in plan.changed],
        "removed": [_as_json(day) for day in plan.gone],
    }
    for day, values in plan.changed:
        day.day, day.schedule, day.note = values
    return _write(CalendarDay, plan.new, [day for day, _values in plan.changed], plan.gone, DAY_FIELDS, before)


def _write(
    model: Any, new: list[Any], changed: list[Any], gone: list[Any], fields: list[str], before: dict[str, Any]
) -> dict[str, Any]:
    model.objects.filter(pk__in=[row.pk for row in gone]).delete()
    model.objects.bulk_update(changed, fields, batch_size=500)
    created = model.objects.bulk_create(new, batch_size=1000)
    return {**before, "created": [row.pk for row in created]}


def _as_json(row: models.Model) -> dict[str, Any]:
    """Every column of a row, dates as text, so that it can be written back as it was."""
    found = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()}


@action
def undo_bells(
    *, public_id: str, now: datetime, who: str = "", staff: int | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Put back the bells and calendar that an import replaced, row for row. Undone already: nothing."""
    held = _in_turn(public_id)
    last = imports.last_applied(held.district_id)
    if held.state != State.APPLIED:
        return {"state": held.state}
    if last is None or last.pk != held.pk:
        # Applied while this undo waited in the queue: what it would put back is not what rings now.
        raise jobs.Refusal(str(_("Another file was applied since. Nothing was changed: undo that one first.")))
    _restore(Bell, held.before["bells"], BELL_FIELDS)
    _make_room(held.before["calendar"]["removed"])
    _restore(CalendarDay, held.before["calendar"], DAY_FIELDS)
    meetings = rebuild_meetings(district_id=held.district_id, school_ids=imports.schools_in(held), progress=progress)
    held.state, held.undone, held.before = State.UNDONE, now, {}
    held.save(update_fields=["state", "undone", "before"])
    _append(UNDONE, held, staff, now, {"who": who, "file": held.file_name})
    tell_of_new_bells(district_id=held.district_id, now=now)
    return {"state": held.state, "meetings": meetings}


def _make_room(rows: Iterable[dict[str, Any]]) -> None:
    """Dates that were changed by hand since give way to what the file had taken away."""
    for row in rows:
        CalendarDay.objects.filter(school_id=row["school_id"], date=row["date"]).delete()


def _restore(model: Any, before: dict[str, Any], fields: list[str]) -> None:
    model.objects.filter(pk__in=before["created"]).delete()
    model.objects.bulk_update([model(**row) for row in before["changed"]], fields, batch_size=500)
    model.objects.bulk_create([model(**row) for row in before["removed"]], batch_size=1000)


@action
def discard_bells(*, by: Actor, now: datetime, bell_import: BellImport) -> None:
    """Put a file aside that was not applied."""
    held = _locked(bell_import)
    rules.discard_bells(by, held)
    held.state = State.DISCARDED
    held.save(update_fields=["state"])
    _record(DISCARDED, held, by, now)


def _record(kind: str, held: BellImport, by: Actor, now: datetime) -> None:
    _append(kind, held, by.staff_id, now, {"who": by.name, "file": held.file_name})


def _append(kind: str, held: BellImport, staff: int | None, now: datetime, facts: dict[str, Any]) -> None:
    audit.record(
        kind, district_id=held.district_id, at=now, actor=staff, object_id=held.public_id, subject=staff, facts=facts
    )

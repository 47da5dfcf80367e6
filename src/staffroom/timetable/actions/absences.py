"""Files of absences: staged, applied in one transaction, undone to what was there before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.core.absences.model import Absence as Read
from staffroom.core.problems import Problem
from staffroom.people.actions import locked_district
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import rules
from ..models import Absence, AbsenceImport, AbsenceRules, Away
from ..queries import absences as queries
from .away import call_off

STAGED = audit.declare("absences.staged", gettext_lazy("{who} uploaded the file of absences {file}."), security=True)
APPLIED = audit.declare(
    "absences.applied", gettext_lazy("{who} applied the file of absences {file}: {rows} days."), security=True
)
UNDONE = audit.declare("absences.undone", gettext_lazy("{who} undid the file of absences {file}."), security=True)
DISCARDED = audit.declare(
    "absences.discarded", gettext_lazy("{who} put the file of absences {file} aside."), security=True
)
RULES_SET = audit.declare(
    "absences.rules_set", gettext_lazy("{who} changed how absences are counted: {fields}."), security=True
)
MOST_ROWS = 20_000
MOST_PROBLEMS = 500
CHANGEABLE = ("minutes", "category", "substitute", "cents", "school_id", "absence_import_id")
State = AbsenceImport.State


@action
def stage_absences(
    *, by: Actor, now: datetime, file_name: str, read: Sequence[Read], problems: Sequence[Problem]
) -> AbsenceImport:
    """Keep what a file says, applied or not by a second step. Raises Forbidden, or Refused for far too many rows."""
    rules.bring_absences(by)
    if len(read) > MOST_ROWS:
        raise Refused(
            _("The file holds more than %(most)d days of absence.") % {"most": MOST_ROWS},
            _("Bring it in parts, one quarter each."),
        )
    refused = any(problem.severity == "error" for problem in problems)
    rows = [] if refused else queries.rows_of(read)
    staged = AbsenceImport(
        district_id=by.district_id,
        state=State.REFUSED if refused else State.READY,
        file_name=file_name[:255],
        rows=rows,
        counts={} if refused else queries.counts_of(rows),
        problems=[problem.as_dict() for problem in problems[:MOST_PROBLEMS]],
        by_staff=by.staff_id,
        created=now,
    )
    staged.save()
    _record(STAGED, staged, by, now)
    return staged


@action
def apply_absences(
    *, by: Actor, now: datetime, absence_import: AbsenceImport, plan_around: bool = False
) -> AbsenceImport:
    """Write the days of a file: new ones, and those it corrects. The same file twice writes nothing new.

    ``plan_around``: whole days still to come are also kept as days away, without any reason, so that nobody is
    planned to host then.
    """
    rules.bring_absences(by)
    locked_district(by.district_id)
    held = _locked(absence_import)
    rules.apply_absences(held)
    new, changed = _plan(held)
    before = [_values(row) for row, _new in changed]
    for row, values in changed:
        for name, value in values.items():
            setattr(row, name, value)
    Absence.objects.bulk_update([row for row, _new in changed], CHANGEABLE, batch_size=500)
    made = Absence.objects.bulk_create(new, batch_size=1000)
    away = _away(held, by) if plan_around else []
    held.before = {"created": [row.pk for row in made], "changed": before, "away": [row.pk for row in away]}
    held.counts |= {"new": len(made), "changed": len(changed), "away": len(away)}
    held.state, held.applied = State.APPLIED, now
    held.rows = []
    held.save(update_fields=["before", "counts", "state", "applied", "rows"])
    _record(APPLIED, held, by, now, rows=len(made) + len(changed))
    if away:
        call_off(by.district_id, now)
    return held


def _plan(held: AbsenceImport) -> tuple[list[Absence], list[tuple[Absence, dict[str, Any]]]]:
    """(rows to write, rows that change with their new values)."""
    known = queries.by_key(held.district_id, [row[-1] for row in held.rows])
    new, changed = [], []
    for staff, school, day, minutes, category, substitute, cents, key in held.rows:
        told = {
            "minutes": minutes,
            "category": category,
            "substitute": substitute,
            "cents": cents,
            "school_id": school,
            "absence_import_id": held.pk,
        }
        before = known.get(key)
        if before is None:
            row = Absence(district_id=held.district_id, staff_id=staff, date=date.fromisoformat(day), key=key, **told)
            new.append(row)
        elif any(getattr(before, name) != told[name] for name in CHANGEABLE if name != "absence_import_id"):
            changed.append((before, told))
    return new, changed


def _values(row: Absence) -> dict[str, Any]:
    return {"pk": row.pk} | {name: getattr(row, name) for name in CHANGEABLE}


def _away(held: AbsenceImport, by: Actor) -> list[Away]:
    """Whole days from today on, of people who are not away then already."""
    whole = queries.rules_of(held.district_id).day_minutes
    today = by.today or timezone.localdate()
    days = {
        (row[0], date.fromisoformat(row[2])) for row in held.rows if row[3] >= whole and row[2] >= today.isoformat()
    }
    taken = queries.away_already(held.district_id, {staff for staff, _day in days}, today)
    wanted = sorted(days - taken)
    spells = _spells(wanted)
    rows = [
        Away(district_id=held.district_id, staff_id=staff, starts=first, ends=last) for staff, first, last in spells
    ]
    return Away.objects.bulk_create(rows, batch_size=500)


def _spells(days: Sequence[tuple[int, date]]) -> list[tuple[int, date, date]]:
    """Days in a row of one person as one spell."""
    found: list[tuple[int, date, date]] = []
    for staff, day in days:
        if found and found[-1][0] == staff and found[-1][2] + timedelta(days=1) == day:
            found[-1] = (staff, found[-1][1], day)
        else:
            found.append((staff, day, day))
    return found


@action
def undo_absences(*, by: Actor, now: datetime, absence_import: AbsenceImport) -> AbsenceImport:
    """Take back what a file wrote, row for row. Raises Refused when a later file was applied."""
    rules.bring_absences(by)
    locked_district(by.district_id)
    held = _locked(absence_import)
    rules.undo_absences(held, queries.last_applied(by.district_id))
    Absence.objects.filter(pk__in=held.before["created"]).delete()
    Away.objects.filter(pk__in=held.before["away"]).delete()
    back = {row["pk"]: row for row in held.before["changed"]}
    rows = list(Absence.objects.filter(pk__in=back))
    for row in rows:
        for name in CHANGEABLE:
            setattr(row, name, back[row.pk][name])
    Absence.objects.bulk_update(rows, CHANGEABLE, batch_size=500)
    held.state, held.undone, held.before = State.UNDONE, now, {}
    held.save(update_fields=["state", "undone", "before"])
    _record(UNDONE, held, by, now)
    return held


@action
def discard_absences(*, by: Actor, now: datetime, absence_import: AbsenceImport) -> None:
    """Put a file aside that was not applied; its rows go at once."""
    rules.bring_absences(by)
    held = _locked(absence_import)
    rules.discard_absences(held)
    held.state, held.rows = State.DISCARDED, []
    held.save(update_fields=["state", "rows"])
    _record(DISCARDED, held, by, now)


@action
def set_absence_rules(*, by: Actor, now: datetime, values: dict[str, Any]) -> AbsenceRules:
    """Save how absences are counted; the audit entry names what changed. Raises Forbidden."""
    rules.bring_absences(by)
    row = queries.rules_of(by.district_id)
    changed = {name: [getattr(row, name), value] for name, value in sorted(values.items())}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if not changed:
        return row
    for name, (_old, new) in changed.items():
        setattr(row, name, new)
    row.save(update_fields=list(changed) if row.pk else None)
    audit.record(
        RULES_SET,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=row.public_id,
        facts={"who": by.name, "fields": ", ".join(changed), "changes": changed},
    )
    return row


def _locked(absence_import: AbsenceImport) -> AbsenceImport:
    return AbsenceImport.objects.select_for_update().get(pk=absence_import.pk)


def _record(kind: str, held: AbsenceImport, by: Actor, now: datetime, **facts: object) -> None:
    audit.record(
        kind,
        district_id=held.district_id,
        at=now,
        actor=by.staff_id,
        object_id=held.public_id,
        facts={"who": by.name, "file": held.file_name, **facts},
    )

"""Bell imports: the history, one of them, and what it would change."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import Http404

from staffroom.core.bells import Bell as CoreBell
from staffroom.people.models import School
from staffroom.spine.access import Actor
from staffroom.spine.jobs import Job

from ..models import Bell, BellImport, CalendarDay, Meeting
from .bell_file import ReadBells
from .days import NO_SCHOOL
from .meetings import plan_meetings, wanted_meetings


@dataclass(frozen=True, slots=True)
class Touch:
    """What else new bells touch: ``counts`` looks ahead when a file is read (plain JSON), ``told`` words that.

    ``ahead`` counts the same for any timetable that will be (a function like ``lessons.timetable_of``).
    """

    counts: Callable[[BellImport, datetime], dict[str, int]]
    ahead: Callable[[Any, datetime], dict[str, int]]
    told: Callable[[Mapping[str, int]], str]


TOUCHES: dict[str, Touch] = {}  # higher rooms add theirs by name

BellKey = tuple[int, str, str, str]
DayKey = tuple[int | None, str]
SHOWN_TROUBLES = 50


@dataclass(slots=True)
class BellPlan:
    """Rows to write, and for each school how many are added, changed and removed."""

    new: list[Bell] = field(default_factory=list)
    changed: list[tuple[Bell, tuple[int, int, str]]] = field(default_factory=list)
    gone: list[Bell] = field(default_factory=list)

    def counts(self) -> dict[int, dict[str, int]]:
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for bell in self.new:
            found[bell.school_id]["added"] += 1
        for bell, _ in self.changed:
            found[bell.school_id]["changed"] += 1
        for bell in self.gone:
            found[bell.school_id]["removed"] += 1
        return {school: {name: c[name] for name in ("added", "changed", "removed")} for school, c in found.items()}


@dataclass(slots=True)
class CalendarPlan:
    """Dated exceptions to write."""

    new: list[CalendarDay] = field(default_factory=list)
    changed: list[tuple[CalendarDay, tuple[str, str, str]]] = field(default_factory=list)
    gone: list[CalendarDay] = field(default_factory=list)


def bell_import_for(actor: Actor, public_id: str) -> BellImport:
    """One import of the actor's district. Raises Http404 for any other."""
    found = BellImport.objects.filter(district_id=actor.district_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def bell_imports(actor: Actor) -> list[BellImport]:
    """The last fifty, newest first, without their rows."""
    rows = BellImport.objects.filter(district_id=actor.district_id)
    return list(rows.defer("bells", "calendar", "before", "problems")[:50])


def last_applied(district_id: int) -> BellImport | None:
    """The import whose bells ring now: the only one that can be undone."""
    applied = BellImport.objects.filter(district_id=district_id, state=BellImport.State.APPLIED)
    return applied.defer("bells", "calendar", "before").order_by("-applied", "-pk").first()


def job_of(bell_import: BellImport) -> Job | None:
    return Job.objects.filter(public_id=bell_import.job, district_id=bell_import.district_id).first()


def rows_of(read: ReadBells) -> tuple[list[list[Any]], list[list[Any]], list[int | None]]:
    """What a file says as plain JSON: bells, calendar days, and the scopes whose calendar it replaces."""
    bells = [[read.school(b.school).pk, b.schedule, b.day, b.period, b.start, b.end, b.kind] for b in read.book.bells]
    days = []
    for one in read.book.exceptions:
        school = read.school(one.school).pk if one.school else None
        days.append([school, one.date.isoformat(), one.day, one.schedule if one.in_session else NO_SCHOOL, one.note])
    scopes = dict.fromkeys(day[0] for day in days) if read.calendar_given else {}
    return bells, days, list(scopes)


def draft(read: ReadBells, *, district_id: int, names: tuple[str, str], now: datetime) -> BellImport:
    """An import of what was read, with what it would change, not saved."""
    bells, days, scopes = rows_of(read) if read.book.importable else ([], [], [])
    drafted = BellImport(
        district_id=district_id,
        file_name=names[0][:255],
        calendar_name=names[1][:255],
        bells=bells,
        calendar=days,
        calendar_scopes=scopes,
        problems=[problem.as_dict() for problem in read.problems],
        state=BellImport.State.READY if read.book.importable else BellImport.State.REFUSED,
        created=now,
    )
    drafted.summary = summary_of(drafted)
    if drafted.state == BellImport.State.READY:
        drafted.summary["touches"] = {name: touch.counts(drafted, now) for name, touch in TOUCHES.items()}
    return drafted


def plan_bells(bell_import: BellImport) -> BellPlan:
    """Compare the file with the bells of the schools it names. One query."""
    wanted: dict[BellKey, tuple[int, int, str]] = {
        (school, schedule, day, period): (start, end, kind)
        for school, schedule, day, period, start, end, kind in bell_import.bells
    }
    plan = BellPlan()
    for row in Bell.objects.filter(school_id__in=schools_in(bell_import)).order_by("pk"):
        values = wanted.pop((row.school_id, row.schedule, row.day, row.period), None)
        if values is None:
            plan.gone.append(row)
        elif values != (row.start, row.end, row.kind):
            plan.changed.append((row, values))
    for (school, schedule, day, period), (start, end, kind) in wanted.items():
        made = Bell(school_id=school, schedule=schedule, day=day, period=period, start=start, end=end, kind=kind)
        made.district_id = bell_import.district_id
        plan.new.append(made)
    return plan


def plan_calendar(bell_import: BellImport) -> CalendarPlan:
    """The calendar file replaces the calendars it names; a day whose schedule the bells lose goes with it."""
    wanted: dict[DayKey, tuple[str, str, str]] = {
        (school, day): (label, schedule, note) for school, day, label, schedule, note in bell_import.calendar
    }
    rings = {(school, schedule) for school, schedule, *_ in bell_import.bells}
    replaced, schools = set(bell_import.calendar_scopes), set(schools_in(bell_import))
    plan = CalendarPlan()
    for row in CalendarDay.objects.order_by("pk"):
        values = wanted.pop((row.school_id, row.date.isoformat()), None)
        lost = row.school_id in schools and row.schedule not in ("", NO_SCHOOL)
        if values is not None:
            if values != (row.day, row.schedule, row.note):
                plan.changed.append((row, values))
        elif row.school_id in replaced or (lost and (row.school_id, row.schedule) not in rings):
            plan.gone.append(row)
    for (school, day), (label, schedule, note) in wanted.items():
        made = CalendarDay(school_id=school, date=date.fromisoformat(day), day=label, schedule=schedule, note=note)
        made.district_id = bell_import.district_id
        plan.new.append(made)
    return plan


def schools_in(bell_import: BellImport) -> list[int]:
    """Ids of the schools whose bells the file holds, in its order."""
    return list(dict.fromkeys(row[0] for row in bell_import.bells))


def summary_of(bell_import: BellImport) -> dict[str, Any]:
    """What was recognised and what would change, as plain JSON for the page and the command."""
    ids = schools_in(bell_import)
    schools = list(School.objects.filter(pk__in=ids))
    counts, days = plan_bells(bell_import).counts(), plan_calendar(bell_import)
    wanted = wanted_meetings(schools, core_bells(bell_import.bells))
    meetings = plan_meetings(ids, wanted, bell_import.district_id)
    names = {school.pk: school.name for school in schools}
    touched = Counter(row.school_id for row in [*meetings.new, *meetings.changed])
    touched.update(_schools_of(meetings.gone))
    rows = [
        {
            "id": school.pk,
            "name": school.name,
            "schedules": list(dict.fromkeys(b[1] for b in bell_import.bells if b[0] == school.pk)),
            "periods": len({b[3] for b in bell_import.bells if b[0] == school.pk}),
            **counts.get(school.pk, {"added": 0, "changed": 0, "removed": 0}),
            "meetings": touched[school.pk],
        }
        for school in schools
    ]
    return {
        "schools": rows,
        "schedules": len({(b[0], b[1]) for b in bell_import.bells}),
        "bells": len(bell_import.bells),
        "days": len(bell_import.calendar),
        "calendar": {"added": len(days.new), "changed": len(days.changed), "removed": len(days.gone)},
        "meetings": meetings.touched,
        "touches": {},
        "troubles": [
            {"kind": str(t.kind), "facts": dict(t.facts), "school": names[t.school]}
            for t in wanted.troubles[:SHOWN_TROUBLES]
        ],
        "troubles_total": len(wanted.troubles),
    }


def told_touches(summary: Mapping[str, Any]) -> list[str]:
    """What else it touches, one sentence a room, in the reader's language."""
    counted = summary.get("touches", {})
    return [touch.told(counted[name]) for name, touch in TOUCHES.items() if isinstance(counted.get(name), dict)]


def _schools_of(meeting_pks: Iterable[int]) -> Counter[int]:
    return Counter(Meeting.objects.filter(pk__in=[*meeting_pks]).values_list("school_id", flat=True))


def core_bells(rows: Iterable[Iterable[Any]]) -> dict[int, list[CoreBell]]:
    """Rows of an import as the core reads them, by school."""
    found: dict[int, list[CoreBell]] = defaultdict(list)
    for school, *rest in rows:
        found[school].append(CoreBell(str(school), *rest))
    return found

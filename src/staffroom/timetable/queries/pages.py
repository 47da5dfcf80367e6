"""What the pages of this room show, each in one call."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.core.bells import EVERY_DAY, Bell
from staffroom.core.reserved import Reserved, costs
from staffroom.core.visits.instance import Lesson
from staffroom.core.weeks import Minutes, Planned, minutes_of
from staffroom.people.models import District, School, Section, Staff
from staffroom.spine.access import Actor
from staffroom.spine.jobs import Job, progress_of

from .. import rules
from ..models import Away, BellImport, BellKind, CalendarDay, TimeRules, TimetableProblem
from ..planned import planned_of
from .days import SchoolCalendar, calendar_of, calendars, current_terms, week_at_hand, week_of
from .imports import bell_import_for, bell_imports, job_of, last_applied, told_touches
from .lessons import Ledger, away_days, lessons, timetable_of
from .reserved import reserved_of
from .settings import rules_for, time_rules
from .troubles import day_name, trouble_sentence

SHOWN_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class WeekLesson:
    """One stretch of a person's week. ``kind`` is teach, free, lunch or reserved."""

    date: date
    start: int
    end: int
    kind: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day of a person's week: ``label`` empty means no school, ``note`` says why or what is special."""

    date: date
    label: str
    schedule: str
    note: str
    away: bool


@dataclass(frozen=True, slots=True)
class WeekPage:
    """A person's week."""

    days: list[WeekDay]
    lessons: list[WeekLesson]
    ledger: Ledger
    schools: list[School]
    away: list[Away]
    today: date
    has_bells: bool = False
    minutes: Minutes = field(default_factory=lambda: Minutes(0, {}))
    reserved: list[WeekLesson] = field(default_factory=list)

    @property
    def visits(self) -> int:
        """Free minutes that visits agreed take in this week, with the journeys."""
        return self.minutes.given.get("visit", 0)

    @property
    def together(self) -> int:
        """Free minutes that learning time and meetings of teams take in this week."""
        return self.minutes.given.get("learning", 0) + self.minutes.given.get("meeting", 0)

    @property
    def monday(self) -> date:
        return self.days[0].date

    @property
    def previous(self) -> date:
        return self.monday - timedelta(days=7)

    @property
    def next(self) -> date:
        return self.monday + timedelta(days=7)

    @property
    def no_school_all_week(self) -> bool:
        return not any(day.label for day in self.days)

    @property
    def special(self) -> list[WeekDay]:
        """Days with another schedule, no school or a note."""
        return [day for day in self.days if day.note or day.schedule or not day.label]

    @property
    def notes(self) -> str:
        return ", ".join(dict.fromkeys(day.note for day in self.days if day.note))

    @property
    def free_periods(self) -> int:
        away = {day.date for day in self.days if day.away}
        return sum(one.kind == "free" and one.date not in away for one in self.lessons)


def week_page(actor: Actor, on: date | None) -> WeekPage:
    """My week: the one of a date, or this one. A fixed number of queries."""
    today = actor.today or date.today()  # noqa: DTZ011 - the middleware always gives the district's today
    days, staff = week_of(on) if on else week_at_hand(today), actor.staff_id or 0
    schools = _schools_of(staff, days)
    terms = current_terms()
    known = calendars([school.pk for school in schools], terms=terms)
    timetable = timetable_of([staff], days, known=known, terms=terms)
    taught = list(timetable.lessons(staff))
    gone = away_days([staff], days)
    week = [_week_day(day, known, (staff, day) in gone) for day in days]
    mine = _told(taught, days, schools, known)
    rows = Away.objects.filter(staff_id=staff, ends__gte=min(today, days[0])).order_by("starts")
    away = {day.date for day in week if day.away}
    free = [(x.date.toordinal(), x.start, x.end) for x in mine if x.kind == "free" and x.date not in away]
    limits = rules_for(District.objects.get(pk=actor.district_id), staff=staff, on=days[0])
    promised = reserved_of(timetable, [staff])
    planned = [*planned_of(staff, days), *(Planned(*one) for one in costs(promised))]
    minutes = minutes_of(free, planned, limits.contract_prep_minutes_week)
    ledger = Ledger(minutes.free, minutes.required, limits.contract_clause)
    has_bells = any(calendar.book.bells for calendar in known.values())
    return WeekPage(week, mine, ledger, schools, list(rows), today, has_bells, minutes, _promised(promised))


def _promised(rows: Iterable[Reserved]) -> list[WeekLesson]:
    """Learning time and meetings, as cells of the week."""
    words = {
        "learning": _("Learning time"),
        "meeting": _("Team meeting"),
        "guest": _("Guest of a team"),
        "walk": _("You walk through rooms with colleagues"),
        "hosting": _("A group comes into your room"),
    }
    return [
        WeekLesson(date.fromordinal(x.date), x.start, x.end, "reserved", x.name, words[x.kind]) for x in rows
    ]  # fmt: skip


def _schools_of(staff: int, days: list[date]) -> list[School]:
    held = School.objects.filter(assignments__staff_id=staff, assignments__active=True).distinct()
    return list(held.filter(active=True))


def _week_day(day: date, known: dict[int, SchoolCalendar], away: bool) -> WeekDay:
    found = [(calendar, calendar.on(day)) for calendar in known.values()]
    rings = [one for _calendar, one in found if one is not None]
    notes = dict.fromkeys(note for calendar, _one in found if (note := calendar.note(day)))
    labels = dict.fromkeys(one.label for one in rings)
    schedules = dict.fromkeys(one.schedule for one in rings if one.schedule != "Regular")
    return WeekDay(day, "/".join(labels), ", ".join(schedules), ", ".join(notes), away)


def free_and_teaching(staff: int, week_start: date) -> list[WeekLesson]:
    """A person's lessons, free periods and lunch, Monday to Friday of the week of a date, by time."""
    days = week_of(week_start)
    schools = _schools_of(staff, days)
    return _told(lessons([staff], days), days, schools, calendars([school.pk for school in schools]))


def _told(
    mine: list[Lesson], days: list[date], schools: list[School], known: dict[int, SchoolCalendar]
) -> list[WeekLesson]:
    names = {str(school.pk): str(school) for school in schools}
    sections = {str(s.pk): s for s in Section.objects.filter(pk__in={x.section for x in mine if x.section})}
    told = []
    for one in mine:
        section = sections.get(one.section)
        where = names.get(one.school, "") if len(names) > 1 else ""
        title = section.title if section else _("Free")
        parts = (_period(one.period), section.room if section else "", where)
        when = date.fromordinal(one.date)
        told.append(WeekLesson(when, one.start, one.end, one.kind, title, " · ".join(p for p in parts if p)))
    return sorted([*told, *_lunches(mine, days, known)], key=lambda one: (one.date, one.start))


def _period(name: str) -> str:
    return _("Period %(name)s") % {"name": name} if name[:2].strip().isdigit() else name


def _lunches(mine: list[Lesson], days: list[date], known: dict[int, SchoolCalendar]) -> list[WeekLesson]:
    """Lunch at the one school of a day; shifts that meet a lesson are other people's."""
    found = []
    for day in days:
        today = [x for x in mine if x.date == day.toordinal()]
        here = {int(x.school) for x in today}
        rings = known[here.pop()].on(day) if len(here) == 1 and here <= known.keys() else None
        for bell in rings.bells if rings else ():
            taken = any(x.kind == "teach" and x.start < bell.end and bell.start < x.end for x in today)
            if bell.kind == BellKind.LUNCH and not taken:
                found.append(WeekLesson(day, bell.start, bell.end, "lunch", bell.period, ""))
    return found


def own_days_away(actor: Actor) -> list[Away]:
    """My days away from today on."""
    return list(Away.objects.filter(staff_id=actor.staff_id or 0, ends__gte=actor.today).order_by("starts"))


def away_for(actor: Actor, public_id: str) -> Away:
    """One row of the actor's district. Raises Http404 for any other."""
    found = Away.objects.filter(district_id=actor.district_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


# --- A school's bells --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class DayGroup:
    """Days on which the same bells ring."""

    days: tuple[str, ...]
    bells: tuple[Bell, ...]

    @property
    def name(self) -> str:
        return ", ".join(day_name(day) for day in self.days)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Bells for a table, kinds in the reader's language."""
        return [
            {"period": b.period, "start": b.start, "end": b.end, "kind": BellKind(b.kind).label} for b in self.bells
        ]


@dataclass(frozen=True, slots=True)
class ScheduleView:
    name: str
    groups: list[DayGroup]


@dataclass(frozen=True, slots=True)
class SchoolBellsPage:
    school: School
    schedules: list[ScheduleView]
    calendar: list[CalendarDay]
    problems: list[str]
    cycle: tuple[str, ...]


def school_for(actor: Actor, public_id: str) -> School:
    """One school of the actor's district. Raises Http404 for any other."""
    found = School.objects.filter(district_id=actor.district_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def school_known_as(name: str) -> School | None:
    """A school of the district in scope by its source id, public id or whole name; None when it is not one."""
    found = School.objects.filter(active=True)
    by_id = found.filter(source_id=name).first() or found.filter(public_id=name).first()
    return by_id or found.filter(name__iexact=name).first()


def school_bells_page(actor: Actor, public_id: str) -> SchoolBellsPage:
    """A school's schedules, the dates that are different, and its sections without a place in the week."""
    school = school_for(actor, public_id)
    calendar = calendar_of(school)
    names = sorted(calendar.book.schedules(calendar.school), key=lambda name: (name != "Regular", name))
    schedules = [ScheduleView(name, _groups(calendar, name)) for name in names]
    since = (actor.today or date.min) - timedelta(days=7)
    ahead = (CalendarDay.objects.filter(school=school) | CalendarDay.objects.filter(school=None)).filter(
        date__gte=since
    )
    troubles = TimetableProblem.objects.filter(school=school).select_related("school")[:200]
    told = [trouble_sentence(row.kind, row.facts, row.school.name) for row in troubles]
    return SchoolBellsPage(school, schedules, list(ahead.order_by("date")), told, calendar.cycle)


def _groups(calendar: SchoolCalendar, schedule: str) -> list[DayGroup]:
    """Days with the same bells in one group, in the order of the week."""
    named = {bell.day for bell in calendar.book.of(calendar.school, schedule)} - {EVERY_DAY}
    labels = [EVERY_DAY] if not named else list(calendar.book.days(calendar.school, schedule))
    labels += sorted(named - set(labels))
    by_bells: dict[tuple[tuple[str, int, int, str], ...], list[str]] = {}
    bells: dict[str, tuple[Bell, ...]] = {}
    for label in labels:
        bells[label] = calendar.book.on(calendar.school, schedule, label)
        key = tuple((b.period, b.start, b.end, b.kind) for b in bells[label])
        by_bells.setdefault(key, []).append(label)
    return [DayGroup(tuple(days), bells[days[0]]) for key, days in by_bells.items() if key]


def timetable_problems(limit: int = 200) -> tuple[list[str], int]:
    """Sentences about sections without a place in the week, over the district in scope, and how many there are."""
    rows = TimetableProblem.objects.select_related("school")
    return [trouble_sentence(row.kind, row.facts, row.school.name) for row in rows[:limit]], rows.count()


# --- Imports -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ImportRow:
    bell_import: BellImport
    by: str


@dataclass(frozen=True, slots=True)
class BellImportsPage:
    rows: list[ImportRow]
    problems: list[str]
    problems_total: int
    schools: list[School]


def bell_imports_page(actor: Actor) -> BellImportsPage:
    """The history of bell files, and what keeps sections out of the week now."""
    rules.bring_bells(actor)
    found = bell_imports(actor)
    names = _names({one.by_staff for one in found})
    problems, total = timetable_problems(SHOWN_PROBLEMS)
    schools = list(School.objects.filter(active=True, bells__isnull=False).distinct())
    return BellImportsPage([ImportRow(one, names.get(one.by_staff, "")) for one in found], problems, total, schools)


def _names(ids: set[int | None]) -> dict[int | None, str]:
    return {staff.pk: str(staff) for staff in Staff.objects.filter(pk__in=[pk for pk in ids if pk])}


@dataclass(frozen=True, slots=True)
class BellImportPage:
    bell_import: BellImport
    by: str
    errors: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    shown: int
    troubles: list[str]
    touches: list[str]
    job: dict[str, Any] | None
    may: dict[str, bool] = field(default_factory=dict)

    @property
    def shown_slice(self) -> str:
        return f":{self.shown}"

    @property
    def running(self) -> bool:
        return bool(self.job) and self.job["state"] in ("waiting", "running")


def bell_import_page(actor: Actor, public_id: str) -> BellImportPage:
    """One bell file: what was recognized, what is wrong, what would change, and what may be done with it."""
    rules.bring_bells(actor)
    found = bell_import_for(actor, public_id)
    job = job_of(found)
    problems = found.problems
    summary = found.summary or {}
    return BellImportPage(
        bell_import=found,
        by=_names({found.by_staff}).get(found.by_staff, ""),
        errors=[p for p in problems if p["severity"] == "error"],
        warnings=[p for p in problems if p["severity"] != "error"],
        shown=SHOWN_PROBLEMS,
        troubles=[trouble_sentence(t["kind"], t["facts"], t.get("school", "")) for t in summary.get("troubles", [])],
        touches=told_touches(summary),
        job=_job_card(job) if job else None,
        may={
            "apply": rules.apply_bells.allows(actor, found, job),
            "undo": rules.undo_bells.allows(actor, found, last_applied(actor.district_id)) and not _runs(job),
            "discard": rules.discard_bells.allows(actor, found),
        },
    )


def _runs(job: Job | None) -> bool:
    return job is not None and job.state in (Job.State.WAITING, Job.State.RUNNING)


def _job_card(job: Job) -> dict[str, Any]:
    return {"id": job.public_id, "state": job.state, **progress_of(job)}


def time_rules_page(actor: Actor) -> tuple[TimeRules, bool]:
    """The district's rules, and whether the actor may change them."""
    district = District.objects.get(pk=actor.district_id)
    return time_rules(district), rules.set_time_rules.allows(actor)

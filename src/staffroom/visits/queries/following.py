"""Asked and booked visits under new bells: which stand, which move along with their lesson, which fit no longer."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from staffroom.core.visits.following import Ended, Held, Moved, booked_as, place, stands
from staffroom.core.visits.instance import (
    Booked,
    Busy,
    Host,
    Instance,
    Lesson,
    Person,
    Proposed,
    Request,
    Rules,
    SchoolDay,
)
from staffroom.core.visits.modes import Mode, ModeViolation
from staffroom.core.visits.rules import Rule, Violation
from staffroom.people.models import District, School
from staffroom.spine.scoping import current_district_id
from staffroom.timetable.models import BellImport
from staffroom.timetable.queries import imports
from staffroom.timetable.queries.ahead import TimetableOf, timetable_after
from staffroom.timetable.queries.days import school_days, week_of
from staffroom.timetable.queries.lessons import timetable_of
from staffroom.timetable.queries.reserved import reserved_of
from staffroom.timetable.queries.settings import rules_of, travel_matrix
from staffroom.ui.templatetags.ui import clock

from ..models import Visit
from ..rules import begun
from .booked import LIVE, visits
from .case import busy_of, persons
from .promised import cover_times


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one visit that does not stand."""

    visit: Visit
    outcome: Moved | Ended


@dataclass(frozen=True, slots=True)
class _Known:
    """All that decides about these visits, read at once."""

    lessons: Mapping[str, Sequence[Lesson]]
    days: Mapping[int, Sequence[SchoolDay]]
    people: Mapping[str, Person]
    travel: Mapping[tuple[str, str], int]
    rules: Mapping[str, Rules]
    busy: Mapping[tuple[str, int], Sequence[Busy]]  # reserved and covered time by person and date
    now: datetime  # on the district's wall clock

    def instance(self, held: Held, booked: Iterable[Booked] = ()) -> Instance:
        """The case of one visit: the visitor's week, and what the host teaches that day."""
        visit, week = held.visit, {day.toordinal() for day in week_of(date.fromordinal(held.date))}
        mine = [one for one in self.lessons[visit.visitor] if one.date in week]
        taught = [one for one in self.lessons[visit.host] if one.date == held.date and one.kind == "teach"]
        minute = self.now.hour * 60 + self.now.minute
        span = (held.date, held.date, self.now.date().toordinal(), minute)
        return Instance(
            request=Request(visit.visitor, (Host(visit.host, 1.0),), *span),
            people=self.people,
            lessons=(*mine, *taught),
            days=tuple(self.days.get(held.date, ())),
            rules=self.rules[visit.visitor],
            travel=self.travel,
            booked=tuple(booked),
            busy=self._busy((visit.visitor, visit.host), week),
        )

    def _busy(self, people: Iterable[str], dates: Iterable[int]) -> tuple[Busy, ...]:
        return tuple(one for day in dates for person in people for one in self.busy.get((person, day), ()))


def fates(now: datetime, *, timetable: TimetableOf = timetable_of, only: Collection[int] | None = None) -> list[Fate]:
    """What becomes of every visit of the district in scope that is ahead and does not stand under a timetable.

    Booked ones are placed before those only asked, the earliest asked first. ``only``: ids of visits to be judged;
    the others are taken to stand. A fixed number of queries.
    """
    district = District.objects.get(pk=current_district_id())
    local = now.astimezone(ZoneInfo(district.time_zone))
    monday = week_of(local.date())[0]
    rows = list(visits().filter(state__in=LIVE, date__gte=monday).order_by("pk"))
    ahead = [one for one in rows if not begun(one, now)]
    judged = [one for one in ahead if only is None or one.pk in only]
    if not judged:
        return []
    known = _known(judged, district, local, timetable)
    loose = [one for one in judged if not stands(_held(one), known.instance(_held(one)))]
    away = {one.pk for one in loose}
    fixed = [booked_as(_held(one)) for one in rows if one.pk not in away]
    return list(_placed(sorted(loose, key=_turn), known, fixed))


def _turn(visit: Visit) -> tuple[bool, datetime, int]:
    return visit.state != Visit.State.ACCEPTED, visit.created, visit.pk


def _placed(loose: Iterable[Visit], known: _Known, booked: list[Booked]) -> Iterable[Fate]:
    for visit in loose:
        held = _held(visit)
        outcome = place(held, known.instance(held, booked))
        if isinstance(outcome, Moved):
            booked.append(booked_as(held, outcome))
        yield Fate(visit, outcome)


def _held(visit: Visit) -> Held:
    agreed = Proposed(
        str(visit.visitor_id), str(visit.host_id), visit.lesson, visit.start, visit.end, tuple(visit.window),
        tuple(visit.covered),
    )  # fmt: skip
    mode = Mode(visit.mode)
    return Held(agreed, visit.date.toordinal(), str(visit.section_id), visit.period, visit.travel, mode)


def _known(found: Sequence[Visit], district: District, local: datetime, timetable: TimetableOf) -> _Known:
    people = sorted({person for one in found for person in (one.visitor_id, one.host_id)})
    dates = sorted({day for one in found for day in week_of(one.date)} | {one.date for one in found})
    read = timetable(people, dates)
    lessons = {str(person): list(read.lessons(person)) for person in people}
    schools = list(School.objects.filter(active=True))
    days: dict[int, list[SchoolDay]] = defaultdict(list)
    for row in school_days([pk for pk in read.calendars if pk], dates, known=read.calendars):
        days[row.date].append(row)
    rules = {str(pk): one for pk, one in rules_of(district, people, local.date()).items()}
    busy: dict[tuple[str, int], list[Busy]] = defaultdict(list)
    for one in reserved_of(read, people):
        busy[one.person, one.date].append(busy_of(one))
    for kept in cover_times(people, dates):
        busy[kept.person, kept.date].append(kept)
    return _Known(lessons, days, persons(people), travel_matrix(schools, district), rules, busy, local)


# --- In words ----------------------------------------------------------------------------------------


def reason(why: Violation | ModeViolation) -> str:
    """Why a visit fits no longer, to either of its two people, in the reader's language."""
    facts = why.params
    if isinstance(why, ModeViolation):
        return _("Somebody else was to teach a class meanwhile, and it does not lie in that time any more.")
    told = {
        Rule.NO_SCHOOL_THAT_DAY: _("There is no school that day any more."),
        Rule.HOST_TEACHING: _("This class does not meet at that time any more."),
        Rule.WATCH_TIME: _("Too little time would be left to watch: %(watch)s minutes, and %(least)s are the least.")
        % {"watch": facts.get("watch", 0), "least": facts.get("least", 0)},
        Rule.TRAVEL_TIME: _("The way there and back does not fit into the visitor's free time any more."),
        Rule.VISITOR_PROMISED: _("The visitor has promised that time already."),
        Rule.HOST_PROMISED: _("The host has promised that time already."),
        Rule.NOTICE: _("The lesson would begin before anybody could be told."),
        Rule.CONTRACT_MINUTES: _("Too little time would be left for the visitor's preparation that week. %(clause)s")
        % {"clause": facts.get("clause", "")},
    }
    if facts.get("name"):
        return _reserved_told(str(facts.get("variant")), str(facts["name"]))
    return told.get(why.rule, _("The visitor is not free in that lesson any more.")).strip()


def _reserved_told(what: str, name: str) -> str:
    told = {
        "learning": _("That time is the learning time “%(name)s”."),
        "meeting": _("At that time “%(name)s” meets."),
    }
    return told[what] % {"name": name}


def hours(start: int, end: int) -> str:
    return f"{clock(start)}–{clock(end)}"


# --- Looking ahead ------------------------------------------------------------------------------------


def touched_by(bell_import: BellImport, now: datetime) -> dict[str, int]:
    """How many visits that stand today would be moved, and how many ended, once the file is applied."""
    return touched_under(timetable_after(bell_import), now)


def touched_under(timetable: TimetableOf, now: datetime) -> dict[str, int]:
    """The same under any timetable that will be."""
    loose = {fate.visit.pk for fate in fates(now)}
    found = [one for one in fates(now, timetable=timetable) if one.visit.pk not in loose]
    moved = sum(isinstance(one.outcome, Moved) and not one.outcome.same_times for one in found)
    return {"moved": moved, "ended": sum(isinstance(one.outcome, Ended) for one in found)}


def told_touched(counts: Mapping[str, int]) -> str:
    """The same in a sentence."""
    moved, ended = counts.get("moved", 0), counts.get("ended", 0)
    if not moved and not ended:
        return _("No visit that is asked for or booked is touched.")
    return _(
        "Visits that move along with their lesson: %(moved)d. Visits that fit no longer and are cancelled: %(ended)d."
        " Both people of each visit are told by mail, with the reason."
    ) % {"moved": moved, "ended": ended}


imports.TOUCHES["visits"] = imports.Touch(touched_by, touched_under, told_touched)

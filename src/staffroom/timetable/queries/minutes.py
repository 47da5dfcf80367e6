"""The minutes of one person: what learning, teams and visits take of each week of a school year, and the contract."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.contract import Case, Kind, Rule
from staffroom.core.contract import Planned as Asked
from staffroom.core.contract.measuring import Measure, measures
from staffroom.core.reserved import Reserved, costs, of_purpose
from staffroom.core.weeks import Minutes, Planned, minutes_of
from staffroom.people.models import District
from staffroom.spine.access import Actor
from staffroom.spine.files.tables import Table
from staffroom.ui.templatetags.ui import duration, long_day

from ..models import LearningSlot
from ..planned import planned_of
from .clauses import people_of, rules_of_kind
from .contract import last_bells, rule_sentence
from .days import between, current_terms, school_years, week_at_hand, week_of
from .lessons import Timetable, away_days, timetable_of
from .reserved import reserved_of
from .settings import rules_for

KINDS = ("learning", "meeting", "visit")


@dataclass(frozen=True, slots=True)
class Week:
    """One week. ``minutes`` counts what lies in free periods; ``whole`` all that is planned, by kind."""

    monday: date
    minutes: Minutes
    whole: dict[str, int]
    now: bool

    @property
    def learning(self) -> int:
        return self.whole.get("learning", 0)

    @property
    def meetings(self) -> int:
        return self.whole.get("meeting", 0)

    @property
    def visits(self) -> int:
        return self.whole.get("visit", 0)


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks that begin in one month. ``now``: this week is one of them."""

    first: date
    weeks: list[Week]

    @property
    def planned(self) -> int:
        return sum(one.learning + one.meetings + one.visits for one in self.weeks)

    @property
    def now(self) -> bool:
        return any(one.now for one in self.weeks)


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One rule of the contract as it reads for this person: what comes nearest to it in this year."""

    sentence: str
    source: str
    made: str
    kept: bool


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """``weeks`` of one school year, ``clauses`` that speak of the reader; sums in minutes."""

    first: date
    last: date
    weeks: list[Week]
    clauses: list[ClauseRow]
    known: bool

    @property
    def months(self) -> list[Month]:
        found: dict[date, list[Week]] = defaultdict(list)
        for one in self.weeks:
            found[one.monday.replace(day=1)].append(one)
        return [Month(first, weeks) for first, weeks in found.items()]

    @property
    def learning(self) -> int:
        return sum(one.learning for one in self.weeks)

    @property
    def meetings(self) -> int:
        return sum(one.meetings for one in self.weeks)

    @property
    def visits(self) -> int:
        return sum(one.visits for one in self.weeks)

    @property
    def planned(self) -> int:
        """Minutes of learning and meetings: what a contract speaks of."""
        return self.learning + self.meetings

    @property
    def broken(self) -> int:
        return sum(not one.kept for one in self.clauses)


def minutes_page(actor: Actor) -> MinutesPage:
    """My school year, that of today or the next to come. A fixed number of queries. Raises Http404 without a post."""
    if actor.staff_id is None:
        raise Http404
    today = actor.today or date.today()  # noqa: DTZ011 - the middleware always gives the district's today
    me, terms = actor.staff_id, current_terms()
    first, last = _year(school_years(terms), today)
    days = [day for day in between(week_of(first)[0], last) if day.weekday() < 5]
    known = timetable_of([me], days, terms=terms)
    rows = reserved_of(known, [me])
    away = {day for _who, day in away_days([me], days)}
    free = [(x.date, x.start, x.end) for x in known.lessons(me) if x.kind == "free" and _here(x.date, away)]
    planned = [*planned_of(me, days), *(Planned(*one) for one in costs(rows))]
    required = rules_for(District.objects.get(pk=actor.district_id), staff=me, on=today).contract_prep_minutes_week
    weeks = _weeks(days, free, planned, required, week_at_hand(today)[0])
    return MinutesPage(first, last, weeks, _clauses(me, known, free, rows, planned), bool(known.posts.get(me)))


def _here(day: int, away: set[date]) -> bool:
    return date.fromordinal(day) not in away


def _year(spans: Sequence[tuple[date, date]], today: date) -> tuple[date, date]:
    """The school year that runs or comes next, else the last one; without any, July to June."""
    ahead = [span for span in spans if span[1] >= today]
    if ahead or spans:
        return ahead[0] if ahead else spans[-1]
    begins = date(today.year if today.month >= 7 else today.year - 1, 7, 1)
    return begins, date(begins.year + 1, 6, 30)


def _weeks(
    days: Iterable[date],
    free: Iterable[tuple[int, int, int]],
    planned: Iterable[Planned],
    required: int | None,
    this: date,
) -> list[Week]:
    of_week: dict[date, tuple[list[tuple[int, int, int]], list[Planned]]] = {
        day - timedelta(days=day.weekday()): ([], []) for day in days
    }
    for period in free:
        of_week[_monday(period[0])][0].append(period)
    for one in planned:
        if (monday := _monday(one.day)) in of_week:
            of_week[monday][1].append(one)
    return [
        Week(monday, minutes_of(periods, held, required), _whole(held), monday == this)
        for monday, (periods, held) in of_week.items()
    ]


def _monday(day: int) -> date:
    found = date.fromordinal(day)
    return found - timedelta(days=found.weekday())


def _whole(held: Iterable[Planned]) -> dict[str, int]:
    """Minutes by kind, in and outside of free periods; two at one time count both."""
    found: dict[str, int] = defaultdict(int)
    for one in held:
        found[one.kind] += one.end - one.start
    return dict(found)


# --- The contract --------------------------------------------------------------------------------------
def _clauses(
    me: int,
    known: Timetable,
    free: Iterable[tuple[int, int, int]],
    rows: Iterable[Reserved],
    planned: Iterable[Planned],
) -> list[ClauseRow]:
    rules = rules_of_kind()
    if not rules:
        return []
    who, periods = str(me), _periods(free)
    asked = [_asked(one, periods.get(one.date, ())) for one in of_purpose(rows)]
    # Visits take preparation too, but are no meetings.
    visits = [
        Asked(who, one.day, one.start, one.end, "visit", prep=_inside(one.start, one.end, periods.get(one.day, ())))
        for one in planned
        if one.kind == "visit"
    ]
    case = Case(
        (),
        (people_of([me])[me],),
        (),
        {(who, day): spans for day, spans in periods.items()},
        last_bells(known, [me]),
        tuple(sorted({span[0].toordinal() for one in known.calendars.values() for span in one.spans})),
    )
    found: list[Measure] = []
    for named, counted in ((_only(rules, prep=True), (*asked, *visits)), (_only(rules, prep=False), tuple(asked))):
        found += measures(Case(named, case.people, counted, case.free, case.last_bell, case.first_days))
    return [_row(one) for one in found]


def _only(rules: Iterable[Rule], *, prep: bool) -> tuple[Rule, ...]:
    return tuple(one for one in rules if (one.kind is Kind.PREP_WEEK) == prep)


def _periods(free: Iterable[tuple[int, int, int]]) -> dict[int, tuple[tuple[int, int], ...]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for day, start, end in free:
        found[day].append((start, end))
    return {day: tuple(spans) for day, spans in found.items()}


def _inside(start: int, end: int, spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple((max(start, s), min(end, e)) for s, e in spans if s < end and start < e)


def _asked(one: Reserved, spans: Iterable[tuple[int, int]]) -> Asked:
    prep = _inside(one.start, one.end, spans)
    return Asked(one.person, one.date, one.start, one.end, one.purpose, one.directs, prep)


def _row(one: Measure) -> ClauseRow:
    return ClauseRow(rule_sentence(one.rule), one.rule.source, _made(one), one.kept)


def _made(one: Measure) -> str:
    """What is planned, in the unit of the rule, and when it comes nearest to the limit."""
    if one.made is None:
        return str(_("Nothing of this kind is planned."))
    facts = {"number": _number(one.rule.kind, one.made), "day": long_day(date.fromordinal(one.date))}
    if not one.directs:
        return str(_("%(number)s, %(day)s") % facts)
    who = LearningSlot.Directs(one.directs).label
    return str(_("%(who)s: %(number)s, %(day)s") % {**facts, "who": who})


def _number(kind: Kind, made: int) -> str:
    if kind is Kind.DIRECTED_SHARE:
        return f"{made} %"
    if kind in (Kind.PLC_WEEK, Kind.MEETINGS_MONTH):
        return ngettext("%(n)d meeting", "%(n)d meetings", made) % {"n": made}
    return str(duration(max(0, made)))


# --- As a table ----------------------------------------------------------------------------------------
def minutes_table(page: MinutesPage) -> Table:
    """Week by week, for a file."""
    columns = [
        _("Week of"), _("Free minutes"), _("Learning time"), _("Meetings of teams"), _("Visits, with the way"),
        _("Left for preparation"), _("Kept by the contract"),
    ]  # fmt: skip
    rows = [
        (x.monday, x.minutes.free, x.learning, x.meetings, x.visits, x.minutes.left, x.minutes.required)
        for x in page.weeks
    ]
    return Table("my-minutes", columns, rows)

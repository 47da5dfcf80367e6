"""How often colleagues see one another teach: by school and month, and by way. Counts, never who; small cells hidden.

``own_cadence`` is the same for oneself, and nobody else's.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from staffroom.core.absences.picture import TOTAL, Cell, hide_small, share, table_of
from staffroom.people.models import Assignment, AssignmentRole, District, School
from staffroom.spine.access import Actor
from staffroom.spine.files import tables
from staffroom.timetable.queries.absences import rules_of as absence_rules
from staffroom.timetable.queries.settings import time_rules

from .. import rules
from ..models import Cover, Visit
from .ways import half_day_cost, half_days

MONTHS = 6
OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Number:
    """One number as it may be shown. ``rate``: visits a teacher, where the number of teachers is known."""

    text: str
    value: int | None = None
    rate: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    label: Any
    numbers: list[tuple[date | None, Number]]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Cadence:
    """Six months by school and by way; the release budget, for the central office, which sees each school's months
    together: month by month nearly all would be too small to show. A column without a month is all six."""

    columns: list[date | None]
    school_columns: list[date | None]
    by_school: list[Line]
    by_way: list[Line]
    hidden: bool
    least: int
    half_days: int | None = None
    budget: int | None = None
    cost: int = 0


def cadence(actor: Actor, now: datetime) -> Cadence:
    """Raises Forbidden for whoever leads no school. A fixed number of queries."""
    rules.see_cadence(actor)
    day = actor.today or now.date()
    months = _months(day)
    central = actor.has("central")
    schools = _schools(actor, central)
    facts = list(_facts(actor, months[0], day))
    keys = [month.isoformat() for month in months]
    everywhere = sorted({fact[0] for fact in facts} | set(schools))
    by_school = table_of(((f[0], f[1], f[3], 0, 0) for f in facts), everywhere, keys)
    by_way = table_of(((f[2], f[1], f[3], 0, 0) for f in facts), Visit.Mode.values, keys)
    share(by_school, by_way, columns=True)
    least = absence_rules(actor.district_id).least_people
    hide_small([by_school, by_way], least)
    teachers = _teachers()
    columns: list[date | None] = [*months, None]
    of_school = [None] if central else columns
    lines = [_line(schools[key], by_school[key], of_school, teachers.get(key, 0)) for key in schools]
    everybody = sum(teachers.values())
    total = [_line(_("All schools"), by_school[TOTAL], of_school, everybody, total=True)] if central else []
    ways = [_line(label, by_way[value], columns) for value, label in Visit.Mode.choices] if central else []
    ways += [_line(_("All ways"), by_way[TOTAL], columns, everybody, total=True)] if central else []
    hidden = any(number.value is None for line in (*lines, *total, *ways) for _label, number in line.numbers)
    shown = (columns, of_school, lines + total, ways, hidden, least)
    return Cadence(*shown, **(_budget(actor, day) if central else {}))


def _budget(actor: Actor, day: date) -> dict[str, Any]:
    row = time_rules(District.objects.get(pk=actor.district_id))
    taken = half_days(day, today=day)
    return {"half_days": taken, "budget": row.substitute_half_days, "cost": taken * half_day_cost(row.district)}


def _months(day: date) -> list[date]:
    first, found = day.replace(day=1), []
    for _n in range(MONTHS):
        found.append(first)
        first = (first.replace(month=first.month - 1)) if first.month > 1 else date(first.year - 1, 12, 1)
    return found[::-1]


def _facts(actor: Actor, since: date, day: date) -> Iterable[tuple[str, str, str, int]]:
    """(school of the visitor, month, way, visitor) of each visit that took place."""
    rows = Visit.objects.filter(
        district_id=actor.district_id, state=Visit.State.ACCEPTED, date__gte=since, date__lt=day
    ).order_by("pk")
    found = list(rows.values_list("visitor_id", "date", "mode"))
    home: dict[int, str] = {}
    held = Assignment.objects.filter(staff_id__in={row[0] for row in found}).order_by("-primary", "pk")
    for staff, school in held.values_list("staff_id", "school_id"):
        home.setdefault(staff, str(school) if school else OFFICE)
    for staff, when, mode in found:
        yield home.get(staff, OFFICE), when.replace(day=1).isoformat(), mode, staff


def _schools(actor: Actor, central: bool) -> dict[str, str]:
    rows = School.objects.filter(district_id=actor.district_id, active=True)
    rows = rows if central else rows.filter(pk__in=actor.leads)
    return {str(school.pk): school.short_name or school.name for school in rows.order_by("name")}


def _teachers() -> Counter[str]:
    held = Assignment.objects.filter(role=AssignmentRole.TEACHER, active=True, staff__active=True, school__isnull=False)
    return Counter(str(school) for school, _staff in set(held.order_by().values_list("school_id", "staff_id")))


def _line(
    label: Any, cells: dict[str, Cell], columns: list[date | None], teachers: int = 0, total: bool = False
) -> Line:
    return Line(label, [(month, _number(cells, month, teachers)) for month in columns], total)


def _number(cells: dict[str, Cell], month: date | None, teachers: int) -> Number:
    """``rate``: visits a teacher and month."""
    cell = cells[month.isoformat() if month else TOTAL]
    if cell.hidden:
        return Number(_("not shown"))
    rate = f"{cell.count / teachers / (1 if month else MONTHS):.2f}" if teachers else ""
    return Number(str(cell.count), cell.count, rate)


def cadence_table(actor: Actor, now: datetime) -> tables.Table:
    """The page to take away: the same numbers, hidden alike."""
    page = cadence(actor, now)
    lines = [(_("School"), line) for line in page.by_school] + [(_("Way"), line) for line in page.by_way]
    rows = [
        [kind, str(line.label), _month(month), _cell(number), number.rate]
        for kind, line in lines
        for month, number in line.numbers
    ]
    return tables.Table("cadence", [_("By"), _("Name"), _("Month"), _("Visits"), _("Visits a teacher and month")], rows)


def _cell(number: Number) -> str | int:
    return number.text if number.value is None else number.value


def _month(month: date | None) -> str:
    return month.isoformat()[:7] if month else _("all six")


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """A month of mine: rooms I was in, colleagues I had in mine, classes I covered."""

    month: date
    made: int
    hosted: int
    covered: int


def own_cadence(actor: Actor) -> list[OwnMonth]:
    """My last six months, for me alone."""
    if actor.staff_id is None or actor.today is None:
        return []
    months, me = _months(actor.today), actor.staff_id
    span = {"date__gte": months[0], "date__lt": actor.today}
    visits = Visit.objects.filter(Q(visitor_id=me) | Q(host_id=me), state=Visit.State.ACCEPTED, **span).order_by()
    made: Counter[date] = Counter()
    hosted: Counter[date] = Counter()
    for visitor, day in visits.values_list("visitor_id", "date"):
        (made if visitor == me else hosted)[day.replace(day=1)] += 1
    covers = Cover.objects.filter(staff_id=me, state=Cover.State.ACCEPTED, **span).order_by()
    covered = Counter(day.replace(day=1) for day in covers.values_list("date", flat=True))
    return [OwnMonth(month, made[month], hosted[month], covered[month]) for month in months]

"""Absences as they may be seen: counts by school, quarter, group and substitute, never a person; and their files."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from staffroom.core.absences.model import CATEGORIES, SUBSTITUTES
from staffroom.core.absences.model import Absence as Read
from staffroom.core.absences.picture import (
    TOTAL,
    Cell,
    Quarter,
    Table,
    hide_small,
    quarter_from,
    quarter_of,
    share,
    table_of,
)
from staffroom.core.roster.model import Person
from staffroom.people.models import Assignment, School, Staff
from staffroom.spine.access import Actor
from staffroom.spine.files import tables

from .. import rules
from ..models import Absence, AbsenceImport, AbsenceRules, Away

SHOWN_PROBLEMS = 20
QUARTERS = 8
OFFICE = "office"
# What of learning is known to have taken place between two days (the second not in it), in minutes. Higher rooms
# register what they know: ``LEARNED["visits"] = minutes``.
LEARNED: dict[str, Callable[[int, date, date], int]] = {}

Row = list[Any]


# -- files ------------------------------------------------------------------------------------------------


def rules_of(district_id: int) -> AbsenceRules:
    """The district's row, or the defaults, not yet saved."""
    found = AbsenceRules.objects.filter(district_id=district_id).first()
    return found or AbsenceRules(district_id=district_id)


def staff_known(district_id: int) -> list[Person]:
    """Everybody on the staff list, also who has left: their absences count too."""
    names = ("source_id", "given", "family", "preferred", "email", "identifier")
    rows = Staff.objects.filter(district_id=district_id).values_list(*names)
    return [
        Person(source, given, family, "", preferred, email, "", identifier)
        for source, given, family, preferred, email, identifier in rows
    ]


def rows_of(read: Sequence[Read]) -> list[Row]:
    """What was read as plain JSON, with ids of people and of the school where each mainly works."""
    people = dict(Staff.objects.filter(source_id__in={one.person for one in read}).values_list("source_id", "pk"))
    schools = _main_schools(set(people.values()))
    return [
        [
            people[one.person],
            schools.get(people[one.person]),
            one.day.isoformat(),
            one.minutes,
            one.category,
            one.substitute,
            one.cost,
            one.key,
        ]
        for one in read
    ]


def _main_schools(people: Collection[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    rows = Assignment.objects.filter(staff_id__in=people).order_by("-primary", "pk")
    for staff, school in rows.values_list("staff_id", "school_id"):
        found.setdefault(staff, school)
    return found


def counts_of(rows: Sequence[Row]) -> dict[str, Any]:
    """How many days, people, and days by group and substitute: what is shown before a file is applied."""
    days = [row[2] for row in rows]
    return {
        "days": len(rows),
        "people": len({row[0] for row in rows}),
        "first": min(days, default=""),
        "last": max(days, default=""),
        "categories": dict(Counter(row[4] for row in rows)),
        "substitutes": dict(Counter(row[5] for row in rows)),
    }


def by_key(district_id: int, keys: Collection[str]) -> dict[str, Absence]:
    """The absences of these keys, in slices that a database takes."""
    listed = sorted(keys)
    found: dict[str, Absence] = {}
    for at in range(0, len(listed), 500):
        rows = Absence.objects.filter(district_id=district_id, key__in=listed[at : at + 500])
        found |= {row.key: row for row in rows}
    return found


def away_already(district_id: int, people: Collection[int], since: date) -> set[tuple[int, date]]:
    """(person, day) of days away from a day on."""
    rows = Away.objects.filter(district_id=district_id, staff_id__in=people, ends__gte=since)
    return {
        (row.staff_id, date.fromordinal(day))
        for row in rows
        for day in range(max(row.starts, since).toordinal(), row.ends.toordinal() + 1)
    }


def absence_import_for(actor: Actor, public_id: str) -> AbsenceImport:
    """One file of the actor's district. Raises Http404 for any other, Forbidden for whoever may not."""
    found = AbsenceImport.objects.filter(district_id=actor.district_id, public_id=public_id).first()
    if found is None:
        raise Http404
    rules.bring_absences(actor)
    return found


def last_applied(district_id: int) -> AbsenceImport | None:
    """The file that was applied last and not undone: the only one that can be."""
    applied = AbsenceImport.objects.filter(district_id=district_id, state=AbsenceImport.State.APPLIED)
    return applied.defer("rows", "before").order_by("-applied", "-pk").first()


def absence_imports(actor: Actor) -> list[AbsenceImport]:
    """The last fifty, newest first, each with ``by_name``. Raises Forbidden."""
    rules.bring_absences(actor)
    rows = list(AbsenceImport.objects.filter(district_id=actor.district_id).defer("rows", "before", "problems")[:50])
    names = {person.pk: str(person) for person in Staff.objects.filter(pk__in={row.by_staff for row in rows})}
    for row in rows:
        row.by_name = names.get(row.by_staff, "")
    return rows


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One file: what it says, what is wrong with it, and what may be done."""

    absence_import: AbsenceImport
    categories: list[tuple[Any, int]]
    substitutes: list[tuple[Any, int]]
    errors: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    can_apply: bool
    can_undo: bool
    can_discard: bool


def import_page(actor: Actor, public_id: str) -> ImportPage:
    """What the page of one file shows. Raises Http404, Forbidden."""
    found = absence_import_for(actor, public_id)
    counts = found.counts
    return ImportPage(
        found,
        _named(Absence.Category.choices, counts.get("categories", {})),
        _named(Absence.Substitute.choices, counts.get("substitutes", {})),
        [one for one in found.problems if one["severity"] == "error"][:SHOWN_PROBLEMS],
        [one for one in found.problems if one["severity"] != "error"][:SHOWN_PROBLEMS],
        rules.apply_absences.allows(found),
        rules.undo_absences.allows(found, last_applied(actor.district_id)),
        rules.discard_absences.allows(found),
    )


def _named(choices: Iterable[tuple[str, Any]], counts: dict[str, int]) -> list[tuple[Any, int]]:
    return [(name, counts[value]) for value, name in choices if value in counts]


# -- the picture --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """One number as it may be shown: ``text`` is the number, or the words for one that may not be."""

    text: str
    value: float | None = None

    @property
    def hidden(self) -> bool:
        return self.value is None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its label, its numbers in the order of the columns, the total last."""

    label: Any
    cells: list[Shown]
    columns: list[Any]
    total: bool = False

    @property
    def pairs(self) -> list[tuple[Any, Shown]]:
        """Each number with the name of its column."""
        return list(zip([*self.columns, _("All together")], self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class Picture:
    """Absences of one quarter for who asks, with the quarters before. Days, if nothing else is said."""

    quarter: Quarter | None
    quarters: list[Quarter]
    own: bool
    rules: AbsenceRules
    by_category: list[Line] = field(default_factory=list)
    by_substitute: list[Line] = field(default_factory=list)
    training: list[Line] = field(default_factory=list)
    trend: list[Line] = field(default_factory=list)
    headline: dict[str, Shown] = field(default_factory=dict)
    learned: int | None = None
    anything_hidden: bool = False

    @property
    def categories(self) -> list[Any]:
        return [name for _value, name in Absence.Category.choices]

    @property
    def substitutes(self) -> list[Any]:
        return [name for _value, name in Absence.Substitute.choices]


@dataclass(frozen=True, slots=True)
class _Cube:
    """The three tables of one quarter, which hide together."""

    category: Table
    substitute: Table
    both: Table


def picture(actor: Actor, wanted: str = "") -> Picture:
    """What somebody may see of absences. Raises Forbidden. One read of the absences of two years."""
    rules.see_absences(actor)
    how = rules_of(actor.district_id)
    own = not actor.has("central")
    facts = _facts(actor)
    quarters = sorted(facts, reverse=True)[:QUARTERS]
    quarter = quarter_from(wanted) if wanted else None
    quarter = quarter if quarter in quarters else _latest(quarters, actor)
    if quarter is None:
        return Picture(None, [], own, how)
    schools = _schools(actor, own)
    everywhere = sorted({row[0] for rows in facts.values() for row in rows} | set(schools))
    cubes = {one: _cube(facts[one], everywhere, how) for one in quarters}
    return _drawn(quarter, quarters, cubes, schools, own, how, actor)


def _latest(quarters: list[Quarter], actor: Actor) -> Quarter | None:
    """The latest quarter that is over; the one at hand only while there is no other."""
    today = actor.today or timezone.localdate()
    over = [one for one in quarters if one.after <= today]
    return next(iter(over or quarters), None)


def _facts(actor: Actor) -> dict[Quarter, list[tuple[str, str, str, int, int, int]]]:
    """quarter -> (school, group, substitute, person, minutes, cents or -1)."""
    since = quarter_of(actor.today or timezone.localdate())
    first = Quarter(since.year - 2, since.number).first
    names = ("school_id", "category", "substitute", "staff_id", "minutes", "cents", "date")
    rows = Absence.objects.filter(district_id=actor.district_id, date__gte=first).order_by("pk").values_list(*names)
    found: dict[Quarter, list[tuple[str, str, str, int, int, int]]] = defaultdict(list)
    for school, category, substitute, staff, minutes, cents, day in rows:
        place = OFFICE if school is None else str(school)
        found[quarter_of(day)].append((place, category, substitute, staff, minutes, -1 if cents is None else cents))
    return found


def _schools(actor: Actor, own: bool) -> dict[str, Any]:
    rows = School.objects.filter(district_id=actor.district_id)
    rows = rows.filter(pk__in=actor.leads) if own else rows
    found: dict[str, Any] = {str(school.pk): school.short_name or school.name for school in rows.order_by("name")}
    return found if own else found | {OFFICE: _("Central office")}


def _cube(rows: Sequence[tuple[str, str, str, int, int, int]], schools: Sequence[str], how: AbsenceRules) -> _Cube:
    costs = [_cents(substitute, minutes, cents, how) for _s, _c, substitute, _p, minutes, cents in rows]
    priced = list(zip(rows, costs, strict=True))
    cube = _Cube(
        table_of(((r[0], r[1], r[3], r[4], c) for r, c in priced), schools, CATEGORIES),
        table_of(((r[0], r[2], r[3], r[4], c) for r, c in priced), schools, SUBSTITUTES),
        table_of(((r[1], r[2], r[3], r[4], c) for r, c in priced), CATEGORIES, SUBSTITUTES),
    )
    share(cube.category, cube.substitute, rows=True)
    share(cube.category, cube.both, turned=True)
    share(cube.substitute, cube.both, columns=True)
    hide_small([cube.category, cube.substitute, cube.both], how.least_people)
    return cube


def _cents(substitute: str, minutes: int, cents: int, how: AbsenceRules) -> int:
    """What the substitute cost: as the file says, else the district's cost of a day by the share of a day."""
    if cents >= 0:
        return cents
    return round(how.day_cost * 100 * minutes / how.day_minutes) if substitute == "filled" else 0


def _drawn(
    quarter: Quarter,
    quarters: list[Quarter],
    cubes: dict[Quarter, _Cube],
    schools: dict[str, Any],
    own: bool,
    how: AbsenceRules,
    actor: Actor,
) -> Picture:
    cube = cubes[quarter]
    show = _Shower(how)
    places = {key: name for key, name in schools.items() if own or cube.category[key][TOTAL].count}
    total = [] if own else [(TOTAL, _("All schools"))]
    lines = [*places.items(), *total]
    place = next(iter(schools), TOTAL) if own else TOTAL
    return Picture(
        quarter,
        quarters,
        own,
        how,
        by_category=[show.line(name, cube.category[key], CATEGORIES, key == TOTAL) for key, name in lines],
        by_substitute=[show.line(name, cube.substitute[key], SUBSTITUTES, key == TOTAL) for key, name in lines],
        training=[]
        if own
        else [show.line(name, cube.both[key], SUBSTITUTES) for key, name in Absence.Category.choices],
        trend=[show.line(one, cubes[one].category[place], CATEGORIES) for one in reversed(quarters)],
        headline=_headline(show, cube, place),
        learned=None if own else _learned(actor.district_id, quarter),
        anything_hidden=show.hid,
    )


def _headline(show: "_Shower", cube: _Cube, place: str) -> dict[str, Shown]:
    training = cube.category[place]["training"]
    filled, unfilled = cube.substitute[place]["filled"], cube.substitute[place]["unfilled"]
    found = {
        "absences": show.count(cube.category[place][TOTAL]),
        "training": show.count(training),
        "filled": show.days(filled),
        "unfilled": show.days(unfilled),
        "cost": show.dollars(filled),
    }
    if place == TOTAL:
        both = cube.both["training"]["filled"]
        found |= {"training_filled": show.days(both), "training_cost": show.dollars(both)}
    return found


def _learned(district_id: int, quarter: Quarter) -> int | None:
    """Minutes of learning that are known, or None when no room of Staffroom can tell."""
    known = [tell(district_id, quarter.first, quarter.after) for tell in LEARNED.values()]
    return sum(known) if known else None


class _Shower:
    """Numbers as they may be shown; remembers whether one was hidden."""

    def __init__(self, how: AbsenceRules) -> None:
        self.how = how
        self.hid = False

    def _shown(self, cell: Cell, value: float, text: str) -> Shown:
        if cell.hidden:
            self.hid = True
            return Shown(str(_("not shown")))
        return Shown(text, value)

    def count(self, cell: Cell) -> Shown:
        return self._shown(cell, cell.count, f"{cell.count:,}")

    def days(self, cell: Cell) -> Shown:
        days = round(cell.minutes / self.how.day_minutes, 1)
        return self._shown(cell, days, f"{days:,.1f}".removesuffix(".0"))

    def dollars(self, cell: Cell) -> Shown:
        dollars = round(cell.cents / 100)
        return self._shown(cell, dollars, f"${dollars:,}")

    def line(self, label: Any, cells: dict[str, Cell], columns: Sequence[str], total: bool = False) -> Line:
        shown = [self.days(cells[name]) for name in (*columns, TOTAL)]
        names: dict[str, Any] = {**dict(Absence.Category.choices), **dict(Absence.Substitute.choices)}
        return Line(label, shown, [names[name] for name in columns], total)


def picture_table(actor: Actor, wanted: str = "") -> tables.Table:
    """The picture to take away: the same numbers as on the page, hidden alike."""
    found = picture(actor, wanted)
    columns = [_("Quarter"), _("School"), *found.categories, *found.substitutes, _("All absences")]
    rows = []
    for category, substitute in zip(found.by_category, found.by_substitute, strict=True):
        cells = [*category.cells[:-1], *substitute.cells[:-1], category.cells[-1]]
        values = [cell.text if cell.hidden else cell.value for cell in cells]
        rows.append([found.quarter.key if found.quarter else "", category.label, *values])
    return tables.Table("absences", columns, rows)

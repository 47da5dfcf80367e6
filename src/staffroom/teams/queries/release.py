"""Release time for each teacher, by school and by fund: all schools for the central office, theirs beside the
whole district for principals."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.teams.release import Halves, Site, halves, per_teacher, without
from staffroom.people.models import Assignment, School
from staffroom.spine.access import Actor
from staffroom.spine.files.tables import Table
from staffroom.trust.queries import holding as assigned_on
from staffroom.ui.charts import Bar, Bars

from .. import rules
from ..models import Fund
from .posts import held_on, hours_in_words, roles_on
from .reading import today_of

TEACH = ("teacher", "teacher_leader")
DISTRICT = 0  # the key of roles that are no school's


@dataclass(frozen=True, slots=True)
class Place:
    """A school with its release; ``school`` None: roles of the whole district, which no teachers share."""

    school: School | None
    site: Site

    @property
    def name(self) -> str:
        return str(self.school or _("The whole district"))


@dataclass(frozen=True, slots=True)
class Release:
    """The release of a district on a day. ``shown``: the places that the reader sees one by one."""

    day: date
    places: list[Place]
    shown: list[Place]
    funds: list[Fund]
    halves: Halves | None
    average: Decimal | None

    @property
    def nothing(self) -> list[Place]:
        """Schools of the reader at which teachers have no release at all."""
        none = {one.key for one in without(place.site for place in self.shown if place.school)}
        return [place for place in self.shown if place.site.key in none]

    @property
    def by_fund(self) -> list[tuple[str, Decimal]]:
        """Hours a week that are held in the places shown, for each fund and for none."""
        held: dict[int | None, Decimal] = defaultdict(Decimal)
        for place in self.shown:
            for fund, hours in place.site.held.items():
                held[fund] += hours
        named = [(one.name, held[one.pk]) for one in self.funds if held[one.pk]]
        return [*named, *([(_("No fund"), held[None])] if held[None] else [])]


@dataclass
class _Hours:
    held: dict[int | None, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    vacant: Decimal = Decimal(0)


def _sites(day: date, schools: Iterable[School]) -> dict[int, Site]:
    """Each school's release, and the district's own. Three queries."""
    taken = set(held_on(day).values_list("role_id", flat=True))
    hours: dict[int, _Hours] = defaultdict(_Hours)
    for role in roles_on(day):
        here = hours[role.school_id or DISTRICT]
        if role.pk in taken:
            here.held[role.fund_id] += role.release_hours
        else:
            here.vacant += role.release_hours
    teachers = _teachers(day)
    found = {
        one.pk: Site(one.pk, len(teachers[one.pk]), one.low_income, hours[one.pk].held, hours[one.pk].vacant)
        for one in schools
    }
    return found | {DISTRICT: Site(DISTRICT, 0, None, hours[DISTRICT].held, hours[DISTRICT].vacant)}


def _teachers(day: date) -> dict[int, set[int]]:
    held = Assignment.objects.filter(assigned_on(day), role__in=TEACH, staff__active=True, school__isnull=False)
    found: dict[int, set[int]] = defaultdict(set)
    for school, person in held.values_list("school_id", "staff_id"):
        found[school].add(person)
    return found


def release(day: date, seen: Iterable[int] | None = None) -> Release:
    """Release time of the district in scope on a day. ``seen``: ids of the schools that are shown; None: all, and the
    roles of the district. Five queries, however many schools."""
    schools = list(School.objects.filter(active=True))
    sites = _sites(day, schools)
    places = [Place(one, sites[one.pk]) for one in schools if sites[one.pk].teachers or sites[one.pk].hours]
    own = Place(None, sites[DISTRICT])
    shown = [*places, *([own] if own.site.hours or own.site.vacant else [])]
    if seen is not None:
        wanted = set(seen)
        shown = [one for one in places if one.site.key in wanted]
    listed = [one.site for one in places]
    return Release(day, places, shown, list(Fund.objects.all()), halves(listed), per_teacher(listed))


def release_page(actor: Actor) -> dict[str, Any]:
    """The report for whoever keeps roles."""
    found = release_for(actor)
    schools = [one for one in found.shown if one.school]
    return {
        "found": found,
        "all": rules.keeps_every_role(actor),
        "average": minutes_in_words(found.average),
        "sentence": halves_in_words(found.halves),
        "chart": _chart(found, schools) if len(schools) > 1 and any(one.site.hours for one in schools) else None,
        "by_fund": [(name, hours_in_words(hours)) for name, hours in found.by_fund],
        "rows": [_told(one) for one in found.shown],
        "empty": not any(one.site.hours or one.site.vacant for one in found.shown),
    }


def release_for(actor: Actor) -> Release:
    """The report as somebody sees it. Raises Forbidden."""
    rules.keep_roles(actor)
    return release(today_of(actor), None if rules.keeps_every_role(actor) else actor.leads)


def minutes_in_words(minutes: Decimal | None) -> str:
    """ "12 minutes", "–" where nobody teaches."""
    if minutes is None:
        return "–"
    whole = round(minutes)
    return ngettext("%(n)d minute", "%(n)d minutes", whole) % {"n": whole}


def halves_in_words(found: Halves | None) -> str:
    """Whether schools of high need have more or less, in one sentence; empty where it cannot be compared."""
    if found is None:
        return ""
    facts = {
        "high": minutes_in_words(found.high), "low": minutes_in_words(found.low), "line": round(found.line * 100),
        "n_high": found.high_schools, "n_low": found.low_schools,
    }  # fmt: skip
    return (
        _(
            "Schools where %(line)d in 100 students or more are from low-income families have %(high)s of release a "
            "week for each teacher (%(n_high)d schools); the others %(low)s (%(n_low)d schools)."
        )
        % facts
    )


def _chart(found: Release, schools: list[Place]) -> Bars:
    return Bars(
        title=_("Release time a week for each teacher: %(n)d of %(all)d schools have none")
        % {"n": len(found.nothing), "all": len(schools)},
        description=_("Minutes a week of release, shared among everybody who teaches at the school."),
        rows=[
            Bar(one.name, float(one.site.minutes or 0), minutes_in_words(one.site.minutes))
            for one in schools
            if one.site.hours
        ],
        heading=_("Minutes a week for each teacher"),
    )


def _told(place: Place) -> dict[str, Any]:
    return {
        "place": place,
        "hours": number_format(_plain(place.site.hours)),
        "vacant": number_format(_plain(place.site.vacant)) if place.site.vacant else "",
        "minutes": minutes_in_words(place.site.minutes) if place.school else "",
        "need": _percent(place.site.need),
    }


def _percent(share: float | None) -> str:
    return f"{round(share * 100)} %" if share is not None else "–"


def _plain(hours: Decimal) -> Decimal:
    return hours.quantize(Decimal("0.1")) if hours % 1 else hours.quantize(Decimal(1))


def release_table(actor: Actor) -> Table:
    """The report as a table: one row a place, one column a fund."""
    found = release_for(actor)
    columns = [
        _("School"), _("Teachers"), _("Low-income students, %"), _("Minutes a week for each teacher"),
        _("Hours of release a week"), _("Of vacant roles"), *(one.name for one in found.funds), _("No fund"),
    ]  # fmt: skip
    return Table("release-time", columns, [_row(one, found.funds) for one in found.shown])


def _row(place: Place, funds: list[Fund]) -> list[object]:
    site = place.site
    need = round(site.need * 100, 1) if site.need is not None else ""
    each = round(float(site.minutes), 1) if site.minutes is not None else ""
    by_fund = [float(site.held.get(key, 0)) for key in (*(one.pk for one in funds), None)]
    return [place.name, site.teachers, need, each, float(site.hours), float(site.vacant), *by_fund]


def release_report(day: date) -> dict[str, Any]:
    """The report of the whole district for programs: plain numbers, ids and names."""
    found = release(day)
    compared = found.halves
    return {
        "day": day.isoformat(),
        "minutes_per_teacher": _number(found.average),
        "by_need": {
            "line": compared.line, "high": _number(compared.high), "low": _number(compared.low),
            "high_schools": compared.high_schools, "low_schools": compared.low_schools,
        } if compared else None,
        "sentence": halves_in_words(compared),
        "by_fund": [{"fund": name, "hours": float(hours)} for name, hours in found.by_fund],
        "by_school": [_machine(one, found.funds) for one in found.shown],
    }  # fmt: skip


def _number(value: Decimal | None) -> float | None:
    return round(float(value), 1) if value is not None else None


def _machine(place: Place, funds: list[Fund]) -> dict[str, Any]:
    names = {None: "", **{one.pk: one.name for one in funds}}
    return {
        "school": place.school.source_id if place.school else None,
        "name": place.name,
        "teachers": place.site.teachers,
        "low_income": place.site.need,
        "minutes_per_teacher": _number(place.site.minutes),
        "hours": float(place.site.hours),
        "vacant_hours": float(place.site.vacant),
        "hours_by_fund": {names[key]: float(hours) for key, hours in place.site.held.items() if hours},
    }

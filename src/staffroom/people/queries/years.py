"""School years: which there are, which are closed, what would end with one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.roster import model as core
from staffroom.core.roster.year import Closing, Year, closing, years_of
from staffroom.spine.access import Actor
from staffroom.spine.scoping import district_scope

from ..models import ClosedYear, District, RosterImport, Staff, Term
from ..rules import bring_rosters, year_is_over
from .roster import current_roster

YEAR_FORMAT = "year"  # the format of the import that a closing is kept as
State = RosterImport.State


def closed_years(district_id: int | None) -> tuple[frozenset[int], frozenset[str]]:
    """The closed school years (the years in which they end), and the source ids of their terms."""
    if district_id is None:
        return frozenset(), frozenset()
    with district_scope(district_id):
        years = list(ClosedYear.objects.values_list("school_year", flat=True))
        terms = Term.objects.filter(school_year__in=years).values_list("source_id", flat=True) if years else ()
        return frozenset(int(year) for year in years), frozenset(terms)


def known_terms() -> QuerySet[Term]:
    """Terms that a roster names, and those of closed years: what happened in them still has its days."""
    closed = ClosedYear.objects.values("school_year")
    return Term.objects.filter(Q(active=True) | Q(school_year__in=closed))


def closed_year(year: int) -> ClosedYear | None:
    """The closing of a year, if it is closed."""
    return ClosedYear.objects.filter(school_year=str(year)).first()


def import_at_work() -> RosterImport | None:
    """An import that a job is about to apply or undo."""
    return RosterImport.objects.filter(state__in=[State.APPLYING, State.UNDOING]).first()


def closing_found(current: core.Roster, year: int) -> Closing | None:
    """What would end with a year, or None when no term is of it."""
    found = next((one for one in years_of(current.terms) if one.ends_in == year), None)
    return closing(current, found) if found else None


@dataclass(frozen=True, slots=True)
class YearLine:
    """One school year as its page shows it: open, over or closed."""

    year: Year
    over: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """A closed year: when, by whom, and the import that undoes it (its public id, empty when it is not kept)."""

    name: str
    when: datetime
    who: str
    closing: str


@dataclass(frozen=True, slots=True)
class YearsPage:
    open: tuple[YearLine, ...]
    closed: tuple[ClosedLine, ...]


def years_page(actor: Actor, today: date) -> YearsPage:
    """The school years: those that are open, with what would end, and those that are closed. Raises Forbidden."""
    bring_rosters(actor)
    current = current_roster(actor.district_id)
    lines = [_line(closing(current, year), today) for year in years_of(current.terms)]
    return YearsPage(tuple(lines), _closed())


def _line(found: Closing, today: date) -> YearLine:
    return YearLine(found.year, found.year.over(today), closing_sentences(found))


def _closed() -> tuple[ClosedLine, ...]:
    rows = list(ClosedYear.objects.order_by("-school_year"))
    names = {one.pk: str(one) for one in Staff.objects.filter(pk__in={row.by_staff for row in rows})}
    kept = set(RosterImport.objects.filter(format=YEAR_FORMAT).values_list("public_id", flat=True))
    return tuple(
        ClosedLine(
            year_name(row.school_year),
            row.closed,
            names.get(row.by_staff, ""),
            row.closing if row.closing in kept else "",
        )
        for row in rows
    )


def year_name(school_year: Any) -> str:
    """2026–27 for the year that ends in 2027."""
    return Year(int(school_year), date.min, date.min).name


def closing_sentences(found: Closing) -> tuple[str, ...]:
    """What happens when the year closes, in sentences with counts; what is none is left out."""
    counts = found.counts
    told = [
        (
            counts["section"],
            ngettext(
                "%(count)d section ends, and with it who teaches it.",
                "%(count)d sections end, and with them who teaches them.",
                counts["section"],
            ),
        ),
        (
            counts["assignment"],
            ngettext(
                "%(count)d assignment ends: its last day has come.",
                "%(count)d assignments end: their last day has come.",
                counts["assignment"],
            ),
        ),
        (counts["term"], ngettext("%(count)d term ends.", "%(count)d terms end.", counts["term"])),
        (
            found.undated,
            ngettext(
                "%(count)d section names no term, so nobody can tell its year: it stays until a roster ends it.",
                "%(count)d sections name no term, so nobody can tell their year: they stay until a roster ends them.",
                found.undated,
            ),
        ),
        (
            found.people,
            ngettext(
                "%(count)d person stays, with account, role and teams.",
                "%(count)d people stay, with their accounts, roles and teams.",
                found.people,
            ),
        ),
    ]
    last = _(
        "Offers, visits, notes, needs and goals are not touched. The sections of the next year come by its roster."
    )
    return (*(sentence % {"count": count} for count, sentence in told if count), last)


@dataclass(frozen=True, slots=True)
class ToClose:
    """A year that somebody names, or the earliest that is open: closed already, or what would end."""

    year: int
    closed: ClosedYear | None
    closing: Closing | None


def year_to_close(district: District, ends_in: int | None) -> ToClose:
    """The year to close. Raises Refused when no term is of it."""
    current = current_roster(district.pk)
    years = years_of(current.terms)
    wanted = ends_in or (years[0].ends_in if years else None)
    if wanted is None:
        last = ClosedYear.objects.order_by("-school_year").first()
        if last is None:
            year_is_over(None, date.min)
        assert last is not None  # noqa: S101 - the rule above refused
        return ToClose(int(last.school_year), last, None)
    closed = closed_year(wanted)
    found = None if closed else closing_found(current, wanted)
    if closed is None:
        year_is_over(found.year if found else None, date.max)
    return ToClose(wanted, closed, found)

"""The end of a school year: what ends with it, and what of a closed year a later roster may not bring back.

A school year is known by the year in which it ends. With it end its terms, the sections all of whose terms are of it,
who taught them, and assignments whose own end has come by the year's last day. Everything else carries on: people,
assignments without an end, sections that meet in another year too or name no term.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from staffroom.core.roster.compare import Change, ChangePlan, label_of
from staffroom.core.roster.model import Record, RecordKind, Roster, Section, Term, key_of


@dataclass(frozen=True, slots=True)
class Year:
    """One school year: its first day, and the first day after its last term."""

    ends_in: int
    starts: date
    ends: date

    @property
    def name(self) -> str:
        """2026\u201327, as people write it."""
        return f"{self.ends_in - 1}\u2013{self.ends_in % 100:02}"

    @property
    def last_day(self) -> date:
        return self.ends - timedelta(days=1)

    def over(self, today: date) -> bool:
        return self.ends <= today


@dataclass(frozen=True, slots=True)
class Closing:
    """What would end; ``undated`` counts sections without a known term, which stay, ``people`` those who stay."""

    year: Year
    plan: ChangePlan
    people: int
    undated: int

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind end."""
        ending = self.plan.summary
        kinds: tuple[RecordKind, ...] = ("term", "section", "teaching", "assignment")
        return {kind: ending.get(kind, {}).get("leave", 0) for kind in kinds}


def years_of(terms: Iterable[Term]) -> tuple[Year, ...]:
    """The school years of some terms, earliest first; a term without a year belongs to none."""
    found: dict[int, Year] = {}
    for term in terms:
        if not term.school_year:
            continue
        year = found.setdefault(term.school_year, Year(term.school_year, term.starts, term.ends))
        starts, ends = min(year.starts, term.starts), max(year.ends, term.ends)
        found[term.school_year] = Year(year.ends_in, starts, ends)
    return tuple(found[number] for number in sorted(found))


def closing(current: Roster, year: Year) -> Closing:
    """What ends when this year closes. Raises nothing; what has ended already is not in ``current``."""
    terms = {term.source_id for term in current.terms if term.school_year == year.ends_in}
    known = {term.source_id for term in current.terms}
    sections = {one.source_id for one in current.sections if _all_in(one, terms)}
    ending: tuple[tuple[RecordKind, Record], ...] = (
        *(("teaching", one) for one in current.teachings if one.section in sections),
        *(("assignment", one) for one in current.assignments if one.ends is not None and one.ends <= year.ends),
        *(("section", one) for one in current.sections if one.source_id in sections),
        *(("term", one) for one in current.terms if one.source_id in terms),
    )
    changes = tuple(Change(kind, "leave", key_of(one), label_of(one), asdict(one), None) for kind, one in ending)
    undated = sum(not known & set(one.terms) for one in current.sections)
    return Closing(year, ChangePlan(changes), sum(one.active for one in current.people), undated)


def _all_in(section: Section, terms: Collection[str]) -> bool:
    return bool(section.terms) and all(term in terms for term in section.terms)


def without_closed(incoming: Roster, years: Collection[int], terms: Collection[str]) -> tuple[Roster, int]:
    """A read roster without what belongs to closed years only, and how many sections that takes out.

    ``terms`` are the ids of their terms that we hold, for files that do not tell terms again.
    """
    if not years:
        return incoming, 0
    closed = {one.source_id for one in incoming.terms if one.school_year in years}
    told = {one.source_id for one in incoming.terms}
    closed |= {term for term in terms if term not in told}
    out = {one.source_id for one in incoming.sections if _all_in(one, closed)}
    kept: Mapping[str, tuple[object, ...]] = {
        "terms": tuple(one for one in incoming.terms if one.source_id not in closed),
        "sections": tuple(one for one in incoming.sections if one.source_id not in out),
        "teachings": tuple(one for one in incoming.teachings if one.section not in out),
    }
    return replace(incoming, **kept), len(out)  # type: ignore[arg-type]

"""What the contract says about time: the page everybody reads, and the check of time that other rooms plan."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language

from staffroom.core.contract import Case, Directs, Person, Planned, Purpose, Rule, Violation, check
from staffroom.core.contract import rule_sentence as told_rule
from staffroom.core.contract import violation_sentence as told_violation
from staffroom.core.contract.sentences import Lang
from staffroom.core.reserved import Reserved, of_purpose
from staffroom.spine import audit
from staffroom.spine.access import Actor

from .. import rules
from ..models import ContractRule
from ..reserved import TakenOf
from .clauses import people_of, rule_of, rules_of_kind
from .days import between, week_of
from .lessons import Timetable, timetable_of
from .reserved import reserved_of

AHEAD_WEEKS = 9  # a repeated stretch is looked at so far: two whole months hold
SHOWN_HISTORY = 20


def language() -> Lang:
    """The core speaks English and Spanish."""
    return "es" if (get_language() or "en").startswith("es") else "en"


def rule_sentence(rule: Rule) -> str:
    """The rule in the reader's language."""
    return told_rule(rule, language())


# --- The page ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule as the page shows it. ``now``: whether it holds today."""

    row: ContractRule
    sentence: str
    now: bool


@dataclass(frozen=True, slots=True)
class ContractPage:
    rules: list[RuleView]
    history: list[dict[str, Any]]
    may: bool


def contract_page(actor: Actor) -> ContractPage:
    """Every rule as a sentence with its clause, those that hold first, and what was changed lately. Two queries."""
    today = actor.today or date.min
    rows = [RuleView(row, rule_sentence(rule_of(row)), _holds(row, today)) for row in ContractRule.objects.all()]
    kinds = ("contract.added", "contract.changed", "contract.removed")
    past = audit.AuditEntry.objects.filter(district_id=actor.district_id, kind__in=kinds).order_by("-position")
    history = [
        {"at": one.at, "told": audit.sentence(one, **_in_words(one.facts or {}))} for one in past[:SHOWN_HISTORY]
    ]
    return ContractPage(sorted(rows, key=lambda one: not one.now), history, rules.set_time_rules.allows(actor))


def _in_words(facts: dict[str, str]) -> dict[str, str]:
    """The sentences of an entry in the reader's language."""
    if language() == "en":
        return {}
    return {name: facts[f"{name}_es"] for name in ("sentence", "before") if f"{name}_es" in facts}


def _holds(row: ContractRule, today: date) -> bool:
    return (row.since is None or row.since <= today) and (row.until is None or today <= row.until)


def contract_rows() -> list[ContractRule]:
    """Every rule, for the file of them."""
    return list(ContractRule.objects.all())


# --- The check ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Stretch:
    """Time that somebody plans: on one date (``when``), or on every ``day`` of that label (``Wed``, ``A``) from now on.

    ``inside_prep`` None: the timetable tells which of it lies in each person's free periods; True: all of it; False:
    none. ``directs`` and ``purpose`` by the words of ``core.contract``.
    """

    start: int
    end: int
    day: str = ""
    when: date | None = None
    inside_prep: bool | None = None
    directs: str = Directs.TEAM
    purpose: str = Purpose.MEETING


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that the time would break for one person, and the sentence that names the clause."""

    staff: int
    rule: str
    clause: str
    sentence: str
    violation: Violation


def check_planned(
    staff_ids: Collection[int],
    stretches: Sequence[Stretch],
    *,
    on: date,
    held: Iterable[Planned] = (),
    weeks: int = AHEAD_WEEKS,
) -> list[Finding]:
    """What the contract has against this time, for each of these people; empty when nothing.

    ``on``: the day from which repeated stretches are counted, ``weeks`` long. ``held``: time that these people have
    given already; it counts, but is not blamed. Sentences are in the active language. A fixed number of queries.
    """
    clauses = rules_of_kind()
    if not clauses or not staff_ids or not stretches:
        return []
    dates = _dates(stretches, on, weeks)
    known, people = timetable_of(staff_ids, dates), people_of(staff_ids)
    free = {(str(pk), day): periods for pk in staff_ids for day, periods in _free(known, pk).items()}
    bells = last_bells(known, staff_ids)
    firsts = tuple(sorted({span[0].toordinal() for one in known.calendars.values() for span in one.spans}))
    planned = [
        _planned(stretch, pk, day, free) for pk in staff_ids for stretch in stretches for day in _on(stretch, pk, known)
    ]
    case = Case(tuple(clauses), tuple(_sorted(people)), (*planned, *held), free, bells, firsts)
    return [_finding(one) for one in check(case)]


def check_reserved(staff_ids: Collection[int], taken: TakenOf, *, on: date, weeks: int = AHEAD_WEEKS) -> list[Finding]:
    """What the contract has against time that would be taken of these people, beside all that they have promised.

    ``on``: the day from which it is taken, ``weeks`` long. What is promised already counts, but is not blamed: a
    rule that it breaks without the new time is not told. Sentences are in the active language. Queries are fixed.
    """
    clauses = rules_of_kind()
    if not clauses or not staff_ids:
        return []
    dates = between(week_of(on)[0], week_of(on + timedelta(days=7 * weeks - 1))[0] + timedelta(days=6))
    known, people = timetable_of(staff_ids, dates), people_of(staff_ids)
    free = {(str(pk), day): periods for pk in staff_ids for day, periods in _free(known, pk).items()}
    asked = taken(staff_ids, [day for day in dates if day >= on])
    keys = {one.key for one in asked}
    held = [one for one in of_purpose(reserved_of(known, staff_ids)) if one.key not in keys]
    firsts = tuple(sorted({span[0].toordinal() for one in known.calendars.values() for span in one.spans}))
    new = tuple(_promised(one, free, proposed=True) for one in asked)
    old = [_promised(one, free, proposed=False) for one in held]
    bells = last_bells(known, staff_ids)
    found = check(Case(tuple(clauses), tuple(_sorted(people)), (*new, *old), free, bells, firsts))
    if not found:
        return []
    alone = tuple(replace(one, proposed=True) for one in old)
    before = check(Case(tuple(clauses), tuple(_sorted(people)), alone, free, bells, firsts))
    already = {(one.person, one.rule.id) for one in before}
    return [_finding(one) for one in found if (one.person, one.rule.id) not in already]


def _promised(one: Reserved, free: dict[Any, tuple[tuple[int, int], ...]], *, proposed: bool) -> Planned:
    periods = free.get((one.person, one.date), ())
    inside = tuple((max(one.start, s), min(one.end, e)) for s, e in periods if s < one.end and one.start < e)
    return Planned(one.person, one.date, one.start, one.end, one.purpose, one.directs, inside, proposed)


def _sorted(people: dict[int, Person]) -> list[Person]:
    return [people[pk] for pk in sorted(people)]


def _finding(found: Violation) -> Finding:
    return Finding(
        int(found.person), found.rule.id, found.rule.source, told_violation(found, language()), found
    )  # fmt: skip


def _dates(stretches: Sequence[Stretch], on: date, weeks: int) -> list[date]:
    """Whole weeks that hold every date looked at."""
    single = [one.when for one in stretches if one.when is not None]
    repeated = any(one.when is None for one in stretches)
    first = min([*single, *([on] if repeated else [])])
    last = max([*single, *([on + timedelta(days=7 * weeks - 1)] if repeated else [])])
    return between(week_of(first)[0], week_of(last)[0] + timedelta(days=6))


def _on(stretch: Stretch, staff: int, known: Timetable) -> list[date]:
    """The dates of a stretch for one person: its own, or those with its label at a school of theirs."""
    if stretch.when is not None:
        return [stretch.when]
    schools = [one.school for one in known.posts.get(staff, ())]
    rings = {school: known.calendars[school] for school in schools}
    return [day for day in known.dates if any(stretch.day in _labels(one.on(day)) for one in rings.values())]


def _labels(day: Any) -> tuple[str, ...]:
    return day.labels if day is not None else ()


def _free(known: Timetable, staff: int) -> dict[int, tuple[tuple[int, int], ...]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for one in known.lessons(staff):
        if one.kind == "free":
            found.setdefault(one.date, []).append((one.start, one.end))
    return {day: tuple(periods) for day, periods in found.items()}


def last_bells(known: Timetable, staff_ids: Collection[int]) -> dict[tuple[str, int], int]:
    """When the last lesson of a person's day ends, by person and date: at the latest of their schools."""
    found: dict[tuple[str, int], int] = {}
    for pk in staff_ids:
        for school in {one.school for one in known.posts.get(pk, ())}:
            for day in known.dates:
                rung = known.calendars[school].on(day)
                if rung is not None and rung.hours is not None:
                    key = (str(pk), day.toordinal())
                    found[key] = max(found.get(key, 0), rung.hours[1])
    return found


def _planned(stretch: Stretch, staff: int, day: date, free: dict[Any, tuple[tuple[int, int], ...]]) -> Planned:
    start, end = stretch.start, stretch.end
    if stretch.inside_prep is None:
        periods = free.get((str(staff), day.toordinal()), ())
        inside = tuple((max(start, s), min(end, e)) for s, e in periods if s < end and start < e)
    else:
        inside = ((start, end),) if stretch.inside_prep else ()
    return Planned(str(staff), day.toordinal(), start, end, stretch.purpose, stretch.directs, inside)

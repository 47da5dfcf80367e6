"""How near planned time comes to each rule: the checker asked with a limit that everything reaches."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from staffroom.core.contract.checking import check, covers
from staffroom.core.contract.model import Case, Kind, Rule

NOTHING, ALL = -1_000_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Measure:
    """A rule for one person, and the day, week or month that comes nearest to it or goes furthest beyond.

    ``made`` against ``most`` (the least, for preparation); None: nothing that is planned counts towards it. ``date``:
    the day, or the first one of what is counted. ``directs``: whose part, for a release pattern.
    """

    rule: Rule
    person: str
    made: int | None = None
    most: int = 0
    date: int = 0
    directs: str = ""

    @property
    def kept(self) -> bool:
        if self.made is None:
            return True
        return self.made >= self.most if self.rule.kind is Kind.PREP_WEEK else self.made <= self.most


def measures(case: Case) -> tuple[Measure, ...]:
    """One for each rule that speaks of a person, in the order of ``Kind``; of a release pattern one for each part."""
    found = check(replace(case, rules=tuple(_open(rule) for rule in case.rules)))
    rules = {rule.id: rule for rule in case.rules}
    tightest: dict[tuple[str, str, str], Measure] = {}
    for one in found:
        rule = rules[one.rule.id]
        parts = rule.kind is Kind.RELEASE_PATTERN
        most = (rule.parts.get(one.directs, 0) or 0) if parts else rule.limit
        measure = Measure(rule, one.person, one.made, most, one.date, one.directs)
        key = rule.id, one.person, one.directs
        if key not in tightest or _over(measure) > _over(tightest[key]):
            tightest[key] = measure
    told = {(rule, person) for rule, person, _directs in tightest}
    silent = [
        Measure(rule, person.id)
        for rule in case.rules
        for person in case.people
        if covers(rule, person) and (rule.id, person.id) not in told
    ]
    return tuple(sorted([*tightest.values(), *silent], key=_order))


def _open(rule: Rule) -> Rule:
    """The same rule with a limit that whatever counts goes beyond; parts without a limit keep none."""
    parts: Iterable[tuple[str, int | None]] = rule.parts.items()
    limit = ALL if rule.kind is Kind.PREP_WEEK else NOTHING
    return replace(rule, limit=limit, parts={who: None if most is None else NOTHING for who, most in parts})


def _over(one: Measure) -> int:
    made = one.made or 0
    return one.most - made if one.rule.kind is Kind.PREP_WEEK else made - one.most


def _order(one: Measure) -> tuple[int, str, str, str]:
    return list(Kind).index(one.rule.kind), one.rule.id, one.person, one.directs

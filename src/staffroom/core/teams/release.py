"""Whether release time is spread fairly: minutes a week for each teacher, by school and by fund.

A school's teachers share what its roles are released for, so that schools of different size can be compared. Schools of
high and of low need are the halves above and below the middle school by its share of students from low-income families.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

FEWEST_SCHOOLS = 4  # two on each side, else the comparison would name one school


@dataclass(frozen=True, slots=True)
class Site:
    """A school: how many teach there, its share of low-income students (0 to 1; None: not known), and hours a week
    of release by fund (None: no fund) that somebody holds, and that stand vacant."""

    key: int
    teachers: int
    need: float | None
    held: Mapping[int | None, Decimal] = field(default_factory=dict)
    vacant: Decimal = Decimal(0)

    @property
    def hours(self) -> Decimal:
        """Hours a week that somebody has."""
        return sum(self.held.values(), Decimal(0))

    @property
    def minutes(self) -> Decimal | None:
        """Minutes a week for each teacher; None where nobody teaches."""
        return self.hours * 60 / self.teachers if self.teachers else None


@dataclass(frozen=True, slots=True)
class Halves:
    """Minutes a week for each teacher in schools of high need (``line`` or above) and in the others."""

    line: float
    high: Decimal
    low: Decimal
    high_schools: int
    low_schools: int


def per_teacher(sites: Iterable[Site]) -> Decimal | None:
    """Minutes a week for each teacher of these schools together; None where nobody teaches."""
    listed = list(sites)
    teachers = sum(one.teachers for one in listed)
    return sum((one.hours for one in listed), Decimal(0)) * 60 / teachers if teachers else None


def halves(sites: Sequence[Site]) -> Halves | None:
    """High against low need; None when too few schools say what their need is, or all are alike."""
    known = [one for one in sites if one.need is not None and one.teachers]
    if len(known) < FEWEST_SCHOOLS:
        return None
    line = median(one.need for one in known if one.need is not None)
    high = [one for one in known if one.need is not None and one.need >= line]
    low = [one for one in known if one not in high]
    if min(len(high), len(low)) < FEWEST_SCHOOLS // 2:
        return None
    return Halves(line, per_teacher(high) or Decimal(0), per_teacher(low) or Decimal(0), len(high), len(low))


def without(sites: Iterable[Site]) -> list[Site]:
    """Schools in which somebody teaches and nobody is released."""
    return [one for one in sites if one.teachers and not one.hours]

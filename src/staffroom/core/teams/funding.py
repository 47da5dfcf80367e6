"""What leaders' roles take from the funds that pay them: roles sum to the budget, or not, and by how much.

Hours are hours a week, money is whole dollars, a school year is its first and its last day, both within it. Dates of a
role are from the first day to the day on which it is no more (None: open).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Purse:
    """A fund: what it may pay in a year, what one full-time post costs it, and the hours of one."""

    key: int
    budget: int
    fte_cost: int
    full_week: Decimal


@dataclass(frozen=True, slots=True)
class Charge:
    """What one role asks of its fund. ``share`` None: worked out from the hours of release."""

    fund: int
    share: Decimal | None
    release_hours: Decimal
    stipend: int
    begins: date
    ends: date | None
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """A fund in one year: ``committed`` dollars by ``roles`` roles of ``fte`` posts, of these ``vacant`` dollars for
    roles that nobody holds."""

    purse: Purse
    committed: int
    fte: Decimal
    roles: int
    vacant: int

    @property
    def left(self) -> int:
        """Dollars that are left; below zero when more is promised than there is."""
        return self.purse.budget - self.committed

    @property
    def over(self) -> int:
        """Dollars by which more is promised than there is; else 0."""
        return max(0, -self.left)


def share_of(charge: Charge, purse: Purse) -> Decimal:
    """The share of a full-time post: as it is said, else the hours of release in a full week."""
    return charge.share if charge.share is not None else charge.release_hours / purse.full_week


def part_of_year(begins: date, ends: date | None, year: Span) -> Decimal:
    """The part of a school year's days on which a role is there, 0 to 1."""
    first, last = year
    after = last + timedelta(days=1)
    held = (min(ends or after, after) - max(begins, first)).days
    return Decimal(max(0, held)) / Decimal((after - first).days)


def cost(charge: Charge, purse: Purse, year: Span) -> int:
    """Dollars that a role takes in a year: its share of a post and its stipend, for its part of the year."""
    whole = share_of(charge, purse) * purse.fte_cost + charge.stipend
    exact = whole * part_of_year(charge.begins, charge.ends, year)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def balances(purses: Iterable[Purse], charges: Iterable[Charge], year: Span) -> list[Balance]:
    """Each fund with what its roles take, in the order given."""
    of_fund: dict[int, list[Charge]] = defaultdict(list)
    for charge in charges:
        if part_of_year(charge.begins, charge.ends, year):
            of_fund[charge.fund].append(charge)
    return [_balance(purse, of_fund[purse.key], year) for purse in purses]


def _balance(purse: Purse, charges: list[Charge], year: Span) -> Balance:
    costs = [cost(one, purse, year) for one in charges]
    return Balance(
        purse,
        committed=sum(costs),
        fte=sum((share_of(one, purse) for one in charges), Decimal(0)),
        roles=len(charges),
        vacant=sum(dollars for one, dollars in zip(charges, costs, strict=True) if one.vacant),
    )

"""What roles take from the funds in the school year of a day, and what one role more would do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from staffroom.core.teams.funding import Balance, Charge, Purse, balances, cost
from staffroom.spine.access import Actor

from .. import rules
from ..models import Fund, Role, RoleKind
from .posts import held_on, roles_in, year_of
from .reading import today_of


@dataclass(frozen=True, slots=True)
class FundTold:
    """A fund with its balance of the year."""

    fund: Fund
    balance: Balance

    @property
    def sentence(self) -> str:
        """What is left, or by how much it is over-committed."""
        return in_words(self.fund, self.balance)


def dollars(amount: int) -> str:
    """ "$12,300"."""
    return "$" + number_format(amount, force_grouping=True)


def in_words(fund: Fund, balance: Balance) -> str:
    """ "Title I is over-committed by $1,200: ..."."""
    facts = {
        "fund": fund.name, "budget": dollars(fund.budget), "committed": dollars(balance.committed),
        "left": dollars(balance.left), "over": dollars(balance.over),
    }  # fmt: skip
    if balance.over:
        return (
            _("%(fund)s is over-committed by %(over)s: its roles take %(committed)s of %(budget)s this school year.")
            % facts
        )
    return _("%(fund)s: its roles take %(committed)s of %(budget)s this school year; %(left)s are left.") % facts


def purse_of(fund: Fund) -> Purse:
    return Purse(fund.pk, fund.budget, fund.fte_cost, fund.full_week)


def charge_of(role: Role, *, vacant: bool = False) -> Charge:
    """What a role asks of its fund; it must have one."""
    assert role.fund_id is not None  # noqa: S101 - callers choose roles with a fund
    return Charge(role.fund_id, role.fte, role.release_hours, role.stipend, role.begins, role.ends, vacant)


def funds_with(more: Iterable[Role], day: date) -> list[FundTold]:
    """The funds as they would stand with these roles besides, which are not saved."""
    return funds_told(day, more=more)


def funds_told(day: date, funds: Iterable[Fund] | None = None, more: Iterable[Role] = ()) -> list[FundTold]:
    """The funds with what their roles take in the school year of a day. Four queries at most."""
    listed = list(Fund.objects.all() if funds is None else funds)
    year = year_of(day)
    held = set(held_on(day).values_list("role_id", flat=True))
    roles = roles_in(year).filter(fund__in=listed)
    charges = [charge_of(role, vacant=role.pk not in held) for role in (*roles, *more)]
    found = balances([purse_of(one) for one in listed], charges, year)
    return [FundTold(fund, balance) for fund, balance in zip(listed, found, strict=True)]


def fund_with(role: Role, day: date) -> FundTold:
    """The fund of a role as it stands once this role, saved or not, is as it is now."""
    assert role.fund is not None  # noqa: S101 - asked for roles with a fund
    year = year_of(day)
    others = roles_in(year).filter(fund=role.fund).exclude(pk=role.pk)
    (found,) = balances([purse_of(role.fund)], [*(charge_of(one) for one in others), charge_of(role)], year)
    return FundTold(role.fund, found)


def cost_of(role: Role, day: date) -> int:
    """Dollars that a role takes from its fund in the school year of a day; 0 without a fund."""
    return cost(charge_of(role), purse_of(role.fund), year_of(day)) if role.fund else 0


def lists_page(actor: Actor) -> dict[str, Any]:
    """The kinds of roles and the funds, for whoever reads funds; the central office writes them."""
    rules.keep_roles(actor)
    return {
        "kinds": RoleKind.objects.all(),
        "funds": funds_told(today_of(actor)),
        "may": rules.keep_lists.allows(actor),
        "year": year_of(today_of(actor)),
    }


def fund_to_change(actor: Actor, public_id: str) -> Fund:
    """A fund that the actor may change; a missing one is Http404."""
    rules.keep_lists(actor)
    found = fund_chosen(public_id)
    if found is None:
        raise Http404
    return found


def kind_to_change(actor: Actor, public_id: str) -> RoleKind:
    """A kind of role that the actor may change; a missing one is Http404."""
    rules.keep_lists(actor)
    return kind_chosen(public_id)


def fund_chosen(public_id: str) -> Fund | None:
    """A fund by public id; None for an empty one. Http404 for an unknown one."""
    if not public_id:
        return None
    found = Fund.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def kind_chosen(public_id: str) -> RoleKind:
    """A kind of role by public id. Http404 for an unknown one."""
    found = RoleKind.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found

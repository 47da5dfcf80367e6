"""The district's own lists: kinds of roles, and funds with what they may pay in a year."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import Fund, RoleKind

LISTED = audit.declare("teams.role_kind", gettext_lazy("{who} changed the kind of role “{name}”."))
FUNDED = audit.declare("teams.fund", gettext_lazy("{who} changed the fund “{name}”."))


@action
def save_kind(
    *, by: Actor, now: datetime, name: str, purpose: str, active: bool = True, lane: str | None = None,
    kind_id: str = "",
) -> RoleKind:  # fmt: skip
    """A kind of role: its name, and in one sentence what colleagues have from it."""
    rules.keep_lists(by)
    kind = queries.kind_to_change(by, kind_id) if kind_id else RoleKind(district_id=by.district_id)
    kind.name = rules.check_text(name, 80, _("The name"))
    kind.purpose = rules.check_text(purpose, rules.MOST_PURPOSE, _("What it is for"))
    kind.active = active
    if lane is not None:  # None: nothing is said of lanes
        kind.lane = queries.lane_chosen(lane)
    if RoleKind.objects.filter(name__iexact=kind.name).exclude(pk=kind.pk).exists():
        raise _there_already(kind.name)
    kind.save()
    _note(LISTED, by, now, kind.name, kind.public_id)
    return kind


@action
def save_fund(
    *, by: Actor, now: datetime, name: str, budget: int, fte_cost: int, full_week: Decimal, active: bool = True,
    fund_id: str = "",
) -> Fund:  # fmt: skip
    """A fund: what it may pay for roles in a school year, and what one full-time post costs it."""
    rules.keep_lists(by)
    fund = queries.fund_to_change(by, fund_id) if fund_id else Fund(district_id=by.district_id)
    fund.name = rules.check_text(name, 80, _("The name"))
    if not (0 <= budget <= rules.MOST_DOLLARS and 0 <= fte_cost <= rules.MOST_DOLLARS and 1 <= full_week <= 60):
        raise Refused(_("These numbers are out of range."), _("Give whole dollars, and a full week of 1 to 60 hours."))
    fund.budget, fund.fte_cost, fund.full_week, fund.active = budget, fte_cost, full_week, active
    if Fund.objects.filter(name__iexact=fund.name).exclude(pk=fund.pk).exists():
        raise _there_already(fund.name)
    fund.save()
    _note(FUNDED, by, now, fund.name, fund.public_id)
    return fund


def _there_already(name: str) -> Refused:
    return Refused(_("“%(name)s” is in the list already.") % {"name": name}, _("Change it, or take another name."))


def _note(kind: str, by: Actor, now: datetime, name: str, object_id: str) -> None:
    audit.record(
        kind, district_id=by.district_id, at=now, actor=by.staff_id, object_id=object_id,
        facts={"who": by.name, "name": name},
    )  # fmt: skip

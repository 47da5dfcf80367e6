"""Roles that leaders hold: made, changed, ended, given to somebody; never more than a fund has without saying so."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.people.models import School
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import Fund, Role, RoleCover, RoleHolding, RoleKind

MADE = audit.declare("teams.role_made", gettext_lazy("{who} made the role “{role}”."))
CHANGED = audit.declare("teams.role_changed", gettext_lazy("{who} changed the role “{role}”."))
ENDED = audit.declare("teams.role_ended", gettext_lazy("{who} ended the role “{role}”."))
REOPENED = audit.declare("teams.role_reopened", gettext_lazy("{who} opened the role “{role}” again."))
HELD = audit.declare("teams.role_held", gettext_lazy("{who} changed who holds the role “{role}”."))


def note(kind: str, by: Actor, now: datetime, role: Role, *, subject: int | None = None) -> None:
    """One line in the log: who, what, which role; never money. ``subject``: whom it is about."""
    place = str(role.school) if role.school else by_district()
    audit.record(
        kind,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=role.public_id,
        subject=subject,
        facts={"who": by.name, "role": f"{role.kind}, {place}"},
    )


def by_district() -> str:
    """How the log calls the place of a role of the whole district."""
    return "district"


def role_locked(by: Actor, public_id: str) -> Role:
    """A role that the actor may change and that has not ended, kept until the end of the transaction."""
    if Role.objects.select_for_update().filter(public_id=public_id).first() is None:
        raise Http404
    role = queries.role_to_change(by, public_id)
    rules.role_is_there(role, queries.role_has_ended(role, queries.today_of(by)))
    return role


@action
def save_role(
    *, by: Actor, now: datetime, kind: RoleKind, school: School | None, fund: Fund | None, begins: date,
    ends: date | None, hours: Decimal, release_hours: Decimal, fte: Decimal | None = None, stipend: int = 0,
    role_id: str = "", anyway: bool = False,
) -> Role:  # fmt: skip
    """A new role, or (``role_id``) another shape of one. Whoever makes a fund promise more than it has is told by how
    much; the central office may save it ``anyway``. Raises Forbidden and Refused."""
    role = role_locked(by, role_id) if role_id else Role(district_id=by.district_id)
    rules.make_role_at(by, school.pk if school else None)
    rules.check_role(begins, ends, hours, release_hours)
    role.kind, role.school, role.fund, role.begins, role.ends = kind, school, fund, begins, ends
    role.hours, role.release_hours, role.fte, role.stipend = hours, release_hours, fte, stipend
    if fund is not None:
        Fund.objects.select_for_update().get(pk=fund.pk)  # two roles saved at once must see each other
        _within_budget(by, role, anyway)
    role.save()
    note(CHANGED if role_id else MADE, by, now, role)
    return role


def _within_budget(by: Actor, role: Role, anyway: bool) -> None:
    """Refused when the role would over-commit its fund, or more than it is already."""
    day = queries.today_of(by)
    told = queries.fund_with(role, day)
    before = next((one for one in queries.funds_told(day, [told.fund])), told)
    worse = told.balance.over > before.balance.over
    if not worse or (anyway and rules.keep_lists.allows(by)):
        return
    raise OverCommitted(
        _("With this role %(sentence)s") % {"sentence": told.sentence},
        _("Ask for fewer hours, choose another fund, or let the central office save it anyway."),
    )


class OverCommitted(Refused):
    """A fund would promise more than it has."""


@action
def end_role(*, by: Actor, now: datetime, role_id: str) -> Role:
    """From today the role is no more; who held it holds it no more. It can be opened again."""
    role = role_locked(by, role_id)
    role.ends = max(queries.today_of(by), role.begins)
    role.save(update_fields=["ends"])
    note(ENDED, by, now, role)
    return role


@action
def reopen_role(*, by: Actor, now: datetime, role_id: str) -> Role:
    """Undo of ending: the role is there again, with whoever held it."""
    role = queries.role_to_change(by, role_id)
    if queries.role_has_ended(role, queries.today_of(by)):
        role.ends = None
        role.save(update_fields=["ends"])
        note(REOPENED, by, now, role)
    return role


@action
def set_holder(*, by: Actor, now: datetime, role_id: str, staff_id: str, begins: date | None = None) -> Role:
    """Who holds a role from today (or ``begins``); an empty ``staff_id`` leaves it vacant. Whoever was to step in and
    now holds it is to step in no more."""
    role = role_locked(by, role_id)
    person = queries.person_to_add(staff_id) if staff_id else None
    today = queries.today_of(by)
    held = RoleHolding.objects.filter(role=role, ends=None).first()
    if held is not None and person is not None and held.staff_id == person.pk:
        return role
    if held is not None:
        held.ends = max(today, held.begins)
        held.save(update_fields=["ends"])
    if person is not None:
        RoleHolding(
            district_id=by.district_id, role=role, staff=person, begins=begins or max(today, role.begins)
        ).save()
        RoleCover.objects.filter(role=role, staff=person).delete()
    about = person.pk if person else held.staff_id if held else None
    note(HELD, by, now, role, subject=about)
    return role


@action
def bring_roles(*, by: Actor, now: datetime, wanted: list[dict[str, Any]]) -> int:
    """Roles of a file (as ``forms_role_file`` reads them) that are not there yet, with their holders; how many. What a
    fund lacks has been shown before, so it is no hindrance here. All or nothing."""
    rules.keep_lists(by)
    new = queries.roles_in_file(by, wanted)["new"]
    for one in new:
        shape = {name: one[name] for name in ("begins", "ends", "hours", "release_hours", "fte")}
        kind, fund = queries.kind_chosen(one["kind"]), queries.fund_chosen(one["fund"])
        place = {"school": queries.role_school(one["school"]), "stipend": one["stipend"] or 0}
        role = save_role(by=by, now=now, kind=kind, fund=fund, anyway=True, **place, **shape)
        if one["holder"]:
            set_holder(by=by, now=now, role_id=role.public_id, staff_id=one["holder"], begins=role.begins)
    return len(new)

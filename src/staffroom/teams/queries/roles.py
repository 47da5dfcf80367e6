"""The registry of roles: the list, one role, my roles; and the list as a table."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from staffroom.people.models import School, Staff
from staffroom.people.queries import directory
from staffroom.spine.access import Actor
from staffroom.spine.files.tables import Table

from .. import rules
from ..models import Fund, Role, RoleCover, RoleHolding, RoleKind
from .funds import cost_of, dollars, fund_with, funds_told, funds_with
from .pages import MOST_FOUND, SHORTEST, school_by
from .posts import Post, hours_in_words, posts, role_for, roles_ahead
from .reading import today_of

NO_SCHOOL = "none"  # in addresses and forms: the district's own


@dataclass(frozen=True, slots=True)
class RoleFilter:
    """Which roles a list shows: school (public id, or ``none`` for the district's own), kind (public id), only those
    that nobody holds."""

    school: str = ""
    kind: str = ""
    vacant: bool = False


def role_list(actor: Actor, wanted: RoleFilter) -> list[Post]:
    """The roles of today and those that begin later, by school and kind. Three queries."""
    rules.read_roles(actor)
    found = roles_ahead(today_of(actor))
    if wanted.school == NO_SCHOOL:
        found = found.filter(school=None)
    elif wanted.school:
        found = found.filter(school__public_id=wanted.school)
    if wanted.kind:
        found = found.filter(kind__public_id=wanted.kind)
    shown = posts(actor, found.order_by("school__name", "kind__name", "id"))
    return [one for one in shown if not (wanted.vacant and one.holder)]


def roles_page(actor: Actor, wanted: RoleFilter) -> dict[str, Any]:
    """The list, what it can be narrowed to, and for whoever keeps roles the funds that are over-committed."""
    shown = role_list(actor, wanted)
    keeps = rules.keep_roles.allows(actor)
    return {
        "posts": shown,
        "vacant": sum(one.holder is None for one in shown),
        "wanted": wanted,
        "narrowed": wanted != RoleFilter(),
        "schools": School.objects.filter(active=True),
        "kinds": RoleKind.objects.all(),
        "keeps": keeps,
        "over": [one for one in funds_told(today_of(actor)) if one.balance.over] if keeps else [],
        "money": any(one.money for one in shown),
    }


def role_page(actor: Actor, public_id: str, *, search: str = "", cover_search: str = "") -> dict[str, Any]:
    """One role: what it is for, who holds it, who could step in; for whoever keeps it, what can be changed."""
    role = role_for(actor, public_id)
    (post,) = posts(actor, [role])
    ended = role_has_ended(role, today_of(actor))
    may_change = rules.change_role.allows(actor, role)
    return {
        "role": role,
        "post": post,
        "ended": ended,
        "may_change": may_change and not ended,
        "may_reopen": may_change and ended,
        "cost": dollars(cost_of(role, today_of(actor))) if post.money and role.fund else "",
        "fund_told": fund_with(role, today_of(actor)).sentence if may_change and role.fund else "",
        "asks": hours_in_words(role.hours),
        "gives": hours_in_words(role.release_hours),
        "before": _before(role, post) if may_change else [],
        "search": search,
        "found": people_found(actor, search, post) if may_change else [],
        "cover_search": cover_search,
        "cover_found": people_found(actor, cover_search, post) if may_change else [],
        "sees_cover": may_change or post.cover is not None,
    }  # fmt: skip


def _before(role: Role, post: Post) -> list[RoleHolding]:
    """Who held it before, newest first."""
    return list(role.holdings.exclude(ends=None).select_related("staff").order_by("-ends", "-id")[:5])


def people_found(actor: Actor, search: str, post: Post) -> list[Staff]:
    """People by name, without the one who holds the role."""
    if len(search.strip()) < SHORTEST:
        return []
    return [one for one in directory(actor, search=search).page.object_list[:MOST_FOUND] if one != post.holder]


def role_has_ended(role: Role, day: date) -> bool:
    """Whether a role is no more on a day."""
    return role.ends is not None and role.ends <= day


def kind_choices(now: RoleKind | None = None) -> list[tuple[str, str]]:
    """Kinds that a role can be of; one that is offered no more only where it is so already."""
    listed = RoleKind.objects.filter(Q(active=True) | Q(pk=now.pk if now else None))
    return [("", _("Choose")), *((one.public_id, one.name) for one in listed)]


def fund_choices(now: Fund | None = None) -> list[tuple[str, str]]:
    """Funds that can pay a role; the first: none."""
    listed = Fund.objects.filter(Q(active=True) | Q(pk=now.pk if now else None))
    return [("", _("No fund")), *((one.public_id, one.name) for one in listed)]


def role_school_choices(actor: Actor) -> list[tuple[str, str]]:
    """Where the actor may make a role: public id and name; ``none`` is the whole district."""
    schools = School.objects.filter(active=True)
    if rules.keeps_every_role(actor):
        district = (NO_SCHOOL, _("The whole district"))
        return [("", _("Choose")), district, *((one.public_id, one.name) for one in schools)]
    return [(one.public_id, one.name) for one in schools.filter(pk__in=actor.leads)]


def my_roles(actor: Actor) -> dict[str, Any]:
    """The roles I hold, what I am asked, and where I said that I could step in."""
    rules.have_card(actor)
    held = RoleHolding.objects.filter(staff_id=actor.staff_id, ends=None).values("role_id")
    mine = posts(actor, roles_ahead(today_of(actor)).filter(pk__in=held).order_by("begins", "id"))
    covers = list(
        RoleCover.objects.filter(staff_id=actor.staff_id).select_related("role__kind", "role__school").order_by("asked")
    )
    return {
        "mine": mine,
        "asks": hours_in_words(sum((one.role.hours for one in mine), start=Decimal(0))),
        "gives": hours_in_words(sum((one.role.release_hours for one in mine), start=Decimal(0))),
        "asked": [one for one in covers if one.accepted is None],
        "agreed": [one for one in covers if one.accepted is not None],
    }


def roles_table(actor: Actor, shown: list[Post]) -> Table:
    """The list as a table: money where the reader sees it; the columns are there only for whoever keeps roles."""
    money = any(one.money for one in shown)
    columns = [_("Role"), _("What it is for"), _("School"), _("Held by"), _("First day"), _("Last day")]
    if money:
        columns += [_("Hours a week"), _("Hours of release"), _("Share of a post"), _("Fund"), _("Stipend")]
    return Table("leadership-roles", columns, [_row(one, money) for one in shown])


def _row(post: Post, money: bool) -> list[object]:
    role = post.role
    told: list[object] = [role.kind.name, role.kind.purpose, post.place, str(post.holder or _("Vacant"))]
    told += [role.begins.isoformat(), role.last_day.isoformat() if role.last_day else ""]
    if not money:
        return told
    if not post.money:
        return [*told, "", "", "", "", ""]
    share = float(role.fte) if role.fte is not None else ""
    return [*told, float(role.hours), float(role.release_hours), share, str(role.fund or ""), role.stipend]


def role_school(chosen: str) -> School | None:
    """The school that a form names; None for the whole district. Http404 for an unknown one."""
    return None if chosen == NO_SCHOOL else school_by(chosen)


# --- A file of roles ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Names:
    """What a file may name, in lower case, and the public id of each."""

    kinds: dict[str, str]
    funds: dict[str, str]
    schools: dict[str, str]
    people: dict[str, str]


def names_for_roles() -> Names:
    """Kinds and funds in use, schools by name or id, people by mail address or id. Four queries."""
    schools, people = School.objects.filter(active=True), Staff.objects.filter(active=True)
    return Names(
        {one.name.casefold(): one.public_id for one in RoleKind.objects.filter(active=True)},
        {one.name.casefold(): one.public_id for one in Fund.objects.filter(active=True)},
        {
            word.casefold(): one.public_id
            for one in schools
            for word in (one.name, one.short_name, one.source_id)
            if word
        },
        {
            word.casefold(): one.public_id
            for one in people
            for word in (one.email, one.identifier, one.source_id)
            if word
        },
    )


def roles_in_file(actor: Actor, wanted: list[dict[str, Any]]) -> dict[str, Any]:
    """What bringing these roles would do: which are new, which are there, and what the funds would say."""
    rules.keep_lists(actor)
    there = {_key_of(one) for one in posts(actor, roles_ahead(today_of(actor)))}
    new = [one for one in wanted if _key(one) not in there]
    funds = {one.public_id: one for one in Fund.objects.all()}
    more = [_as_role(one, funds[one["fund"]]) for one in new if one["fund"]]
    told = funds_with(more, today_of(actor))
    return {"new": new, "same": len(wanted) - len(new), "over": [one.sentence for one in told if one.balance.over]}


def _key(one: dict[str, Any]) -> tuple[object, ...]:
    return one["kind"], one["school"], one["holder"], one["begins"]


def _key_of(post: Post) -> tuple[object, ...]:
    role = post.role
    place = role.school.public_id if role.school else NO_SCHOOL
    return role.kind.public_id, place, post.holder.public_id if post.holder else "", role.begins


def _as_role(one: dict[str, Any], fund: Fund) -> Role:
    shape = {name: one[name] for name in ("begins", "ends", "hours", "release_hours", "fte")}
    return Role(fund=fund, stipend=one["stipend"] or 0, **shape)

"""Roles with who holds them and who could step in, read for many at once in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.people.models import Staff
from staffroom.spine.access import Actor
from staffroom.timetable.queries.days import current_terms, school_years

from .. import rules
from ..models import Role, RoleCover, RoleHolding, holding
from .reading import today_of

Span = tuple[date, date]


@dataclass(slots=True)
class Post:
    """One role as somebody sees it. ``holder`` None: vacant. ``cover``: who could step in, where the reader may know
    who; ``cover_asked``: that somebody is asked, not who. ``money``: whether they see hours, fund, stipend."""

    role: Role
    holder: Staff | None = None
    since: date | None = None
    cover: RoleCover | None = None
    cover_asked: bool = False
    money: bool = False

    @property
    def place(self) -> str:
        return str(self.role.school or _("The whole district"))

    @property
    def name(self) -> str:
        """ "Instructional Coach, Lincoln"."""
        return f"{self.role.kind}, {self.role.school or _('whole district')}"


def hours_in_words(hours: Decimal) -> str:
    """ "1 hour", "7.5 hours"."""
    shown = number_format(hours.normalize() if hours else 0)
    return ngettext("%(n)s hour", "%(n)s hours", 1 if hours == 1 else 2) % {"n": shown}


def year_of(day: date) -> Span:
    """The first and last day of the school year of a day; between two years the next one; without any, July to June."""
    spans = school_years(current_terms())
    found = next((one for one in spans if day <= one[1]), None)
    if found is not None:
        return found
    first = date(day.year if day.month >= 7 else day.year - 1, 7, 1)
    return first, date(first.year + 1, 6, 30)


def roles_on(day: date) -> QuerySet[Role]:
    """The roles that there are on a day."""
    return roles_ahead(day).filter(begins__lte=day)


def roles_ahead(day: date) -> QuerySet[Role]:
    """The roles that have not ended on a day, also those that begin later."""
    return Role.objects.filter(Q(ends=None) | Q(ends__gt=day)).select_related("kind", "school", "fund")


def roles_in(year: Span) -> QuerySet[Role]:
    """The roles of a school year, also those that have ended or not begun."""
    first, last = year
    return Role.objects.filter(Q(ends=None) | Q(ends__gt=first), begins__lte=last)


def held_on(day: date) -> QuerySet[RoleHolding]:
    """Who holds which role on a day; not whoever has left the district."""
    return RoleHolding.objects.filter(holding(day), staff__active=True).select_related("staff")


def posts(actor: Actor, roles: Iterable[Role]) -> list[Post]:
    """These roles as the actor sees them today; of one that begins later, who will hold it. Two queries."""
    found = {role.pk: Post(role) for role in roles}
    open_ones = RoleHolding.objects.filter(Q(ends=None) | Q(ends__gt=today_of(actor)), staff__active=True)
    for held in open_ones.filter(role_id__in=found).select_related("staff"):
        found[held.role_id].holder, found[held.role_id].since = held.staff, held.begins
    for cover in RoleCover.objects.filter(role_id__in=found, staff__active=True).select_related("staff"):
        _covered(actor, found[cover.role_id], cover)
    for post in found.values():
        post.money = rules.reads_money(actor, post.role, _holder(post))
    return list(found.values())


def _holder(post: Post) -> int | None:
    return post.holder.pk if post.holder else None


def _covered(actor: Actor, post: Post, cover: RoleCover) -> None:
    if rules.sees_cover(actor, post.role, _holder(post), cover) and cover.accepted:
        post.cover = cover
    elif not cover.accepted:
        post.cover_asked = rules.knows_of_cover(actor, post.role, _holder(post), cover)


def role_for(actor: Actor, public_id: str) -> Role:
    """One role of the actor's district. Http404 for others."""
    found = Role.objects.select_related("kind", "school", "fund").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    rules.read_role(actor, found)
    return found


def role_to_change(actor: Actor, public_id: str) -> Role:
    """A role that the actor may change. Raises Http404 or Forbidden."""
    found = role_for(actor, public_id)
    rules.change_role(actor, found)
    return found


def cover_for(actor: Actor, public_id: str) -> RoleCover:
    """What the actor was asked. Http404 for anybody else."""
    found = RoleCover.objects.select_related("role__kind", "role__school", "staff").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    rules.answer_cover(actor, found)
    return found

"""Load and succession: how much the roles of one person ask and give, who could step in, which roles end this year.

A list by name and never an order of people: it asks what a system owes them, not how they do.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from staffroom.people.models import Staff
from staffroom.spine.access import Actor
from staffroom.spine.files.tables import Table

from .. import rules
from ..models import RoleHolding, holding
from .posts import Post, hours_in_words, posts, roles_on, year_of
from .reading import today_of

FEWEST = 5  # fewer people than this are no share of anything


@dataclass(slots=True)
class Load:
    """One person with the roles that the reader keeps. ``elsewhere``: how many more they hold at other schools."""

    person: Staff
    held: list[Post] = field(default_factory=list)
    elsewhere: int = 0

    @property
    def roles(self) -> int:
        return len(self.held) + self.elsewhere

    @property
    def asks(self) -> Decimal:
        """Hours a week that these roles ask for."""
        return sum((one.role.hours for one in self.held), Decimal(0))

    @property
    def gives(self) -> Decimal:
        """Hours a week of release that these roles give."""
        return sum((one.role.release_hours for one in self.held), Decimal(0))

    @property
    def many(self) -> bool:
        return self.roles >= rules.HOLDS_MANY

    @property
    def words(self) -> str:
        """ "asks for 6 hours a week, gives 4 hours"."""
        return _("ask for %(asks)s a week, give %(gives)s of release") % {
            "asks": hours_in_words(self.asks), "gives": hours_in_words(self.gives),
        }  # fmt: skip

    @property
    def short(self) -> str:
        """By how much the release falls short of what is asked; empty where it does not."""
        return hours_in_words(self.asks - self.gives) if self.asks > self.gives else ""


@dataclass(frozen=True, slots=True)
class Stay:
    """Of those who held a role a year ago, how many hold one today."""

    then: int
    now: int


def _kept(actor: Actor, found: list[Post]) -> list[Post]:
    """The roles that the actor keeps."""
    everywhere = rules.keeps_every_role(actor)
    return [one for one in found if everywhere or one.role.school_id in actor.leads]


def load_page(actor: Actor) -> dict[str, Any]:
    """Everything about load and succession that the actor looks after. A fixed number of queries."""
    rules.keep_roles(actor)
    day = today_of(actor)
    found = posts(actor, roles_on(day).order_by("school__name", "kind__name", "id"))
    kept = _kept(actor, found)
    last = year_of(day)[1]
    people = loads(kept, found)
    return {
        "loads": people,
        "many": [one for one in people if one.many],
        "holds_many": rules.HOLDS_MANY,
        "vacant": [one for one in kept if one.holder is None],
        "covered": [one for one in kept if one.holder and one.cover],
        "uncovered": [one for one in kept if one.holder and not one.cover],
        "ending": [one for one in kept if one.holder and not one.cover and _ends_by(one, last)],
        "filled": sum(one.holder is not None for one in kept),
        "last": last,
        "all": rules.keeps_every_role(actor),
        "stay": stayed(day) if rules.keeps_every_role(actor) else None,
    }  # fmt: skip


def _ends_by(post: Post, last: date) -> bool:
    """Whether a role's last day is not after ``last``."""
    return post.role.last_day is not None and post.role.last_day <= last


def loads(kept: list[Post], everything: list[Post]) -> list[Load]:
    """The people of these roles by name; roles of ``everything`` beyond them are counted."""
    people: dict[int, Load] = {}
    for one in kept:
        if one.holder:
            people.setdefault(one.holder.pk, Load(one.holder)).held.append(one)
    theirs = {one.role.pk for one in kept}
    for one in everything:
        if one.holder and one.holder.pk in people and one.role.pk not in theirs:
            people[one.holder.pk].elsewhere += 1
    return sorted(people.values(), key=lambda one: (one.person.family, one.person.given, one.person.pk))


def stayed(day: date) -> Stay | None:
    """How many of last year's holders hold a role today; None where too few are known. Two queries."""
    before = _holders(day - timedelta(days=365))
    return Stay(len(before), len(before & _holders(day))) if len(before) >= FEWEST else None


def _holders(day: date) -> set[int]:
    held = RoleHolding.objects.filter(holding(day), holding(day, "role__"))
    return set(held.values_list("staff_id", flat=True))


def load_table(actor: Actor) -> Table:
    """One row a role that the actor keeps: who holds it, what it asks and gives, who could step in."""
    rules.keep_roles(actor)
    found = posts(actor, roles_on(today_of(actor)).order_by("school__name", "kind__name", "id"))
    number: dict[int, int] = defaultdict(int)
    for one in found:
        if one.holder:
            number[one.holder.pk] += 1
    columns = [
        _("Role"), _("School"), _("Held by"), _("Roles of this person"), _("Hours a week"), _("Hours of release"),
        _("Could step in"), _("Last day"),
    ]  # fmt: skip
    return Table("load-and-succession", columns, [_row(one, number) for one in _kept(actor, found)])


def _row(post: Post, number: dict[int, int]) -> list[object]:
    role = post.role
    return [
        role.kind.name, post.place, str(post.holder or _("Vacant")), number[post.holder.pk] if post.holder else "",
        float(role.hours), float(role.release_hours), str(post.cover.staff) if post.cover else "",
        role.last_day.isoformat() if role.last_day else "",
    ]  # fmt: skip

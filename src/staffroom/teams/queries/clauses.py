"""What stands against a time at which a team would meet: the contract, and what its people do then."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.reserved import Reserved
from staffroom.core.visits.instance import Lesson
from staffroom.timetable import reserved
from staffroom.timetable.queries.contract import AHEAD_WEEKS, Finding, check_reserved
from staffroom.timetable.queries.days import between
from staffroom.timetable.queries.lessons import timetable_of
from staffroom.timetable.queries.reserved import reserved_of

from .. import rules
from ..models import MeetingSlot, Membership, Team, holding
from .meetings import taken_by


def people_of(team: Team, on: date) -> list[int]:
    """Staff ids of those who have to be there: members and leads."""
    found = Membership.objects.filter(holding(on), team=team, part__in=rules.PARTS_THAT_BELONG)
    return list(found.order_by("staff_id").values_list("staff_id", flat=True))


def against_contract(team: Team, slot: MeetingSlot, on: date) -> list[Finding]:
    """What the contract would have against one time more, for each person of the team; empty when nothing.

    Counted with all that these people have promised already: the other times of this team, their other teams, and
    learning time. That is not blamed itself.
    """
    return check_reserved(people_of(team, on), taken_by(slot), on=on)


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What people of a team do at a time at which it would meet.

    ``teams`` and ``learning``: how many of them each name concerns; ``teaching``: how many have a class then.
    ``plans``: ids of plans of rooms above.
    """

    teams: Mapping[str, int] = field(default_factory=dict)
    learning: Mapping[str, int] = field(default_factory=dict)
    teaching: int = 0
    plans: reserved.Touched = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many things are in the way."""
        return len(self.teams) + len(self.learning) + bool(self.teaching) + reserved.how_many(self.plans)

    @property
    def told(self) -> list[str]:
        """Each in a sentence: teams by name, people by number."""
        lines = [_meets(name, number) for name, number in self.teams.items()]
        lines += [_("It is the learning time “%(name)s”.") % {"name": name} for name in self.learning]
        return [*lines, *([_teach(self.teaching)] if self.teaching else []), *reserved.told(self.plans)]


def _meets(name: str, number: int) -> str:
    text = ngettext(
        "“%(name)s” meets at that time, and %(n)d person belongs to both teams.",
        "“%(name)s” meets at that time, and %(n)d people belong to both teams.",
        number,
    )
    return text % {"name": name, "n": number}


def _teach(number: int) -> str:
    text = ngettext(
        "%(n)d person of this team has a class at that time.",
        "%(n)d people of this team have a class at that time.",
        number,
    )
    return text % {"n": number}


def in_the_way(team: Team, slot: MeetingSlot, on: date, now: datetime) -> InTheWay:
    """What the people of a team have at this time in the weeks ahead. A fixed number of queries."""
    people = people_of(team, on)
    days = between(on, on + timedelta(days=7 * AHEAD_WEEKS - 1))
    asked = taken_by(slot)(people, days)
    known = timetable_of(people, days)
    meets = {(one.person, one.date) for one in asked}
    rows = [one for one in reserved_of(known, people) if (one.person, one.date) in meets and _overlaps(one, slot)]
    teaching = {
        one.person
        for person in people
        for one in known.lessons(person, free=False)
        if (one.person, one.date) in meets and _overlaps(one, slot)
    }
    mine = f"{team.public_id}/"
    others = _by_name(one for one in rows if one.kind == "meeting" and not one.key.startswith(mine))
    learning = _by_name(one for one in rows if one.kind == "learning")
    return InTheWay(others, learning, len(teaching), reserved.touched(taken_by(slot), now))


def _overlaps(one: Reserved | Lesson, slot: MeetingSlot) -> bool:
    return one.start < slot.end and slot.start < one.end


def _by_name(rows: Iterable[Reserved]) -> dict[str, int]:
    """How many people each concerns, by name."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in rows:
        found[one.name].add(one.person)
    return {name: len(found[name]) for name in sorted(found)}

"""What is true between people, read straight from the tables, and what the matrix makes of it.

It shares no code with the guards (``trust.queries``): a fault there must not excuse itself here.
"""

from dataclasses import dataclass, field
from datetime import date

from staffroom.people.models import Assignment, Staff, Teaching
from staffroom.spine.access import Audience, Permission, Standing, decide, row
from staffroom.spine.scoping import across_districts
from staffroom.trust.models import Evaluates, Grant

ROLES = {
    "teacher": {"teacher"},
    "teacher_leader": {"teacher", "leader"},
    "specialist": {"teacher", "leader"},
    "principal": {"principal"},
    "assistant_principal": {"principal"},
    "central": {"central"},
    "it": {"it"},
}
LEADERS = {"principal", "assistant_principal"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who tries: a name for the report, and whose account they use. No staff id: a stranger."""

    name: str
    staff: int | None = None
    account: int | None = None
    district: int | None = None


@dataclass(frozen=True, slots=True)
class OfTeam:
    """A thing of a team, which belongs to a school (None: to the district), not to the schools of its owners; whoever
    belongs to the team stands as near to it as the school does. Who evaluates whom plays no part in it."""

    school: int | None
    members: frozenset[int]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with an owner: a row of the matrix, the people it belongs to, and what stands in its address."""

    name: str
    record: str
    owners: frozenset[int]
    district: int
    key: str = ""
    object_id: str = ""
    partners: frozenset[int] = frozenset()
    published: Audience | None = None
    parts: tuple[tuple[str, int], ...] = ()
    team: "OfTeam | None" = None
    school: int | None = None  # a thing of a school belongs to whoever leads it today

    def part(self, name: str) -> int | None:
        """Who plays a part in it: the host or the visitor of a visit."""
        return dict(self.parts).get(name)


@dataclass
class Facts:
    """Who works where as what today, who evaluates whom, and what is shared with whom."""

    today: date
    held: list[tuple[int, int | None, str]] = field(default_factory=list)
    recorded: list[tuple[int, int]] = field(default_factory=list)
    grants: list[tuple[int, str, str, bool]] = field(default_factory=list)
    active: dict[int, int] = field(default_factory=dict)
    teaching: set[int] = field(default_factory=set)

    @classmethod
    def read(cls, today: date) -> "Facts":
        """As the tables say it now, of all districts."""
        with across_districts():
            held = Assignment.objects.values_list("staff_id", "school_id", "role", "begins", "ends")
            pairs = Evaluates.objects.values_list("evaluator_id", "evaluated_id", "begins", "ends")
            shared = Grant.objects.values_list("to_id", "record", "object_id", "ended", "until")
            return cls(
                today,
                [(who, school, role) for who, school, role, since, until in held if _holds(since, until, today)],
                [(one, other) for one, other, since, until in pairs if _holds(since, until, today)],
                [(to, record, key, ended is None and until >= today) for to, record, key, ended, until in shared],
                dict(Staff.objects.filter(active=True).values_list("pk", "district_id")),
                set(Teaching.objects.filter(active=True, section__active=True).values_list("staff_id", flat=True)),
            )

    def roles(self, staff: int | None) -> frozenset[str]:
        found = [ROLES.get(role, {"classified"}) for who, _school, role in self.held if who == staff]
        return frozenset().union(*found)

    def schools(self, staff: int | None) -> set[int]:
        return {school for who, school, _role in self.held if who == staff and school}

    def leads(self, staff: int | None) -> set[int]:
        return {school for who, school, role in self.held if who == staff and school and role in LEADERS}

    def evaluators(self, staff: int) -> set[int]:
        """Recorded ones; where there is none, every administrator of the person's schools."""
        recorded = {one for one, other in self.recorded if other == staff}
        here = self.schools(staff)
        return recorded or {
            who for who, school, role in self.held if school in here and role in LEADERS and who != staff
        }

    def works(self, person: Person) -> bool:
        """Whether the person is somebody who works in a district now."""
        return person.staff in self.active

    def standing(self, person: Person, thing: Thing) -> Standing:
        """How a person stands to a thing."""
        me = person.staff
        same = self.works(person) and person.district == thing.district
        if me is None or me in thing.owners or (thing.school is not None and thing.school in self.leads(me)):
            return Standing(own=me is not None and same, same_district=same, published=thing.published)
        if thing.team is not None:
            return self._to_a_team(me, thing, thing.team, same)
        mine = [
            live for to, record, key, live in self.grants if (to, record, key) == (me, thing.record, thing.object_id)
        ]
        around = set().union(*(self.schools(one) for one in thing.owners)) if thing.owners else set()
        return Standing(
            paired=me in thing.partners,
            granted=any(mine) and bool(self.roles(me)),  # whoever holds no post any more reads nothing
            former=bool(mine) and not any(mine),
            same_school=bool(around & self.schools(me)),
            leads=bool(around & self.leads(me)) if thing.owners else bool(self.leads(me)),
            evaluates=any(me in self.evaluators(one) for one in thing.owners),
            same_district=same,
            published=thing.published,
        )

    def _to_a_team(self, me: int, thing: Thing, team: OfTeam, same: bool) -> Standing:
        inside = me in team.members
        return Standing(
            paired=me in thing.partners,
            team=inside,
            same_school=inside or team.school in self.schools(me),
            leads=team.school in self.leads(me),
            same_district=same,
            published=thing.published,
        )

    def may(self, person: Person, thing: Thing, permission: Permission) -> bool:
        """What the matrix says."""
        found = decide(row(thing.record), self.roles(person.staff), self.standing(person, thing), permission)
        return found.allowed


def _holds(since: date | None, until: date | None, day: date) -> bool:
    return (since is None or since <= day) and (until is None or day < until)

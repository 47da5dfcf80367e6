"""The roles of leaders in the demo district as rows: three funds, one of them over-committed, some roles vacant, a few
people with three roles, some who agreed to step in. Numbers in a row point into the lists before it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from staffroom.core.synthetic.model import District as Made
from staffroom.core.teams.funding import Charge, Purse, balances

Row = dict[str, Any]
Ids = Mapping[str, int]

KINDS = (
    ("Instructional Coach", "Plans lessons with colleagues and comes to see how they go."),
    ("Senior Lead", "Keeps the school's learning cycles going and brings teams together."),
    ("Team Lead", "Prepares the team's weekly meeting and keeps its goal in sight."),
    ("Co-teacher", "Teaches beside colleagues in classes with many English learners."),
    ("Mentor of new teachers", "Meets every new teacher each week of the first two years."),
    ("Department Chair", "Speaks for the department and orders what it needs."),
)
COACH, SENIOR, TEAM_LEAD, CO_TEACHER, MENTOR, CHAIR = range(len(KINDS))
LCFF, TITLE_I, TITLE_II = range(3)
FUNDS = (("LCFF", 118_000, "1.2"), ("Title I", 118_000, "0.96"), ("Title II", 121_000, "1.35"))
LANES = (
    ("Coaching", "Every student explains their thinking each day."),
    ("Leading teams", "Teams know each week what their students can do."),
    ("First years", "New teachers stay, and their students gain from the first year on."),
)
LANE_OF = (0, 1, 1, 0, 2, 1)  # of each kind
# A concept, what it means, and who carries it in each lane (None: not named there, -1: nobody yet).
CONCEPTS: tuple[tuple[str, str, tuple[int | None, ...]], ...] = (
    ("Academic conversation", "Students talk with each other about ideas, in the language of the subject.", (0, 2, 4)),
    ("Exit tickets", "One question at the end of a lesson, sorted before the next.", (0, 2, None)),
    ("Language support", "What English learners need to take part, in every lesson.", (3, -1, 4)),
    ("Visiting each other", "Seeing a colleague teach, and saying what one saw.", (0, 1, -1)),
)
COACHES, LEADS, VACANT, MENTORS = 24, 12, 5, 3
EVERY_THIRD = 3


@dataclass
class RoleRows:
    """What is written, model by model; ``kind``, ``fund`` and ``role`` are numbers in the lists before."""

    lanes: list[Row] = field(default_factory=list)
    kinds: list[Row] = field(default_factory=list)
    concepts: list[Row] = field(default_factory=list)
    carried: list[Row] = field(default_factory=list)
    funds: list[Row] = field(default_factory=list)
    roles: list[Row] = field(default_factory=list)
    holdings: list[Row] = field(default_factory=list)
    covers: list[Row] = field(default_factory=list)


def role_rows(made: Made, schools: Ids, staff: Ids, then: datetime) -> RoleRows:
    """The roles of this district; the same for the same district."""
    return _Roles(made, schools, staff, then).write()


class _Roles:
    def __init__(self, made: Made, schools: Ids, staff: Ids, then: datetime) -> None:
        self.made, self.schools, self.staff, self.then = made, schools, staff, then
        year = next(term for term in made.terms if term.kind == "schoolYear")
        self.year = (year.starts, year.ends - timedelta(days=1))
        self.since = year.starts - timedelta(days=365)
        self.ends = year.ends
        known = sorted(one.low_income for one in made.schools)
        self.line = known[len(known) // 2]
        self.need = {one.source_id: one.low_income >= self.line for one in made.schools}
        self.rows = RoleRows()
        self.people_at: dict[str, list[str]] = defaultdict(list)
        for one in made.assignments:
            if one.role == "teacher":
                self.people_at[one.school].append(one.person)

    def write(self) -> RoleRows:
        rows = self.rows
        rows.lanes = [{"name": name, "outcome": told, "place": n} for n, (name, told) in enumerate(LANES)]
        rows.kinds = [{"name": name, "purpose": told, "lane": LANE_OF[n]} for n, (name, told) in enumerate(KINDS)]
        rows.concepts = [{"name": name, "meaning": meaning} for name, meaning, _carried in CONCEPTS]
        rows.carried = [
            {"concept": n, "lane": lane, "kind": kind if kind >= 0 else None}
            for n, (_name, _meaning, carried) in enumerate(CONCEPTS)
            for lane, kind in enumerate(carried)
            if kind is not None
        ]
        self._coaches()
        self._leads()
        self._district()
        self._vacant()
        self._covers()
        rows.funds = self._funds()
        return rows

    def _role(self, kind: int, school: str, holder: str, hours: str, release: str, **more: Any) -> None:
        """A role and, unless ``holder`` is empty, who holds it, most of them since last year."""
        number = len(self.rows.roles)
        given = {"fund": None, "fte": None, "stipend": 0, "begins": self.since, "ends": None, **more}
        place = {"school_id": self.schools[school] if school else None}
        hour = {"hours": Decimal(hours), "release_hours": Decimal(release)}
        self.rows.roles.append({"kind": kind, **place, **hour, **given})
        if holder:
            since = self.since if number % EVERY_THIRD else self.year[0]
            if since == self.year[0] and self.people_at[school]:
                before = {"staff_id": self.staff[self.people_at[school][-1]], "begins": self.since, "ends": since}
                self.rows.holdings.append({"role": number, **before})
            self.rows.holdings.append({"role": number, "staff_id": self.staff[holder], "begins": since, "ends": None})

    def _coaches(self) -> None:
        """Coaches where the roster names teacher leaders: Title I pays them where many families have little."""
        leaders = [one for one in self.made.assignments if one.role == "teacher_leader"]
        cast = self.made.cast.get("leader")
        chosen = sorted(leaders, key=lambda one: one.person != cast)[:COACHES]
        for number, one in enumerate(chosen):
            fund = TITLE_I if self.need[one.school] else LCFF
            kind = SENIOR if number % 4 == 1 else COACH
            ends = self.ends if number % 4 == 2 else None
            self._role(kind, one.school, one.person, "12", "10" if fund == TITLE_I else "6", fund=fund, ends=ends)
        for one in chosen[:2]:
            self._role(CHAIR, one.school, one.person, "2", "0", fund=LCFF, stipend=1_800)
            self._role(MENTOR, one.school, one.person, "3", "1", fund=TITLE_II, stipend=1_200)

    def _leads(self) -> None:
        """Team leads, paid by a stipend and released for nothing."""
        led = [team for team in self.made.teams if team.school and team.leads and team.kind in ("grade", "subject")]
        for number, team in enumerate(led[:: max(1, len(led) // LEADS)][:LEADS]):
            release = "1.5" if number % EVERY_THIRD == 0 else "0"
            self._role(TEAM_LEAD, team.school, team.leads[0], "3", release, fund=LCFF, stipend=1_500)

    def _district(self) -> None:
        """Mentors and a co-teacher of the whole district."""
        teachers = [one.person for one in self.made.assignments if one.role == "teacher"]
        for person in teachers[:: max(1, len(teachers) // MENTORS)][:MENTORS]:
            self._role(MENTOR, "", person, "8", "8", fund=TITLE_II, ends=self.ends)

    def _vacant(self) -> None:
        for number, school in enumerate(self.made.schools[:VACANT]):
            kind, fund = (CO_TEACHER, LCFF) if number % 2 else (COACH, TITLE_I)
            self._role(kind, school.source_id, "", "8", "8", fund=fund, fte=Decimal("0.2"), begins=self.year[0])

    def _covers(self) -> None:
        """Every third role has somebody who agreed; the teacher of the sign-in page is asked."""
        held = {row["role"]: row["staff_id"] for row in self.rows.holdings if row["ends"] is None}
        names = {pk: source for source, pk in self.schools.items()}
        asked = self.staff[self.made.cast["teacher"]]
        for number in sorted(held)[::EVERY_THIRD]:
            near = self.people_at[names.get(self.rows.roles[number]["school_id"], "")]
            chosen = next((self.staff[one] for one in near if self.staff[one] not in (held[number], asked)), None)
            if chosen is not None:
                self.rows.covers.append(self._cover(number, chosen, accepted=True))
        free = next(one for one in sorted(held) if one not in {row["role"] for row in self.rows.covers})
        if held[free] != asked:
            self.rows.covers.append(self._cover(free, asked, accepted=False))

    def _cover(self, role: int, staff: int, *, accepted: bool) -> Row:
        return {
            "role": role, "staff_id": staff, "asked": self.then,
            "accepted": self.then + timedelta(days=2) if accepted else None,
        }  # fmt: skip

    def _funds(self) -> list[Row]:
        """What each fund may pay, from what its roles take: one of them has promised too much."""
        charges = [_charge(row) for row in self.rows.roles if row["fund"] is not None]
        purses = [Purse(n, 0, post, Decimal(40)) for n, (_name, post, _share) in enumerate(FUNDS)]
        return [
            {"name": name, "fte_cost": post, "budget": _round(Decimal(one.committed) * Decimal(share))}
            for (name, post, share), one in zip(FUNDS, balances(purses, charges, self.year), strict=True)
        ]


def _charge(row: Row) -> Charge:
    begins: date = row["begins"]
    return Charge(row["fund"], row["fte"], row["release_hours"], row["stipend"], begins, row["ends"])


def _round(amount: Decimal) -> int:
    """To whole thousands, as budgets are."""
    return int(amount / 1000) * 1000

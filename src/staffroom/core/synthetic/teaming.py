"""Living teams: everybody in one, each with a lead, support, a goal and a time; and leaders' own goals.

Who is together is what :func:`staffroom.core.teams.propose` suggests, as a district would accept it.
"""

from collections.abc import Mapping, Sequence
from random import Random

from staffroom.core.teams import Post, Proposal, propose

from .model import Assignment, Bell, School, Team, TeamSupport

_DAYS = ("Tue", "Thu", "Mon", "Wed", "Fri")
_PURPOSE = {
    "grade": "We plan units together and look at the same student work.",
    "subject": "We agree what students should be able to do, and learn how from one another.",
    "ilt": "We decide what the school learns next, and make room for it.",
    "plc": "We tell one another what we are learning as principals, before we ask it of others.",
    "crew": "We solve what gets in the way of our work, together.",
    "other": "We make what we know useful to every classroom.",
}
_GOALS = {
    "grade": (
        "By June every student explains one solution a week in their own words, aloud or in writing.",
        "Each of us visits a colleague's reading lesson twice before spring, and we change one routine because of it.",
        "Three of four multilingual learners write a paragraph with a claim and a reason by May.",
    ),
    "subject": (
        "Students speak more than we do in every lesson we plan together; we count it twice a term.",
        "We use one common exit ticket each week and decide the next lesson from it.",
        "No student leaves a unit without having revised one piece of work.",
    ),
    "ilt": (
        "Every teacher has seen two colleagues teach by April, and says what came of it.",
        "We stop two programs this year, and give the minutes to teams.",
    ),
    "plc": ("Each of us has a colleague in the room once a term while leading a meeting, and hears what it was like.",),
    "crew": (
        "New colleagues have a partner for their first month, and know whom to call.",
        "We greet every student by name at the start of the day.",
        "We report what is broken the same day, and hear back within two.",
    ),
    "other": (
        "Each of us sits in a classroom once a month and tells the teacher what helped.",
        "Families get one answer, in their language, within two days.",
    ),
}
_OWN_GOALS = (
    "I ask before I advise, and end each debrief with the teacher's own next step.",
    "I open my door twice a month and say beforehand what may go wrong.",
    "I share the chair: by spring someone else prepares every second meeting.",
)
_HOW = {"crew": "solving", "ilt": "planning", "subject": "data", "grade": "planning", "other": "coaching"}


def make_teams(assignments: Sequence[Assignment], schools: Sequence[School], bells: Sequence[Bell],
               rng: Random) -> tuple[Team, ...]:  # fmt: skip
    """The teams of the district. Every person with a post belongs to one."""
    people = list(dict.fromkeys(one.person for one in assignments))
    place = {one.source_id: number for number, one in enumerate(schools, start=1)}
    number = {person: n for n, person in enumerate(people)}
    first: set[str] = set()
    posts = []
    for one in assignments:
        level = schools[place[one.school] - 1].level if one.school else ""
        posts.append(
            Post(
                number[one.person], place[one.school] if one.school else None, level, one.role, one.subject,
                one.grades, one.fte, one.begins, one.person not in first,
            )
        )  # fmt: skip
        first.add(one.person)
    begun = {number[one.person]: one.begins for one in assignments}
    ends = _ends_of_days(bells)
    made = [_team(one, schools, people, begun, ends, rng) for one in propose(posts, [], [])]
    heads = {one.school: one.person for one in assignments if one.role == "principal"}
    return tuple(_leadership(made, schools, heads, ends, rng))


def _team(one: Proposal, schools: Sequence[School], people: Sequence[str], begun: Mapping[int, object],
          ends: Mapping[str, Mapping[str, int]], rng: Random) -> Team:  # fmt: skip
    school = schools[one.school - 1].source_id if one.school else ""
    leads = one.leads or (min(one.members, key=lambda person: (str(begun[person]), person)),)
    members = [person for person in one.members if person not in leads]
    supporters = one.supporters or leads
    day = rng.choice([label for label in _DAYS if label in ends.get(school, _DAYS)] or sorted(ends[school]))
    start = ends[school][day] + 10 if school in ends else rng.choice((560, 570, 780))
    how = _HOW.get(one.kind, "coaching")
    support = [TeamSupport(people[n], how, rng.choice((1, 2, 2, 4)), rng.choice((30, 45, 45, 60))) for n in supporters]
    own = [(people[n], rng.choice(_OWN_GOALS)) for n in leads if one.kind != "crew" and rng.random() < 0.6]
    return Team(
        one.key, school, one.kind, one.words, _PURPOSE[one.kind], rng.choice(_GOALS[one.kind]),
        tuple(people[n] for n in leads), tuple(people[n] for n in members),
        tuple(people[n] for n in one.supporters), tuple(support), day, start, start + 45, tuple(own),
    )  # fmt: skip


def _leadership(made: Sequence[Team], schools: Sequence[School], heads: Mapping[str, str],
                ends: Mapping[str, Mapping[str, int]], rng: Random) -> list[Team]:  # fmt: skip
    """The leadership team of each school: the principal, the titled leaders and some who lead a team of teachers."""
    found = [team for team in made if team.kind != "ilt"]
    for school in schools:
        here = [team for team in made if team.school == school.source_id]
        there = next((team for team in here if team.kind == "ilt"), None)
        titled = there.members if there else ()
        leading = [team.leads[0] for team in here if team.kind in ("grade", "subject")][:4]
        head = heads[school.source_id]
        members = tuple(person for person in dict.fromkeys((*titled, *leading)) if person != head)
        day = rng.choice(sorted(ends[school.source_id]))
        start = ends[school.source_id][day] + 10
        found.append(
            Team(
                "ilt", school.source_id, "ilt", ("ilt",), _PURPOSE["ilt"], rng.choice(_GOALS["ilt"]), (head,), members,
                (), (TeamSupport(head, "planning", 2, 60),), day, start, start + 60, (),
            )
        )  # fmt: skip
    return found


def _ends_of_days(bells: Sequence[Bell]) -> dict[str, dict[str, int]]:
    """School -> day of the regular bells -> when the last class ends, in minutes."""
    found: dict[str, dict[str, int]] = {}
    for bell in bells:
        if bell.schedule == "Regular" and bell.kind == "class":
            hours, minutes = bell.end.split(":")
            days = found.setdefault(bell.school, {})
            days[bell.day] = max(days.get(bell.day, 0), int(hours) * 60 + int(minutes))
    return found

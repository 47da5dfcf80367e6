"""The organization chart of a school or the district's own office: exactly the people who work there today.

It says who leads and who supports, from assignments and teams. Who evaluates whom is nobody's chart.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.core.teams import Drawing, draw
from staffroom.people.models import Assignment, AssignmentRole, School, Staff
from staffroom.spine.access import Actor
from staffroom.spine.files.tables import Table
from staffroom.trust.queries import holding as assigned_on
from staffroom.trust.queries.relations import ADMINISTRATORS

from .. import rules
from ..models import Membership, Team, holding
from .pages import school_by
from .reading import Whole, by_staff, teams_on, today_of, whole

ROLE_SENTENCES = {
    AssignmentRole.PRINCIPAL: gettext_lazy(
        "Leads the school, its leadership team and the conditions for learning together."
    ),
    AssignmentRole.ASSISTANT_PRINCIPAL: gettext_lazy(
        "Leads the school together with the principal and supports teams."
    ),
    AssignmentRole.TEACHER: gettext_lazy("Teaches, and learns with a team."),
    AssignmentRole.TEACHER_LEADER: gettext_lazy(
        "Teaches and leads colleagues' learning: coaching, planning, debriefs."
    ),
    AssignmentRole.SPECIALIST: gettext_lazy("Brings a field of knowledge to several teams or schools."),
    AssignmentRole.COUNSELOR: gettext_lazy("Counsels students and works with their teachers."),
    AssignmentRole.CENTRAL: gettext_lazy("Works for all schools: time, money, materials and learning of adults."),
    AssignmentRole.IT: gettext_lazy("Keeps devices and systems running."),
    AssignmentRole.AIDE: gettext_lazy("Works beside teachers with students, one by one or in small groups."),
    AssignmentRole.OFFICE: gettext_lazy("Keeps the school's office: families, records, the day as it runs."),
    AssignmentRole.FOOD: gettext_lazy("Cooks and serves, and knows every child at the counter."),
    AssignmentRole.BUS: gettext_lazy("Brings students to school and home, safely."),
    AssignmentRole.CUSTODIAN: gettext_lazy("Keeps rooms and grounds safe and ready."),
    AssignmentRole.NURSE: gettext_lazy("Looks after students' health."),
    AssignmentRole.PSYCHOLOGIST: gettext_lazy("Assesses and supports students, and advises their teachers."),
    AssignmentRole.OTHER: gettext_lazy("Works for the school."),
}
LEAD_SENTENCE = gettext_lazy("Leads a team: prepares its meetings, keeps its goal in sight, and speaks for it.")


@dataclass(frozen=True, slots=True)
class Post:
    """One person on the chart with the words of the post, and their part in the unit."""

    person: Staff
    title: str
    role: str
    leads: bool = False


@dataclass(slots=True)
class Unit:
    """A team on the chart, or those who belong to none. ``vacant``: lines of work that nobody holds."""

    name: str
    url_id: str = ""
    people: list[Post] = field(default_factory=list)
    vacant: list[str] = field(default_factory=list)
    support: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chart:
    """Heads, and below them the units. Every person stands on it once."""

    school: School | None
    heads: list[Post]
    vacant_heads: list[str]
    units: list[Unit]

    @property
    def people(self) -> list[Staff]:
        return [one.person for one in (*self.heads, *(post for unit in self.units for post in unit.people))]

    @property
    def vacancies(self) -> int:
        return len(self.vacant_heads) + sum(len(unit.vacant) for unit in self.units)

    @property
    def roles(self) -> list[tuple[str, str, int]]:
        """The roles on this chart with a sentence each and how many hold them."""
        counted = Counter(one.role for one in (*self.heads, *(post for unit in self.units for post in unit.people)))
        names = dict(AssignmentRole.choices)
        told = [(str(names[role]), str(ROLE_SENTENCES[AssignmentRole(role)]), n) for role, n in counted.most_common()]
        leads = sum(post.leads for unit in self.units for post in unit.people)
        return [*told, (_("Team lead"), str(LEAD_SENTENCE), leads)] if leads else told

    @property
    def drawing(self) -> Drawing:
        heads = [[(str(one.person), "name"), (one.title, "part")] for one in self.heads]
        heads += [[(line, "vacant")] for line in self.vacant_heads]
        return draw(heads, [_words(unit) for unit in self.units])


def _words(unit: Unit) -> list[tuple[str, str]]:
    lines = [(unit.name, "unit"), *((line, "vacant") for line in unit.vacant)]
    for one in unit.people:
        lines.append(
            (
                _("%(name)s, leads") % {"name": one.person} if one.leads else str(one.person),
                "name" if one.leads else "part",
            )
        )
    return lines


def chart(actor: Actor, school: School | None) -> Chart:
    """The chart of a school; None: of the district's own office. Six queries."""
    rules.read_teams(actor)
    day = today_of(actor)
    held = Assignment.objects.filter(assigned_on(day), staff__active=True).select_related("staff", "school")
    posts: dict[int, Assignment] = {}
    for one in held.filter(school=school).order_by("-primary", "-fte", "id"):
        posts.setdefault(one.staff_id, one)
    people = {pk: Post(one.staff, one.title or str(one.get_role_display()), one.role) for pk, one in posts.items()}
    if school is None:
        everywhere = Assignment.objects.filter(assigned_on(day)).values("staff_id")
        for person in Staff.objects.filter(active=True).exclude(pk__in=everywhere):
            people[person.pk] = Post(person, _("no post in the roster"), AssignmentRole.OTHER)
    theirs = Membership.objects.filter(holding(day), staff_id__in=people).values("team_id")
    teams = teams_on(day).filter(Q(school=school) | Q(pk__in=theirs))
    return _arranged(school, people, whole(teams, day))


def _arranged(school: School | None, people: dict[int, Post], teams: dict[int, Whole]) -> Chart:
    heads = [pk for pk, one in people.items() if school is not None and one.role in ADMINISTRATORS]
    if school is None:
        heads = [pk for pk, one in people.items() if "superintendent" in one.title.casefold()]
    rank = {AssignmentRole.PRINCIPAL: 0}
    heads.sort(
        key=lambda pk: (
            rank.get(AssignmentRole(people[pk].role), 1),
            people[pk].title.casefold().startswith("assistant"),
            pk,
        )
    )
    vacant = []
    if school is not None and all(people[pk].role != AssignmentRole.PRINCIPAL for pk in heads):
        vacant = [_("Vacant: principal")]
    rest = {pk: one for pk, one in people.items() if pk not in heads}
    units = _units(school, rest, teams)
    return Chart(school, [people[pk] for pk in heads], vacant, units)


def _units(school: School | None, rest: dict[int, Post], teams: dict[int, Whole]) -> list[Unit]:
    """Each person in one unit: the team at this school they lead, else belong to; those of no team together."""
    held = by_staff([one for each in teams.values() for one in each.people if one.part in rules.PARTS_THAT_BELONG])
    inside: dict[int | None, list[Post]] = defaultdict(list)
    for pk, post in rest.items():
        mine = [one for one in held.get(pk, ()) if teams[one.team_id].team.kind != Team.Kind.ILT]
        here = [one for one in mine if teams[one.team_id].team.school_id == (school.pk if school else None)]
        first = min(here or mine or held.get(pk, ()), key=lambda one: (one.part != "lead", one.team_id), default=None)
        leads = first is not None and first.part == "lead"
        inside[first.team_id if first else None].append(Post(post.person, post.title, post.role, leads))
    own = [pk for pk, one in teams.items() if one.team.school_id == (school.pk if school else None)]
    shown = [pk for pk in (*own, *inside) if pk is not None and (inside[pk] or teams[pk].team.kind != Team.Kind.ILT)]
    units = [_unit(teams[pk], inside[pk]) for pk in dict.fromkeys(shown) if inside[pk] or teams[pk].team.school_id]
    units.sort(key=lambda unit: unit.name)
    if inside[None]:
        units.append(Unit(_("In no team yet"), people=_in_order(inside[None])))
    return units


def _unit(one: Whole, posts: list[Post]) -> Unit:
    support = [f"{who}: {how}" if how else str(who) for who, how in one.how_supported]
    unit = Unit(one.team.name, one.team.public_id, _in_order(posts), support=support)
    if not one.leads:
        unit.vacant.append(_("Vacant: team lead"))
    return unit


def _in_order(posts: list[Post]) -> list[Post]:
    return sorted(posts, key=lambda one: (not one.leads, one.person.family.casefold(), one.person.given))


def chart_page(actor: Actor, school_id: str) -> dict[str, Any]:
    """A chart, and the schools to choose from. ``office`` is the district's own; without a word the reader's school."""
    schools = list(School.objects.filter(active=True))
    if not school_id:
        school_id = next((one.public_id for one in schools if one.pk in actor.schools), "office")
    shown = chart(actor, None if school_id == "office" else school_by(school_id))
    return {"chart": shown, "schools": schools, "chosen": school_id}


def chart_table(actor: Actor, school_id: str) -> Table:
    """The chart as rows: unit, person, post, part."""
    shown: Chart = chart_page(actor, school_id)["chart"]
    columns = [_("Unit"), _("Name"), _("Post"), _("Part")]
    rows = [[_("Heads"), str(one.person), one.title, ""] for one in shown.heads]
    rows += [[_("Heads"), "", line, ""] for line in shown.vacant_heads]
    for unit in shown.units:
        rows += [[unit.name, "", line, ""] for line in unit.vacant]
        rows += [[unit.name, str(one.person), one.title, _("Leads") if one.leads else ""] for one in unit.people]
    return Table("organization-chart", columns, rows)

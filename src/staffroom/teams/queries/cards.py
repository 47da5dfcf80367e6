"""Whose card is complete, who lacks what, and what would mend it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.people.models import Assignment, School, Staff
from staffroom.spine.access import Actor
from staffroom.spine.files.tables import Table
from staffroom.trust.queries import holding as assigned_on

from .. import rules
from ..models import Membership, Team
from .reading import Whole, by_staff, teams_on, today_of, whole

LACKS = {
    "team": gettext_lazy("No team"),
    "support": gettext_lazy("Nobody says how the team is supported"),
    "goal": gettext_lazy("The team has no goal yet"),
    "time": gettext_lazy("The team has no time to meet"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """How one person's card stands: the team that is nearest to complete, and what it lacks."""

    person: Staff
    team: Whole | None

    @property
    def lacks(self) -> list[str]:
        return ["team"] if self.team is None else self.team.lacks


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a school, or of all."""

    cards: list[Card]

    @property
    def complete(self) -> int:
        return sum(not card.lacks for card in self.cards)

    @property
    def without_team(self) -> list[Staff]:
        return [card.person for card in self.cards if card.team is None]

    @property
    def open_teams(self) -> list[Whole]:
        """Teams that keep somebody's card from being complete, each once."""
        found = {card.team.team.pk: card.team for card in self.cards if card.team and card.lacks}
        return sorted(found.values(), key=lambda one: (str(one.team.school or ""), one.team.name))


def schools_to_see(actor: Actor) -> list[School]:
    """The schools whose cards the actor looks after."""
    rules.make_teams(actor)
    schools = School.objects.filter(active=True)
    return list(schools if rules.sees_all_schools(actor) else schools.filter(pk__in=actor.leads))


def school_chosen(actor: Actor, public_id: str, schools: list[School]) -> School | None:
    """The school that the address names; without one a principal's own, for the central office all. Http404 else."""
    if not public_id:
        return None if rules.sees_all_schools(actor) else schools[0]
    found = next((one for one in schools if one.public_id == public_id), None)
    if found is None:
        raise Http404
    return found


def _staff_of(actor: Actor, school: School | None) -> QuerySet[Staff]:
    people = Staff.objects.filter(active=True)
    if school is None:
        return people
    held = Assignment.objects.filter(assigned_on(today_of(actor)), school=school)
    return people.filter(pk__in=held.values("staff_id"))


def cards(actor: Actor, school: School | None) -> Cards:
    """The card of everybody at a school; None: in the district. Six queries, however many people."""
    day = today_of(actor)
    people = list(_staff_of(actor, school))
    teams = whole(teams_on(day), day)
    held = by_staff([one for each in teams.values() for one in each.people if one.part in rules.PARTS_THAT_BELONG])
    return Cards([Card(one, _best([teams[m.team_id] for m in held.get(one.pk, ())])) for one in people])


def _best(teams: list[Whole]) -> Whole | None:
    """The team that lacks least; of two, one that is not the leadership team."""
    return min(teams, key=lambda one: (len(one.lacks), one.team.kind == Team.Kind.ILT, one.team.pk), default=None)


def cards_page(actor: Actor, school_id: str) -> dict[str, Any]:
    """N of M, who lacks what, and the one tap that mends it."""
    schools = schools_to_see(actor)
    school = school_chosen(actor, school_id, schools)
    found = cards(actor, school)
    return {
        "cards": found,
        "total": len(found.cards),
        "complete": found.complete,
        "alone": found.without_team[:ALONE_SHOWN],
        "more_alone": max(0, len(found.without_team) - ALONE_SHOWN),
        "open_teams": [(one, _missing(one), _suggested(one)) for one in found.open_teams],
        "schools": schools,
        "school": school,
        "all_schools": rules.sees_all_schools(actor),
    }  # fmt: skip


ALONE_SHOWN = 40


def _missing(one: Whole) -> list[tuple[str, str]]:
    return [(name, str(LACKS[name])) for name in one.lacks]


def _suggested(one: Whole) -> Staff | None:
    """Who would support a team by one tap: somebody who has that part already, else whoever leads it."""
    return next(iter([*one.supporters, *one.leads]), None)


def cards_table(actor: Actor, school_id: str) -> Table:
    """Everybody's card as a row."""
    schools = schools_to_see(actor)
    found = cards(actor, school_chosen(actor, school_id, schools))
    columns = [_("Name"), _("Team"), _("Supported by"), _("How"), _("Goal"), _("When"), _("Missing")]
    return Table("team-cards", columns, [_row(card) for card in found.cards])


def _row(card: Card) -> list[object]:
    missing = "; ".join(str(LACKS[name]) for name in card.lacks)
    if card.team is None:
        return [str(card.person), "", "", "", "", "", missing]
    one = card.team
    told = one.how_supported
    return [
        str(card.person), one.team.name, "; ".join(str(who) for who, _how in told),
        "; ".join(how for _who, how in told if how), one.goal.text if one.goal else "", "; ".join(one.when), missing,
    ]  # fmt: skip


def teams_table(actor: Actor, shown: list[Whole]) -> Table:
    """The list of teams, one row a person in it. Goals only for whoever may read them."""
    reads = rules.read_team_goal.allows(actor, Team(district_id=actor.district_id))
    columns = [_("Team"), _("Kind"), _("School"), _("Name"), _("Part"), _("When"), *([_("Goal")] if reads else [])]
    rows = [_of_team(one, each, reads) for one in shown for each in one.people]
    return Table("teams", columns, rows)


def _of_team(one: Whole, each: Membership, reads: bool) -> list[object]:
    told = [one.team.name, one.team.get_kind_display(), str(one.team.school or _("The whole district"))]
    row: list[object] = [*told, str(each.staff), each.get_part_display(), "; ".join(one.when)]
    return [*row, one.goal.text if one.goal else ""] if reads else row

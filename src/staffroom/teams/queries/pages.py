"""What one page of teams needs, in one call."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.people.models import School, Staff
from staffroom.people.queries import directory
from staffroom.spine.access import Actor
from staffroom.timetable.queries.days import calendars
from staffroom.trust.queries import stands_over

from .. import rules
from ..models import OwnGoal, PersonalSupport, Team
from .calendar import team_feed_url
from .reading import (
    WEEKDAYS,
    Whole,
    day_in_words,
    has_ended,
    own_goals_of,
    parts_of,
    support_in_words,
    team_for,
    teams_on,
    today_of,
    whole,
)
from .together import MINUTES, time_together

SHORTEST = 2
MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Filter:
    """Which teams a list shows: school (public id, or ``none`` for the district's own), kind."""

    school: str = ""
    kind: str = ""


def team_list(actor: Actor, wanted: Filter) -> list[Whole]:
    """The teams of the district that fit. Five queries at most."""
    rules.read_teams(actor)
    day = today_of(actor)
    found = teams_on(day)
    if wanted.school == "none":
        found = found.filter(school=None)
    elif wanted.school:
        found = found.filter(school__public_id=wanted.school)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    shown = whole(found.order_by("school__name", "name", "id"), day)
    return list(shown.values())


def teams_page(actor: Actor, wanted: Filter) -> dict[str, Any]:
    """The list of teams. Without a filter it shows the reader's own school, so that nobody scrolls through hundreds."""
    schools = list(School.objects.filter(active=True))
    home = next((school.public_id for school in schools if school.pk in actor.schools), "none")
    chosen = Filter(wanted.school or home, wanted.kind)
    mine = parts_of(actor.staff_id, today_of(actor))
    return {
        "teams": team_list(actor, chosen),
        "wanted": chosen,
        "schools": schools,
        "kinds": Team.Kind.choices,
        "mine": mine,
        "may_make": rules.make_teams.allows(actor),
        "reads_goals": rules.read_team_goal.allows(actor, Team(district_id=actor.district_id)),
    }


def team_page(actor: Actor, public_id: str, *, search: str = "") -> dict[str, Any]:
    """One team: its people, support, times and goals, and what the reader may change. ``search``: a name to add."""
    team, part = team_for(actor, public_id)
    day = today_of(actor)
    shown = whole([team], day)[team.pk]
    may_change = rules.change_team.allows(actor, team, part) and not has_ended(team, day)
    goals = own_goals_of(team)
    here = {one.staff_id: one.part for one in shown.people}
    asks = may_change and not shown.slots
    return {
        "whole": shown,
        "team": team,
        "part": part,
        "ended": has_ended(team, day),
        "may_change": may_change,
        "may_reopen": has_ended(team, day) and rules.change_team.allows(actor, team, part),
        "may_goal": rules.set_team_goal.allows(actor, team, part) and not has_ended(team, day),
        "reads_goal": rules.read_team_goal.allows(actor, team, part),
        "own_goals": [one for one in goals if one.staff_id in here and _reads_of_another(actor, one, team, part)],
        "my_goal": next((g for g in goals if g.staff_id == actor.staff_id), None),
        "may_own": rules.write_own_goal.allows(actor, team, part) and not has_ended(team, day),
        "search": search,
        "found": people_to_add(actor, search, here) if may_change else [],
        "days": day_choices(team),
        "together": time_together(shown) if asks else None,
        "meeting_minutes": MINUTES,
        "feed": team_feed_url(actor, team) if part and not has_ended(team, day) else "",
        "supporting": [one.staff for one in shown.people if one.part in ("lead", "supporter")],
    }  # fmt: skip


def _reads_of_another(actor: Actor, goal: OwnGoal, team: Team, part: str) -> bool:
    if goal.staff_id == actor.staff_id:
        return False
    try:
        rules.read_own_goal(actor, goal, team, part)
    except Http404:
        return False
    return True


def people_to_add(actor: Actor, search: str, here: dict[int, str]) -> list[tuple[Staff, str]]:
    """People by name, with the part they have in the team already."""
    if len(search.strip()) < SHORTEST:
        return []
    found = directory(actor, search=search).page.object_list[:MOST_FOUND]
    return [(person, here.get(person.pk, "")) for person in found]


def person_to_add(public_id: str) -> Staff:
    """Somebody who works in the district, by public id. Http404 for nobody."""
    found = Staff.objects.filter(active=True, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def day_choices(team: Team) -> list[tuple[str, str]]:
    """The days on which a team can meet: weekdays, and the cycle days of its school."""
    cycle = calendars([team.school_id])[team.school_id].cycle if team.school_id else ()
    return [(label, day_in_words(label)) for label in (*WEEKDAYS, *cycle)]


def team_to_change(actor: Actor, public_id: str) -> Team:
    """A team that the actor may change. Raises Http404 or Forbidden."""
    team, part = team_for(actor, public_id)
    rules.change_team(actor, team, part)
    return team


def team_whose_goal_i_set(actor: Actor, public_id: str) -> Team:
    """A team whose goal the actor may write. Raises Http404 or Forbidden."""
    team, part = team_for(actor, public_id)
    rules.set_team_goal(actor, team, part)
    return team


def team_whose_rhythm_i_keep(actor: Actor, public_id: str) -> Team:
    """A team whose meetings the actor speaks of. Raises Http404 or Forbidden."""
    team, part = team_for(actor, public_id)
    rules.keep_rhythm(actor, team, part)
    return team


def team_where_i_lead(actor: Actor, public_id: str) -> Team:
    """A team in which the actor may write an own goal. Raises Http404 or Forbidden."""
    team, part = team_for(actor, public_id)
    rules.write_own_goal(actor, team, part)
    return team


def school_choices(actor: Actor) -> list[tuple[str, str]]:
    """Where the actor may make a team: public id and name; the district's own has an empty id."""
    schools = School.objects.filter(active=True)
    if rules.sees_all_schools(actor):
        return [*((one.public_id, one.name) for one in schools), ("", _("The whole district"))]
    return [(one.public_id, one.name) for one in schools.filter(pk__in=actor.leads)]


def school_by(public_id: str) -> School | None:
    """A school by public id; None for an empty one. Http404 for an unknown one."""
    if not public_id:
        return None
    found = School.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


# --- My card ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardTeam:
    """One of my teams on my card, and my own goal in it."""

    whole: Whole
    part: str
    my_goal: OwnGoal | None

    @property
    def others(self) -> list[Staff]:
        return [*self.whole.leads, *self.whole.members]


def my_card(actor: Actor) -> dict[str, Any]:
    """My teams, who supports me and how, towards which goal, when we meet. A fixed number of queries."""
    rules.have_card(actor)
    day = today_of(actor)
    parts = parts_of(actor.staff_id, day)
    teams = whole(teams_on(day).filter(pk__in=parts).order_by("name"), day)
    goals = {one.team_id: one for one in OwnGoal.objects.filter(staff_id=actor.staff_id, team_id__in=parts)}
    cards = [CardTeam(one, parts[pk], goals.get(pk)) for pk, one in teams.items()]
    mine = [card for card in cards if card.part in rules.PARTS_THAT_BELONG]
    return {
        "cards": sorted(mine, key=lambda card: card.whole.team.kind == Team.Kind.ILT),
        "supporting": [card for card in cards if card.part == "supporter"],
        "personal": personal_supports(actor),
        "complete": any(not card.whole.lacks for card in mine),
        "day": day,
    }


def personal_supports(actor: Actor) -> list[tuple[PersonalSupport, str]]:
    """Who supports me besides my teams, and whom I support: only the two of us know.

    Whoever has come to evaluate a person, or to lead their school, is not told of them any more. Three queries.
    """
    about = Q(staff_id=actor.staff_id) | Q(supporter_id=actor.staff_id, staff__active=True)
    rows = list(PersonalSupport.objects.filter(about).select_related("staff", "supporter"))
    over = stands_over({pk for one in rows for pk in (one.staff_id, one.supporter_id)}, today_of(actor))
    return [(one, support_in_words(one)) for one in rows if (actor.staff_id, one.staff_id) not in over]


def support_page(actor: Actor, search: str, who: str) -> dict[str, Any]:
    """Finding the colleague who supports me besides my teams, and the one who was chosen."""
    rules.have_card(actor)
    chosen = Staff.objects.filter(active=True, public_id=who).exclude(pk=actor.staff_id).first() if who else None
    found = [] if len(search.strip()) < SHORTEST else directory(actor, search=search).page.object_list[:MOST_FOUND]
    return {"search": search, "found": [one for one in found if one.pk != actor.staff_id], "who": chosen}


def team_line(actor: Actor) -> dict[str, Any] | None:
    """What the page of today says about my team; None for whoever has none."""
    if actor.staff_id is None:
        return None
    day = today_of(actor)
    parts = {pk: part for pk, part in parts_of(actor.staff_id, day).items() if part in rules.PARTS_THAT_BELONG}
    if not parts:
        return None
    teams = list(whole(teams_on(day).filter(pk__in=parts).order_by("name"), day).values())
    first = min(teams, key=lambda one: one.team.kind == Team.Kind.ILT)
    return {"team": first.team, "when": first.when, "goal": first.goal, "more": len(teams) - 1}

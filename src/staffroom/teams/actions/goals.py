"""The goal of a team, and each member's own."""

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import OwnGoal, TeamGoal
from . import common

PUBLISHED = audit.declare("teams.own_goal_published", gettext_lazy("{who} published an own goal to a team."))
WITHDRAWN = audit.declare("teams.own_goal_withdrawn", gettext_lazy("{who} withdrew an own goal."))


@action
def set_goal(*, by: Actor, now: datetime, team_id: str, text: str) -> TeamGoal:
    """What the team wants to reach together. The one before ends today and stays in the history."""
    team, part = common.locked(by, team_id)
    rules.set_team_goal(by, team, part)
    today = queries.today_of(by)
    rules.is_there(team, queries.has_ended(team, today))
    clean = rules.check_text(text, rules.MOST_TEXT, _("The goal"))
    current = TeamGoal.objects.filter(team=team, ends=None).first()
    if current is None or current.begins != today:
        if current is not None:
            current.ends = today
            current.save(update_fields=["ends"])
        current = TeamGoal(district_id=by.district_id, team=team, begins=today)
    current.text = clean
    current.save()
    common.note(common.GOAL, by, now, team)
    return current


@action
def save_own_goal(*, by: Actor, now: datetime, team_id: str, text: str, publish: bool) -> OwnGoal:
    """How I want to lead in this team: a draft of mine, or published to the team and its school."""
    team, part = common.locked(by, team_id)
    rules.write_own_goal(by, team, part)
    rules.is_there(team, queries.has_ended(team, queries.today_of(by)))
    clean = rules.check_text(text, rules.MOST_TEXT, _("Your goal"))
    goal = OwnGoal.objects.filter(team=team, staff_id=by.staff_id).first() or OwnGoal(
        district_id=by.district_id, team=team, staff_id=by.staff_id
    )
    was = goal.state if goal.pk else OwnGoal.State.DRAFT
    goal.state = OwnGoal.State.PUBLISHED if publish else OwnGoal.State.DRAFT
    goal.text, goal.updated = clean, now
    goal.save()
    if publish and was != OwnGoal.State.PUBLISHED:
        _note(PUBLISHED, by, now, goal)
    elif was == OwnGoal.State.PUBLISHED and not publish:
        _note(WITHDRAWN, by, now, goal)
    else:
        common.note_private(by, now)
    return goal


@action
def withdraw_own_goal(*, by: Actor, now: datetime, team_id: str) -> OwnGoal:
    """Nobody but me reads my goal any more, from the next request on. Also when I have left the team."""
    team, _part = common.locked(by, team_id)
    goal = OwnGoal.objects.filter(team=team, staff_id=by.staff_id).first() if by.staff_id else None
    if goal is None:
        raise Http404
    if goal.state == OwnGoal.State.PUBLISHED:
        goal.state, goal.updated = OwnGoal.State.WITHDRAWN, now
        goal.save(update_fields=["state", "updated"])
        _note(WITHDRAWN, by, now, goal)
    return goal


def _note(kind: str, by: Actor, now: datetime, goal: OwnGoal) -> None:
    audit.record(
        kind,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=goal.public_id,
        subject=by.staff_id,
        facts={"who": by.name},
    )

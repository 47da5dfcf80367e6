"""Making, changing and ending teams."""

from datetime import datetime

from django.utils.translation import gettext as _

from staffroom.people.models import School
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import Team
from . import common


@action
def new_team(
    *, by: Actor, now: datetime, name: str, kind: str, purpose: str = "", school: School | None = None
) -> Team:
    """A team made by hand. Raises Forbidden, and Refused when such a team is there."""
    rules.make_team_at(by, school.pk if school else None)
    team = Team(district_id=by.district_id, school=school, kind=kind, begins=queries.today_of(by))
    _fill(team, by, name, purpose)
    team.save()
    common.note(common.MADE, by, now, team)
    return team


def _fill(team: Team, by: Actor, name: str, purpose: str) -> None:
    team.name = rules.check_text(name, 120, _("The name"))
    team.purpose = rules.check_text(purpose, rules.MOST_PURPOSE, _("The purpose")) if purpose.strip() else ""
    same = queries.teams_on(queries.today_of(by)).filter(school=team.school, name__iexact=team.name)
    if same.exclude(pk=team.pk).exists():
        raise Refused(
            _("There is a team called “%(name)s” there already.") % {"name": team.name},
            _("Open that team, or choose another name."),
        )


@action
def edit_team(*, by: Actor, now: datetime, team_id: str, name: str, kind: str, purpose: str = "") -> Team:
    """Another name, kind or purpose."""
    team = common.to_change(by, team_id)
    _fill(team, by, name, purpose)
    team.kind = kind
    team.save(update_fields=["name", "kind", "purpose"])
    common.note(common.CHANGED, by, now, team)
    return team


@action
def end_team(*, by: Actor, now: datetime, team_id: str) -> Team:
    """From today the team is no more; nothing is deleted, and it can be opened again."""
    team = common.to_change(by, team_id)
    team.ends = queries.today_of(by)
    team.save(update_fields=["ends"])
    common.note(common.ENDED, by, now, team)
    return team


@action
def reopen_team(*, by: Actor, now: datetime, team_id: str) -> Team:
    """Undo of ending: the team is there again, with the people it had."""
    team, part = common.locked(by, team_id)
    rules.change_team(by, team, part)
    if queries.has_ended(team, queries.today_of(by)):
        if team.roster_key and _made_anew(team):
            team.roster_key = ""
        team.ends = None
        team.save(update_fields=["ends", "roster_key"])
        common.note(common.REOPENED, by, now, team)
    return team


def _made_anew(team: Team) -> bool:
    """Whether another team has been made from the same proposal meanwhile."""
    return Team.objects.filter(school=team.school, roster_key=team.roster_key, ends=None).exclude(pk=team.pk).exists()

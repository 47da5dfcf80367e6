"""What the writes of teams share: the team under its lock, and the line in the log."""

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor

from .. import queries, rules
from ..models import Team

CHANGED = audit.declare("teams.changed", gettext_lazy("{who} changed the team “{team}”."))
MADE = audit.declare("teams.made", gettext_lazy("{who} made the team “{team}”."))
ENDED = audit.declare("teams.ended", gettext_lazy("{who} ended the team “{team}”."))
REOPENED = audit.declare("teams.reopened", gettext_lazy("{who} opened the team “{team}” again."))
PART = audit.declare("teams.part", gettext_lazy("{who} changed who belongs to the team “{team}”."))
GOAL = audit.declare("teams.goal", gettext_lazy("{who} wrote the goal of the team “{team}”."))

PRIVATE = audit.declare("teams.private_record", gettext_lazy("Someone changed a record that only they can read."))


def note_private(by: Actor, now: datetime) -> None:
    """That something private changed: neither whose nor what."""
    audit.record(PRIVATE, district_id=by.district_id, at=now, actor=None)


def note(kind: str, by: Actor, now: datetime, team: Team, *, subject: int | None = None) -> None:
    """One line in the log: who, what, which team; ``subject`` is whom it is about."""
    audit.record(
        kind,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=team.public_id,
        subject=subject,
        facts={"who": by.name, "team": team.name},
    )


def locked(by: Actor, public_id: str) -> tuple[Team, str]:
    """A team as it is now, kept until the end of the transaction, and the actor's part in it."""
    if Team.objects.select_for_update().filter(public_id=public_id).first() is None:
        raise Http404
    return queries.team_for(by, public_id)


def to_change(by: Actor, public_id: str) -> Team:
    """A team that the actor may change and that has not ended. Raises Http404, Forbidden or Refused."""
    team, part = locked(by, public_id)
    rules.change_team(by, team, part)
    rules.is_there(team, queries.has_ended(team, queries.today_of(by)))
    return team

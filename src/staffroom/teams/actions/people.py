"""Who belongs to a team."""

from datetime import datetime

from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import queries
from ..models import Membership, Support, Team
from . import common


@action
def set_part(*, by: Actor, now: datetime, team_id: str, staff_id: str, part: str) -> Team:
    """Give somebody a part in a team from today, another one, or (an empty ``part``) none. Ids are public ids."""
    team = common.to_change(by, team_id)
    person = queries.person_to_add(staff_id)
    if part and part not in Membership.Part.values:
        raise Refused(_("This is no part in a team."), _("Choose: member, leads or supports."))
    held = Membership.objects.filter(team=team, staff=person, ends=None).first()
    if (held.part if held else "") == part:
        return team
    today = queries.today_of(by)
    if held:
        _end(held, team, today, keeps_supporting=part in ("lead", "supporter"))
    if part:
        Membership(district_id=by.district_id, team=team, staff=person, part=part, begins=today).save()
    common.note(common.PART, by, now, team, subject=person.pk)
    return team


def _end(held: Membership, team: Team, today: object, *, keeps_supporting: bool) -> None:
    """What began today is taken back whole; what held before ends today, and so does how they supported."""
    if held.begins == today:
        held.delete()
    else:
        held.ends = today
        held.save(update_fields=["ends"])
    if not keeps_supporting:
        Support.objects.filter(team=team, supporter_id=held.staff_id, ends=None).update(ends=today)

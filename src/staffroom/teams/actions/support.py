"""Who supports a team, or one person, how and how often."""

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.trust.queries import can_be_shared_with

from .. import queries, rules
from ..models import How, Membership, PersonalSupport, Support, Team
from . import common


def _check(how: str, every_weeks: int, minutes: int) -> None:
    if how not in How.values:
        raise Refused(_("This is no kind of support we know."), _("Choose one of the list."))
    rules.check_rhythm(every_weeks, minutes)


@action
def add_support(
    *, by: Actor, now: datetime, team_id: str, staff_id: str, how: str, every_weeks: int, minutes: int
) -> Support:
    """Say how somebody supports a team. Who has no part in it yet becomes a supporter; a member cannot be one."""
    team = common.to_change(by, team_id)
    person = queries.person_to_add(staff_id)
    _check(how, every_weeks, minutes)
    today = queries.today_of(by)
    held = Membership.objects.filter(team=team, staff=person, ends=None).first()
    if held is not None and held.part == Membership.Part.MEMBER:
        raise Refused(
            _("%(name)s is a member of this team.") % {"name": person},
            _("Say first that %(name)s leads or supports it, then how.") % {"name": person},
        )
    if held is None:
        Membership(district_id=by.district_id, team=team, staff=person, part="supporter", begins=today).save()
    told = Support.objects.filter(team=team, supporter=person, how=how, ends=None).first() or Support(
        district_id=by.district_id, team=team, supporter=person, how=how, begins=today
    )
    told.every_weeks, told.minutes = every_weeks, minutes
    told.save()
    common.note(common.CHANGED, by, now, team, subject=person.pk)
    return told


@action
def end_support(*, by: Actor, now: datetime, team_id: str, support_id: str) -> Team:
    """From today this support is no more. The part in the team stays."""
    team = common.to_change(by, team_id)
    found = Support.objects.filter(team=team, public_id=support_id, ends=None).first()
    if found is None:
        raise Http404
    found.ends = queries.today_of(by)
    found.save(update_fields=["ends"])
    common.note(common.CHANGED, by, now, team, subject=found.supporter_id)
    return team


@action
def add_personal_support(
    *, by: Actor, now: datetime, staff_id: str, how: str, every_weeks: int, minutes: int
) -> PersonalSupport:
    """Say who supports me besides my teams: the two of us know. Never whoever evaluates me or leads my school."""
    rules.have_card(by)
    person = queries.person_to_add(staff_id)
    _check(how, every_weeks, minutes)
    today = queries.today_of(by)
    if not can_be_shared_with(by.staff_id or 0, today).filter(pk=person.pk).exists():
        raise Refused(
            _("%(name)s cannot be named here: you yourself, whoever evaluates you, leads your school or works only "
              "for the central office or IT.") % {"name": person},
            _("Choose a colleague whose help stays between the two of you."),
        )  # fmt: skip
    told = PersonalSupport.objects.filter(staff_id=by.staff_id, supporter=person).first() or PersonalSupport(
        district_id=by.district_id, staff_id=by.staff_id, supporter=person
    )
    told.how, told.every_weeks, told.minutes, told.begins = how, every_weeks, minutes, today
    told.save()
    common.note_private(by, now)
    return told


@action
def end_personal_support(*, by: Actor, now: datetime, support_id: str) -> None:
    """Take it off the card: whose card it is. Nothing of it is kept."""
    rules.have_card(by)
    found = PersonalSupport.objects.filter(staff_id=by.staff_id, public_id=support_id).first()
    if found is None:
        raise Http404
    found.delete()
    common.note_private(by, now)

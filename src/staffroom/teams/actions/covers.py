"""Who could step in for a role: asked by whoever keeps it, known to the asked person alone until they agree."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.people.models import Staff
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import Role, RoleCover, RoleHolding
from . import common
from .roles import note, role_locked

AGREED = audit.declare("teams.cover_agreed", gettext_lazy("{who} agreed to step in for the role “{role}”."))


@action
def ask_cover(*, by: Actor, now: datetime, role_id: str, staff_id: str) -> RoleCover:
    """Ask a colleague whether they could step in. Who was asked before, or had agreed, is asked no more."""
    role = role_locked(by, role_id)
    person = queries.person_to_add(staff_id)
    _can_step_in(role, person)
    RoleCover.objects.filter(role=role).delete()
    cover = RoleCover(district_id=by.district_id, role=role, staff=person, asked=now)
    cover.save()
    common.note_private(by, now)
    mails.tell_cover_asked(cover, now=now)
    return cover


def _can_step_in(role: Role, person: Staff) -> None:
    if RoleHolding.objects.filter(role=role, staff=person, ends=None).exists():
        raise Refused(
            _("%(name)s holds this role, so somebody else must be able to step in.") % {"name": person},
            _("Choose another colleague."),
        )


@action
def end_cover(*, by: Actor, now: datetime, role_id: str) -> Role:
    """Nobody is asked any more, and nobody is to step in."""
    role = role_locked(by, role_id)
    RoleCover.objects.filter(role=role).delete()
    common.note_private(by, now)
    return role


@action
def agree_to_cover(*, by: Actor, now: datetime, cover_id: str) -> RoleCover:
    """I could step in: from now on whoever keeps the role, and whoever holds it, see my name."""
    cover = queries.cover_for(by, cover_id)
    if cover.accepted is None:
        cover.accepted = now
        cover.save(update_fields=["accepted"])
        note(AGREED, by, now, cover.role, subject=by.staff_id)
    return cover


@action
def decline_cover(*, by: Actor, now: datetime, cover_id: str) -> None:
    """No, or no longer: nothing of it is kept."""
    rules.have_card(by)
    queries.cover_for(by, cover_id).delete()
    common.note_private(by, now)

"""Writes of wishes for a thought partner. The log names nobody: who needs help is nobody's business."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import PartnerWish
from .needs import PRIVATE
from .once import only_once


def _note(by: Actor, now: datetime) -> None:
    audit.record(PRIVATE, district_id=by.district_id, at=now, actor=None)


@action
def wish_partner(*, by: Actor, now: datetime, about: str) -> PartnerWish:
    """Wish for a thought partner today: one wish a day, gone at midnight."""
    rules.ask_for_partner(by)
    if not about.strip():
        raise Refused(_("Say in a line what it is about."), _("Then a colleague knows whether they can help."))
    day = now.astimezone(ZoneInfo(by.time_zone)).date()
    given = {"about": about.strip(), "language": by.language, "created": now}
    wish = PartnerWish(district_id=by.district_id, staff_id=by.staff_id, date=day, **given)
    with only_once(_("You have a wish for today already."), _("Take it back to write another.")):
        wish.save()
    _note(by, now)
    return wish


@action
def answer_wish(*, by: Actor, now: datetime, public_id: str) -> PartnerWish:
    """Say that one can think with a colleague today: they get a mail, and others see the wish no more.

    Of two who answer at once one is taken; the other is told. Raises Refused.
    """
    wish = queries.wish_for(by, now, public_id)
    if wish.staff_id == by.staff_id:
        raise Refused(_("This is your own wish."), _("A colleague answers it."))
    if not PartnerWish.objects.filter(pk=wish.pk, partner=None).update(partner_id=by.staff_id):
        raise Refused(
            _("Another colleague was faster, or the wish was taken back."), _("Nothing is left for you to do here.")
        )
    wish.partner_id = by.staff_id
    mails.tell_partner(wish, now=now)
    _note(by, now)
    return wish


@action
def take_wish_back(*, by: Actor, now: datetime, public_id: str) -> None:
    """Take one's own wish back: nothing of it is kept."""
    wish = queries.wish_for(by, now, public_id)
    if wish.staff_id != by.staff_id:
        raise Refused(_("This wish is a colleague's."), _("Answer it, or leave it to others."))
    wish.delete()
    _note(by, now)

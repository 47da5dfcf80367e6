"""Whether one wants to be asked, and thanks to a guest."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import GuestThanks, GuestWish
from .kinds import THANKED, THANKS_DELETED, WISHED


@action
def set_wish(*, by: Actor, now: datetime, ask: bool) -> GuestWish:
    """Say whether one wants to be asked as a guest. What is asked or booked already stays until it is answered."""
    rules.wish(by)
    given = {"ask": ask, "district_id": by.district_id}
    row = GuestWish.objects.update_or_create(staff_id=by.staff_id, defaults=given)[0]
    facts = {"who": by.name, "ask": ask}
    audit.record(WISHED, district_id=by.district_id, at=now, actor=by.staff_id, subject=by.staff_id, facts=facts)
    return row


@action
def thank_guest(*, by: Actor, now: datetime, public_id: str, text: str) -> GuestThanks:
    """Two lines to the guest, who alone reads them. Once for each hour."""
    hour, part = queries.hour_for(by, public_id)
    rules.thank(by, hour, part, now)
    line = rules.check_line(text, rules.MOST_THANKS, _("The thanks are empty."))
    thanks = GuestThanks(district_id=by.district_id, hour=hour, author_id=by.staff_id, text=line, written=now)
    try:
        with transaction.atomic():
            thanks.save()
    except IntegrityError:
        raise Refused(_("Somebody of your team has thanked already."), _("Thank them in person too.")) from None
    mails.tell_thanked(hour, now=now)
    audit.record(THANKED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=public_id)
    return thanks


@action
def delete_thanks(*, by: Actor, now: datetime, public_id: str) -> str:
    """Take thanks away for good. Returns the public id of the guest hour."""
    thanks = queries.thanks_for(by, public_id)
    rules.delete_thanks(by, thanks)
    thanks.delete()
    audit.record(THANKS_DELETED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=public_id)
    return thanks.hour.public_id

"""People who have left: their copy is made, they are told once, and when the term is over what was private goes.

Nothing here shows anybody but the owner what is in it. A link that somebody printed or sent elsewhere asks for their
number or password where there is one; it is a security event, and every known address of the owner is told.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext_lazy

from staffroom.people.actions import locked_district
from staffroom.people.models import Account, Staff
from staffroom.people.queries import actor_for, digest_of, new_token, phone_key_of
from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.files.store import StoredFile
from staffroom.spine.scoping import action, district_scope

from .. import mails, queries, rules
from ..models import Leaving
from .export import make_export
from .forgetting import forget_private
from .retention import remove_file

BEGAN = audit.declare("trust.leaving_began", gettext_lazy("Someone left; a copy of their own words waits for them."))
TOLD = audit.declare("trust.leaving_told", gettext_lazy("The link to the copy of who left was sent to them."))
ELSEWHERE = audit.declare(
    "trust.leaving_elsewhere",
    gettext_lazy("The link to the copy of who left was printed or sent to another address."),
    security=True,
)
FETCHED = audit.declare("trust.leaving_fetched", gettext_lazy("The copy of who left was fetched."), security=True)
REMOVED = audit.declare("trust.leaving_removed", gettext_lazy("What only someone who left could read was removed."))
BACK = audit.declare("trust.leaving_ended", gettext_lazy("Someone came back; the link to their copy ended."))

TERM = timedelta(days=30)
LONGEST = timedelta(days=90)  # for people whom no mail reaches, so that their link can be printed
Way = Leaving.Way


def _record(kind: str, leaving: Leaving, now: datetime, *, by: int | None = None) -> None:
    audit.record(
        kind,
        district_id=leaving.district_id,
        at=now,
        actor=by,
        object_id=leaving.public_id,
        subject=leaving.staff_id,
    )


def begin_leaving(*, person: Staff, now: datetime) -> Leaving:
    """Make the copy of somebody who has left. Reads before its transaction, as every export does."""
    account = Account.objects.select_related("district", "staff").get(staff=person)
    today = _day(person, now)
    stored = make_export(by=actor_for(account, today), now=now)
    return _begin(person=person, stored=stored, now=now)


@action
def _begin(*, person: Staff, stored: StoredFile, now: datetime) -> Leaving:
    term = TERM if queries.address_of(person) else LONGEST
    leaving = Leaving.objects.create(
        district_id=person.district_id,
        staff=person,
        left_on=person.left_on,
        created=now,
        expires=now + term,
        file=stored.public_id,
    )
    _record(BEGAN, leaving, now)
    return leaving


def _day(person: Staff, now: datetime) -> date:
    """The day it is where somebody worked."""
    return now.astimezone(ZoneInfo(person.district.time_zone)).date()


@action
def new_link(*, leaving: Leaving) -> str:
    """A fresh link; the one before is void."""
    token = new_token()
    leaving.token_digest = digest_of(token)
    leaving.save(update_fields=["token_digest"])
    return token


@action
def leaving_told(*, leaving: Leaving, now: datetime) -> None:
    """The mail with the link was taken by the mail server: the term begins."""
    leaving.told, leaving.way, leaving.expires = now, Way.MAIL, now + TERM
    leaving.save(update_fields=["told", "way", "expires"])
    _record(TOLD, leaving, now)


@action
def hand_link(*, by: Actor, now: datetime, public_id: str, email: str = "") -> tuple[Leaving, str]:
    """A link to print, or for another address that the person gave. Earlier ones are void. Returns it with its token.

    Raises Forbidden, Http404, or Refused when there is nothing to hand out any more. Once only, and told to every
    address of the owner that is known.
    """
    leaving = queries.leaving_for(by, public_id)
    locked_district(by.district_id)
    leaving.refresh_from_db()
    rules.link_can_be_handed(leaving, now, is_printed=not email, has_address=bool(queries.address_of(leaving.staff)))
    token = new_token()
    leaving.token_digest, leaving.by_staff, leaving.told = digest_of(token), by.staff_id, now
    leaving.way = Way.OTHER if email else Way.PAPER
    leaving.expires, leaving.wrong = min(now + TERM, leaving.created + LONGEST), 0
    leaving.save(update_fields=["token_digest", "by_staff", "told", "way", "expires", "wrong"])
    _record(ELSEWHERE, leaving, now, by=by.staff_id)
    known = queries.address_of(leaving.staff)
    if known:
        mails.link_handed(leaving.staff, to=known, by=by.name, now=now)
    return leaving, token


@action
def fetch_copy(*, token: str, now: datetime, proof: str = "") -> StoredFile | None:
    """The copy for whoever holds the link and knows what only its owner knows. None: that was wrong, and is counted."""
    leaving = queries.leaving_by_token(token, lock=True)
    with district_scope(leaving.district_id):
        rules.link_of_leaver(is_good=queries.is_still_good(leaving, now))
        if not _is_owner(leaving, proof):
            leaving.wrong += 1
            leaving.save(update_fields=["wrong"])
            return None
        stored = queries.stored_of(leaving)
        if leaving.fetched is None:
            leaving.fetched = now
            leaving.save(update_fields=["fetched"])
        _record(FETCHED, leaving, now)
    return stored


def _is_owner(leaving: Leaving, proof: str) -> bool:
    asked = queries.asks_of(leaving)
    account = Account.objects.filter(staff=leaving.staff_id).first()
    if not asked or account is None:
        return not asked
    if asked == "password":
        return account.check_password(proof)
    key = phone_key_of(account)
    return key is not None and check_password(proof, key.number)


@action
def end_leaving(*, leaving: Leaving, now: datetime) -> bool:
    """Somebody came back before the term was over: nothing is lost, the link ends. Answers whether it was so."""
    leaving, person = _both_locked(leaving)
    if not leaving.is_open or not person.active:
        return False
    _close(leaving, came_back=now)
    _record(BACK, leaving, now)
    return True


@action
def remove_leaver(*, leaving: Leaving, now: datetime) -> bool:
    """The term is over: the copy and what was private go; what colleagues saw stays. Answers whether it was so."""
    leaving, person = _both_locked(leaving)
    if not leaving.is_open or person.active or leaving.expires > now:
        return False
    _close(leaving, removed=now)
    forget_private(district_id=leaving.district_id, staff_id=leaving.staff_id, now=now)
    _record(REMOVED, leaving, now)
    return True


def _both_locked(leaving: Leaving) -> tuple[Leaving, Staff]:
    """The rows as they are now: somebody who comes back at this moment waits, or is seen."""
    person = Staff.objects.select_for_update().get(pk=leaving.staff_id)
    return Leaving.objects.select_for_update().get(pk=leaving.pk), person


def _close(leaving: Leaving, **ends: datetime) -> None:
    for row in StoredFile.objects.filter(district_id=leaving.district_id, public_id=leaving.file or "-"):
        remove_file(row)
    leaving.file = leaving.token_digest = ""
    for name, value in ends.items():
        setattr(leaving, name, value)
    leaving.save(update_fields=["file", "token_digest", *ends])

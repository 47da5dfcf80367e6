"""The secret calendar feed. Its address is the key: 128 bits of signature over account and version, never a session."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from staffroom.core.ics import CalendarEvent, calendar_text
from staffroom.core.reserved import of_purpose
from staffroom.people.models import Account
from staffroom.spine.access import Actor
from staffroom.spine.scoping import across_districts, district_scope
from staffroom.timetable.queries.days import between, week_of
from staffroom.timetable.queries.lessons import timetable_of
from staffroom.timetable.queries.reserved import reserved_of

from ..waits import events_elsewhere
from .booked import LIVE, visits
from .covers import covers_since
from .events import event_of, event_of_cover, reserved_event

SALT = "staffroom.calendar"
BACK = timedelta(days=60)
AHEAD = timedelta(days=90)


def account_of(actor: Actor) -> Account:
    """The actor's own account."""
    return Account.objects.get(pk=actor.account_id)


def feed_token(account: Account) -> str:
    """The secret part of the feed's address. Raising ``calendar_version`` makes all earlier ones void."""
    signed = Signer(salt=SALT, sep="~").sign(f"{account.public_id}.{account.calendar_version}")
    owner, signature = signed.split("~")
    return f"{owner.split('.')[0]}~{signature}"


def feed(token: str, now: datetime) -> str:
    """The calendar of whoever holds this token. Raises Http404 for a wrong, old or closed one."""
    account = _owner(token)
    with district_scope(account.district_id), translation.override(account.language):
        since = now.astimezone(ZoneInfo(account.district.time_zone)).date() - BACK
        mine = Q(visitor_id=account.staff_id) | Q(host_id=account.staff_id)
        rows = visits().filter(mine, state__in=LIVE, date__gte=since).order_by("date", "start", "id")
        events = [event_of(row, account.staff) for row in rows]
        events += _reserved_events(account, now)
        events += [event_of_cover(row) for row in covers_since(account.staff_id, since)]
        events += events_elsewhere(account.staff, since)
        stamp = now.replace(minute=0, second=0, microsecond=0)
        return calendar_text(events, now=stamp, name=_("Staffroom: visits, meetings, learning time"))


def _reserved_events(account: Account, now: datetime) -> list[CalendarEvent]:
    """Learning time and meetings of the owner's teams, from this week on."""
    zone = ZoneInfo(account.district.time_zone)
    first = week_of(now.astimezone(zone).date())[0]
    days = between(first, first + AHEAD)
    known = timetable_of([account.staff_id], days)
    # What higher rooms reserve stands there as their own events.
    return [reserved_event(one, zone) for one in of_purpose(reserved_of(known, [account.staff_id]))]


def _owner(token: str) -> Account:
    public_id = token.split("~")[0]
    with across_districts():
        found = Account.objects.select_related("district", "staff").filter(public_id=public_id, is_active=True).first()
    if found is None or found.district_id is None or found.staff is None or not found.staff.active:
        raise Http404
    try:
        Signer(salt=SALT, sep="~").unsign(f"{found.public_id}.{found.calendar_version}~{token.partition('~')[2]}")
    except BadSignature:
        raise Http404 from None
    return found

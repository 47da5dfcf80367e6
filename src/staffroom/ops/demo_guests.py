"""Guests and a new lead in the demo district: one guest asked, one who has been, and a team to get to know."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from staffroom.core.guests import GuestSlot, find_guests
from staffroom.core.synthetic.model import District as Made
from staffroom.guests.models import GuestHour, GuestThanks, NewLead
from staffroom.guests.queries import meetings_ahead, search_for
from staffroom.people.models import Account, District, Staff
from staffroom.people.queries import actor_for
from staffroom.teams.models import Membership, Team
from staffroom.visits.actions.promising import hold, place_of

ABOUT = "How you begin a number talk with a class that is new to it"
BEFORE = "What you look for in exit tickets"
THANKS = "We tried your second question the next morning. Half the class had an answer of their own."
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def seed_guests(made: Made, district: District, seed: int) -> None:
    """Written after the timetable is worked out: who is asked is really free, the way included."""
    staff = {one.source_id: one for one in Staff.objects.filter(source_id__in=made.cast.values())}
    teacher = staff[made.cast["teacher"]]
    ids = random.Random(f"guests-{seed}")  # noqa: S311 - ids of a demo must be the same each time
    noon = datetime.combine(made.today, time(12), tzinfo=ZoneInfo(made.time_zone))
    team = Team.objects.filter(memberships__staff=teacher, school__isnull=False, slots__isnull=False).first()
    if team is not None:
        _guests(team, teacher, made.today, noon, ids)
    _new_lead(teacher, district, noon, ids)


def _id(ids: random.Random) -> str:
    return "".join(ids.choice(LETTERS) for _ in range(12))


def _guests(team: Team, teacher: Staff, today: date, noon: datetime, ids: random.Random) -> None:
    meetings = meetings_ahead(team, today + timedelta(days=1), today + timedelta(days=28))
    account = Account.objects.select_related("district", "staff").filter(staff=teacher).first()
    if not meetings or account is None:
        return
    search = search_for(actor_for(account, today), team, meetings, noon)
    slot = next(iter(find_guests(search.case).slots), None)
    if slot is None:
        return
    past = meetings_ahead(team, today - timedelta(days=28), today - timedelta(days=1))
    if past:
        given = {"date": past[-1].date, "start": past[-1].start, "end": past[-1].end, "state": "booked"}
        been = _hour(
            team, teacher, slot, ids, about=BEFORE, created=noon - timedelta(days=34),
            decided=noon - timedelta(days=31), **given,
        )  # fmt: skip
        GuestThanks.objects.create(
            district_id=team.district_id, public_id=_id(ids), hour=been, author=teacher, text=THANKS, written=noon
        )
    day = date.fromordinal(slot.date)
    given = {"date": day, "start": slot.start, "end": slot.end, "uses": list(slot.uses)}
    asked = _hour(team, teacher, slot, ids, about=ABOUT, created=noon - timedelta(days=1), **given)
    places = [place_of(one) for one in slot.uses] or [f"{day}/edge/{slot.start}"]
    rows = [(asked.guest_id, day, key) for key in (*places, f"{day:%Y-%m}/guest/1")]
    hold(f"guest/{asked.public_id}", team.district_id, rows)


def _hour(team: Team, teacher: Staff, slot: GuestSlot, ids: random.Random, **given: object) -> GuestHour:
    return GuestHour.objects.create(
        district_id=team.district_id, public_id=_id(ids), team=team, guest_id=int(slot.person), asked_by=teacher,
        school_id=team.school_id, travel=slot.travel, **given,
    )  # fmt: skip


def _new_lead(teacher: Staff, district: District, noon: datetime, ids: random.Random) -> None:
    """The teacher of the sign-in page is named to lead another team of her school."""
    home = Membership.objects.filter(staff=teacher, team__school__isnull=False).values("team__school")
    mine = Membership.objects.filter(staff=teacher).values("team")
    others = Team.objects.filter(school__in=home, kind__in=("grade", "subject", "plc")).exclude(pk__in=mine)
    team = others.order_by("pk").first()
    if team is not None:
        NewLead.objects.create(
            district=district, public_id=_id(ids), team=team, staff=teacher, created=noon - timedelta(days=3)
        )

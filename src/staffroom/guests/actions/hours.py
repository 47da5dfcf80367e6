"""Ask a guest, answer, propose another meeting, cancel; and follow what changes around it.

Right under pressure twice over, like visits: whoever gives the time is held before the checker runs, and the promise
rows are unique in the database, in one table with those of visits.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from staffroom.core.guests import GuestSlot
from staffroom.people.models import District, Staff
from staffroom.people.queries import actor_for
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.teams import queries as teams
from staffroom.teams.models import Team
from staffroom.timetable.queries.settings import time_rules
from staffroom.visits.actions.promising import first_free, hold, let_go, lock, place_of
from staffroom.visits.queries.case import actor_of

from .. import mails, queries, rules
from ..models import GuestHour
from .kinds import ASKED, BOOKED, CANCELLED, DECLINED, LAPSED, PROPOSED


@action
def ask_guest(
    *, by: Actor, now: datetime, team_id: str, guest: Staff, on: date, start: int, about: str, practice: str = ""
) -> GuestHour:  # fmt: skip
    """Ask a leader of another school to one meeting. Their time is kept while they decide; pressed twice it is one.

    Raises Http404 for an unknown team or a meeting that is not planned, Forbidden, Refused with the reason.
    """
    team, part = teams.team_for(by, team_id)
    rules.invite(by, team, part)
    line = rules.check_line(about, rules.MOST_ABOUT, _("Say in one line what you would like your guest for."))
    wish = queries.practice_by(practice)
    lock(by.staff_id, guest.pk)
    before = queries.same_asked(team, guest.pk, on, start)
    if before:
        return before
    slot = _slot(by, team, guest.pk, on, start, now)
    hour = GuestHour(
        district_id=by.district_id, team=team, guest=guest, asked_by_id=by.staff_id, school_id=team.school_id,
        practice=wish, about=line, created=now, **_times(slot, on),
    )  # fmt: skip
    _save_at_a_free_meeting(hour)
    _hold(hour)
    hour = queries.guest_hours().get(pk=hour.pk)
    mails.tell_asked(hour, now=now)
    _record(ASKED, hour, now, by.staff_id)
    return hour


def _slot(
    by: Actor, team: Team, guest_id: int, on: date, start: int, now: datetime, leave_out: GuestHour | None = None
) -> GuestSlot:
    slot, search = queries.slot_for(by, team, guest_id, on, start, now, leave_out)
    if slot is None:
        why = queries.why_not(search, by.language) or _("This person cannot be asked as a guest of this team.")
        raise Refused(why, _("Choose somebody else, or another meeting."))
    return slot


def _times(slot: GuestSlot, on: date) -> dict[str, object]:
    return {"date": on, "start": slot.start, "end": slot.end, "travel": slot.travel, "uses": list(slot.uses)}


def _save_at_a_free_meeting(hour: GuestHour) -> None:
    try:
        with transaction.atomic():
            hour.save()
    except IntegrityError:
        raise Refused(
            _("Somebody of your team was faster: a guest is asked for this meeting already."),
            _("Open the page of your team to see who."),
        ) from None


def _holder(hour: GuestHour) -> str:
    return f"guest/{hour.public_id}"


def _hold(hour: GuestHour) -> None:
    """Keep the guest's periods, and one of the guest hours that they give in a month. Raises Refused."""
    places = [place_of(one) for one in hour.uses] or [f"{hour.date}/edge/{hour.start}"]
    most = time_rules(District.objects.get(pk=hour.district_id)).guest_hours_month
    month = first_free(hour.guest_id, f"{hour.date:%Y-%m}/guest", most)
    rows = [(hour.guest_id, hour.date, key) for key in (*places, month)]
    if not hold(_holder(hour), hour.district_id, rows):
        raise Refused(_("Somebody was faster: this time has just been promised."), _("Choose another meeting."))


def _held(by: Actor, public_id: str) -> tuple[GuestHour, str]:
    """One guest hour with its two people held."""
    hour, _part = queries.hour_for(by, public_id)
    lock(hour.guest_id, hour.asked_by_id)
    return queries.hour_for(by, public_id)


@action
def accept_guest(*, by: Actor, now: datetime, public_id: str) -> GuestHour:
    """Yes. What changed since it was asked is checked again. It is in both calendars, and the team is told."""
    hour, part = _held(by, public_id)
    rules.answer(by, hour, part, now)
    _slot(_asker(hour, now), hour.team, hour.guest_id, hour.date, hour.start, now, hour)
    hour.state, hour.decided = GuestHour.State.BOOKED, now
    hour.save(update_fields=["state", "decided"])
    mails.tell_booked(hour, now=now, others=_team(hour, now))
    _record(BOOKED, hour, now, by.staff_id)
    return hour


def _asker(hour: GuestHour, now: datetime) -> Actor:
    """Whoever asked, with their rights of today."""
    account = getattr(hour.asked_by, "account", None)
    today = queries.today_in_district(now)
    return actor_for(account, today) if account else actor_of(hour.asked_by, now)


def _team(hour: GuestHour, now: datetime) -> list[Staff]:
    return [one.staff for one in queries.people_of(hour.team, queries.today_in_district(now))]


@action
def decline_guest(*, by: Actor, now: datetime, public_id: str) -> GuestHour:
    """Not this time. The guest's time is free again; nobody asks why."""
    hour, part = _held(by, public_id)
    rules.answer(by, hour, part, now)
    hour.state, hour.decided = GuestHour.State.DECLINED, now
    hour.save(update_fields=["state", "decided"])
    let_go(_holder(hour))
    mails.tell_declined(hour, now=now)
    _record(DECLINED, hour, now, by.staff_id)
    return hour


@action
def propose_meeting(*, by: Actor, now: datetime, public_id: str, on: date, start: int) -> GuestHour:
    """The guest proposes another meeting of the team; the team answers. The old time is free again."""
    hour, _part = _held(by, public_id)
    rules.propose(by, hour, now)
    slot = _slot(_asker(hour, now), hour.team, hour.guest_id, on, start, now, hour)
    was_booked, before = hour.state == GuestHour.State.BOOKED, (hour.date, hour.start, hour.end)
    let_go(_holder(hour))
    fields = {
        **_times(slot, on), "state": GuestHour.State.ASKED, "proposed_by": by.staff_id, "decided": None,
        "sequence": hour.sequence + 1,
    }  # fmt: skip
    for name, value in fields.items():
        setattr(hour, name, value)
    try:
        with transaction.atomic():
            hour.save(update_fields=list(fields))
    except IntegrityError:
        raise Refused(
            _("A guest is asked or booked for this meeting already."), _("Propose another one of the meetings.")
        ) from None
    _hold(hour)
    told = f"{before[0].isoformat()}/{before[1]}/{before[2]}"
    mails.tell_proposed(hour, now=now, before=told, was_booked=was_booked, others=_team(hour, now))
    _record(PROPOSED, hour, now, by.staff_id)
    return hour


@action
def cancel_guest(*, by: Actor, now: datetime, public_id: str) -> GuestHour:
    """Guest or team takes it back. Everybody who knew is told; the guest's time is free again."""
    hour, part = _held(by, public_id)
    rules.cancel(by, hour, part, now)
    _end(hour, now, by=by.staff_id)
    return hour


def _end(hour: GuestHour, now: datetime, *, by: int | None, why: str = "") -> None:
    was_booked = hour.state == GuestHour.State.BOOKED
    hour.state, hour.cancelled_by, hour.sequence = GuestHour.State.CANCELLED, by, hour.sequence + 1
    hour.save(update_fields=["state", "cancelled_by", "sequence"])
    let_go(_holder(hour))
    mails.tell_cancelled(hour, now=now, was_booked=was_booked, others=_team(hour, now), why=why)
    _record(CANCELLED, hour, now, by)


@action
def follow(*, district_id: int, now: datetime) -> int:
    """End what is not possible any more: the meeting has moved or is called off, bells or a day away took the guest's
    time, somebody left. What nobody answered is given back. Again: nothing is left to do. Returns how many."""
    # Judged again under the lock: somebody may have answered or cancelled meanwhile.
    found = [*queries.lapsed(now), *(hour for hour in queries.ahead(now) if _why_impossible(hour, now))]
    lock(*{person for hour in found for person in (hour.guest_id, hour.asked_by_id)})
    known = {hour.pk for hour in found}
    gone = [hour for hour in queries.lapsed(now) if hour.pk in known]
    for hour in gone:
        hour.state = GuestHour.State.LAPSED
        hour.save(update_fields=["state"])
        let_go(_holder(hour))
        mails.tell_lapsed(hour, now=now)
        _record(LAPSED, hour, now, None)
    again = [hour for hour in queries.ahead(now) if hour.pk in known]
    loose = [(hour, why) for hour in again if (why := _why_impossible(hour, now))]
    for hour, why in loose:
        _end(hour, now, by=None, why=why)
    return len(gone) + len(loose)


def _why_impossible(hour: GuestHour, now: datetime) -> str:
    """``meeting`` or ``guest``: what is not there any more; empty while all is well, and once it has begun."""
    if rules.begun(hour, now):
        return ""
    planned = queries.meetings_ahead(hour.team, hour.date, hour.date)
    meeting = next((one for one in planned if (one.start, one.end) == (hour.start, hour.end)), None)
    if not hour.asked_by.active or meeting is None:
        return "meeting"
    return "" if queries.can_still_come(_asker(hour, now), hour, meeting, now) else "guest"


def _record(kind: str, hour: GuestHour, now: datetime, by: int | None) -> None:
    audit.record(kind, district_id=hour.district_id, at=now, actor=by, object_id=hour.public_id)

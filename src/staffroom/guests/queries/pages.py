"""What the pages of guests show, as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.guests import GuestSlot, Invited, check_guest, find_guests, guest_sentence, reason_sentence
from staffroom.core.teams.rhythm import Meeting
from staffroom.expertise import queries as expertise
from staffroom.expertise.models import Practice
from staffroom.spine.access import Actor
from staffroom.teams import queries as teams
from staffroom.teams.beside import Line
from staffroom.teams.models import Team
from staffroom.timetable.queries.absences import rules_of as absence_rules
from staffroom.ui.templatetags.ui import clock_range, long_day, short_day
from staffroom.visits.queries import sentence_language

from .. import rules
from ..models import LIVE, GuestHour
from . import hours
from .finding import Leader, Search, meeting_id, search_for
from .leads import leads_of
from .seen import seen_by_leads

SHOWN_A_MEETING = 6
WEEK = timedelta(days=7)
COUNTED = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody who can come to one meeting, and why just they, in sentences."""

    leader: Leader
    slot: GuestSlot
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class At:
    """One meeting with those who can come to it."""

    id: str
    meeting: Meeting
    people: list[Shown]
    more: int
    chosen: bool
    taken: bool


def invite_page(
    actor: Actor, public_id: str, now: datetime, chosen: Sequence[str] = (), practice: str = "", about: str = ""
) -> dict[str, Any]:
    """The finder for a team: its meetings of the next four weeks, those chosen with who can come. Raises Http404,
    Forbidden, Refused."""
    team, part = teams.team_for(actor, public_id)
    rules.invite(actor, team, part)
    local = now.astimezone(ZoneInfo(actor.time_zone)).date()
    listed = [one for one in hours.meetings_ahead(team, local, local + hours.AHEAD) if _is_ahead(one, actor, now)]
    taken = hours.taken_meetings(team, local)
    known = {meeting_id(one) for one in listed}
    wanted = [one for one in chosen if one in known]
    open_ones = [one for one in listed if _key(one) not in taken]
    asked = [one for one in open_ones if not wanted or meeting_id(one) in wanted]
    wish = _practice(practice)
    search = search_for(actor, team, asked, now, practice=wish)
    answer = find_guests(search.case)
    language = sentence_language(actor.language)
    at = [_at(one, answer.slots, search, wish, bool(wanted), taken) for one in asked]
    return {
        "team": team,
        "meetings": [(meeting_id(one), one, meeting_id(one) in wanted, _key(one) in taken) for one in listed],
        "found": [one for one in at if one.people],
        "without": [one for one in at if not one.people],
        "reasons": [reason_sentence(one, language) for one in answer.reasons],
        "looked_at": len(search.leaders),
        "practices": expertise.practices(actor.district_id or 0),
        "practice": wish,
        "about": about,
        "within_week": any(one.people and one.meeting.date <= local + WEEK for one in at),
    }


def _is_ahead(one: Meeting, actor: Actor, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(actor.time_zone))
    return (one.date, one.start) > (local.date(), local.hour * 60 + local.minute)


def _key(one: Meeting) -> tuple[date, int]:
    return one.date, one.start


def _practice(code: str) -> Practice | None:
    return Practice.objects.filter(code=code, active=True).first() if code else None


def practice_by(code: str) -> Practice | None:
    """The practice of a code; None for an empty one. Http404 for an unknown one."""
    found = _practice(code)
    if code and found is None:
        raise Http404
    return found


def _at(
    one: Meeting, slots: Sequence[GuestSlot], search: Search, wish: Practice | None, chosen: bool,
    taken: set[tuple[date, int]],
) -> At:  # fmt: skip
    key = meeting_id(one)
    here = [slot for slot in slots if slot.meeting == key]
    people = [_shown(search.leaders[int(slot.person)], slot, wish) for slot in here[:SHOWN_A_MEETING]]
    return At(key, one, people, len(here) - len(people), chosen, _key(one) in taken)


def _shown(leader: Leader, slot: GuestSlot, wish: Practice | None) -> Shown:
    reasons = []
    if wish is not None and any(one.pk == wish.pk for one in leader.offers):
        reasons.append(_("Shows “%(practice)s” to colleagues.") % {"practice": wish.name})
    elif leader.offers:
        names = ", ".join(one.name for one in leader.offers[:2])
        reasons.append(_("Shows colleagues: %(practices)s.") % {"practices": names})
    reasons += leader.alike
    reasons.append(ngettext("%(n)d minute away.", "%(n)d minutes away.", slot.travel) % {"n": slot.travel})
    reasons.append(_free(slot))
    return Shown(leader, slot, reasons)


def _free(slot: GuestSlot) -> str:
    day = short_day(date.fromordinal(slot.date))
    if slot.free is None:
        return _("No lesson on %(day)s, %(times)s, the way included") % {
            "day": day, "times": clock_range(slot.leave, slot.back),
        }  # fmt: skip
    return _("Free on %(day)s, %(times)s") % {"day": day, "times": clock_range(*slot.free)}


def slot_for(
    actor: Actor, team: Team, guest_id: int, on: date, start: int, now: datetime, leave_out: GuestHour | None = None
) -> tuple[GuestSlot | None, Search]:
    """The slot of one person at one planned meeting, as it is now; None when it is not to be had (any more). Http404
    for a meeting that is not planned."""
    meeting = next((one for one in hours.meetings_ahead(team, on, on) if one.start == start), None)
    if meeting is None:
        raise Http404
    search = search_for(actor, team, [meeting], now, only=guest_id, leave_out=leave_out)
    return next(iter(find_guests(search.case).slots), None), search


def why_not(search: Search, language: str) -> str:
    """Why nobody of a search can come, the commonest reason; empty when it has none."""
    case = search.case
    for one in case.candidates:
        found = check_guest(Invited(one.person, case.meetings[0].id, ()), case)
        if found:
            return guest_sentence(found[0], sentence_language(language))
    return ""


def hour_page(actor: Actor, public_id: str, now: datetime) -> dict[str, Any]:
    """One guest hour with what the actor can do about it now."""
    hour, part = hours.hour_for(actor, public_id)
    moves = rules.propose.allows(actor, hour, now)
    thanks = hours.thanks_of(actor, hour)
    over = now >= rules.instant(hour, hour.end)
    return {
        "hour": hour,
        "is_guest": actor.staff_id == hour.guest_id,
        "can_answer": rules.answer.allows(actor, hour, part, now),
        "can_cancel": rules.cancel.allows(actor, hour, part, now),
        "can_thank": rules.thank.allows(actor, hour, part, now) and not hours.is_thanked(hour),
        "other_meetings": _other_meetings(actor, hour, now) if moves else [],
        "thanks": thanks,
        "over": over,
        "leave_at": hour.start - hour.travel,
        "back_at": hour.end + hour.travel,
        "days": _days_to_answer(hour),
    }


def _days_to_answer(hour: GuestHour) -> str:
    """How long it took from asking to booking, for the team and the guest."""
    if hour.state != GuestHour.State.BOOKED or hour.decided is None:
        return ""
    days = (hour.decided - hour.created).days
    if days < 1:
        return _("Booked within a day of asking.")
    return ngettext("Booked %(n)d day after asking.", "Booked %(n)d days after asking.", days) % {"n": days}


def _other_meetings(actor: Actor, hour: GuestHour, now: datetime) -> list[tuple[str, Meeting]]:
    """The team's other meetings to which this guest can come."""
    local = hours.today_in_district(now)
    listed = [
        one
        for one in hours.meetings_ahead(hour.team, local, local + hours.AHEAD)
        if _key(one) != (hour.date, hour.start)
    ]
    taken = hours.taken_meetings(hour.team, local)
    free = [one for one in listed if _key(one) not in taken]
    if not free:
        return []
    search = search_for(actor, hour.team, free, now, only=hour.guest_id, leave_out=hour)
    can = {slot.meeting for slot in find_guests(search.case).slots}
    return [(meeting_id(one), one) for one in free if meeting_id(one) in can]


def guests_page(actor: Actor) -> dict[str, Any]:
    """Mine, and my teams from which a guest can be invited."""
    rules.wish(actor)
    day = teams.today_of(actor)
    mine = [pk for pk, part in teams.parts_of(actor.staff_id, day).items() if part in rules.PARTS_THAT_BELONG]
    return {
        "mine": hours.my_hours(actor),
        "teams": list(teams.teams_on(day).filter(pk__in=mine, school__isnull=False).order_by("name", "id")),
        "asks": hours.wants_to_be_asked(actor),
        "counts": rules.count_guests.allows(actor),
    }


# --- Counts ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """How soon guests are booked, over half a year. None: too few teams or guests to be told without telling whom."""

    booked: int | None
    within_week: int | None
    days: float | None
    least: int


def counts(actor: Actor, now: datetime) -> Counts:
    """For the central office, without names. Of those within a week nothing is told where few stand behind them, or
    behind the rest. Two queries."""
    rules.count_guests(actor)
    least = absence_rules(actor.district_id).least_people
    rows = GuestHour.objects.filter(decided__isnull=False, created__gte=now - COUNTED, proposed_by=None)
    found = list(rows.exclude(state=GuestHour.State.DECLINED).values_list("team_id", "guest_id", "created", "decided"))
    if _behind(found) < least:
        return Counts(None, None, None, least)
    soon, late = [row for row in found if row[3] - row[2] <= WEEK], [row for row in found if row[3] - row[2] > WEEK]
    tells = any(0 < _behind(part) < least for part in (soon, late))
    days = median((decided - created).total_seconds() / 86_400 for _team, _guest, created, decided in found)
    return Counts(len(found), None if tells else len(soon), round(days, 1), least)


def _behind(rows: Sequence[tuple[int, int, datetime, datetime]]) -> int:
    """How many teams, and how many guests, stand behind a number: the fewer of the two."""
    return min(len({row[0] for row in rows}), len({row[1] for row in rows}))


# --- On the page of a team --------------------------------------------------------------------------------


def beside_team(actor: Actor, team: Team, part: str, now: datetime) -> list[Line]:
    """What the page of a team says of its guests and of its new leads, to whom it concerns. Five queries at most."""
    day = teams.today_of(actor)
    told: list[Line] = []
    if rules.invite.allows(actor, team, part):
        rows = GuestHour.objects.filter(team=team, state__in=LIVE, date__gte=day).select_related("guest")
        told += [
            Line(_guest_line(one), reverse("guest_hour", args=[one.public_id]), _("See when and what for"))
            for one in rows
        ]
        told.append(
            Line(
                _("A leader of another school at one of your meetings?"),
                reverse("guest_invite", args=[team.public_id]),
                _("Invite a guest"),
            )
        )
    new = leads_of([team.pk], day)
    if (team.pk, actor.staff_id) in new:
        told.append(
            Line(
                _("See each member’s class once before you lead this team."),
                reverse("new_team_plan", args=[team.public_id]),
                _("Plan your visits"),
            )
        )
    if rules.choose_lead.allows(actor, team, part):
        page = reverse("new_team_choose", args=[team.public_id])
        for one in seen_by_leads([team], day, now) if new else ():
            facts = {"lead": one.staff, "seen": one.seen, "members": one.members}
            text = _("%(lead)s has seen %(seen)s of %(members)s members.") % facts
            told.append(Line(text, page, _("New leads")))
        if not new:
            told.append(Line(_("Will somebody new lead this team?"), page, _("Say who")))
    return told


def _guest_line(one: GuestHour) -> str:
    facts = {"guest": one.guest, "day": long_day(one.date), "times": clock_range(one.start, one.end)}
    if one.state == GuestHour.State.BOOKED:
        return _("%(guest)s comes as a guest on %(day)s, %(times)s.") % facts
    return _("%(guest)s is asked to come as a guest on %(day)s, %(times)s.") % facts

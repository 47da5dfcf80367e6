"""The rhythm of support: my weeks, planned against held for a school's teams, and the secret calendar of a team."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.signing import BadSignature
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from staffroom.core.ics import CalendarEvent, calendar_text
from staffroom.core.teams.rhythm import Meeting, Tally, Time, in_turn, meetings, monday, supported, tally, weeks_due
from staffroom.people.models import Account, District
from staffroom.spine.access import Actor
from staffroom.spine.files.tables import Table
from staffroom.spine.scoping import across_districts, district_scope
from staffroom.timetable.queries.days import calendars
from staffroom.ui.templatetags.ui import clock_range

from .. import rules
from ..models import MeetingMark, MeetingSlot, PersonalMark, PersonalSupport, Support, Team
from .calendar import check_token
from .cards import school_chosen, schools_to_see
from .pages import personal_supports
from .posts import year_of
from .reading import Whole, parts_of, support_in_words, team_for, teams_on, today_of, whole

BACK, AHEAD = timedelta(weeks=2), timedelta(weeks=3)
LOOKED_AT = timedelta(weeks=12)
FEED_BACK, FEED_AHEAD = timedelta(days=30), timedelta(days=150)
NO_SCHOOL = 0  # teams of the whole district follow the district's own days
Marks = dict[tuple[date, int], MeetingMark]


@dataclass(frozen=True, slots=True)
class Planned:
    """One meeting of a team as its people see it: with what it is for, who supports the team then, and how."""

    team: Team
    meeting: Meeting
    mark: MeetingMark | None
    supports: tuple[str, ...]
    past: bool
    may: bool

    @property
    def clock(self) -> str:
        return clock_range(self.meeting.start, self.meeting.end)

    @property
    def held(self) -> bool | None:
        return self.mark.held if self.mark else None

    @property
    def purpose(self) -> str:
        return self.mark.purpose if self.mark else ""


@dataclass(frozen=True, slots=True)
class Due:
    """Personal support that is due in a week. ``mine``: I am the one who is supported, so I say whether it was held."""

    support: PersonalSupport
    words: str
    held: bool | None
    mine: bool
    past: bool


@dataclass(slots=True)
class Week:
    """One week of mine."""

    begins: date
    meetings: list[Planned] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    current: bool = False


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A team's meetings and its support, planned against held."""

    team: Team
    met: Tally
    supported: Tally
    has_time: bool


def _times(team: Whole, slots: Iterable[MeetingSlot]) -> list[Time]:
    return [Time(s.day, s.start, s.end, s.every_weeks, s.begins, s.ends) for s in slots if s.team_id == team.team.pk]


def planned_for(teams: Iterable[Whole], first: date, last: date) -> dict[int, list[Meeting]]:
    """The meetings of these teams from a day to another, also of times that have ended meanwhile. Four queries."""
    listed = list(teams)
    slots = list(MeetingSlot.objects.filter(team_id__in=[one.team.pk for one in listed]))
    days = calendars({one.team.school_id or NO_SCHOOL for one in listed})
    return {one.team.pk: meetings(_times(one, slots), _labels(days, one.team), first, last) for one in listed}


def _labels(days: dict[int, Any], team: Team) -> Any:
    calendar = days[team.school_id or NO_SCHOOL]

    def labels(day: date) -> tuple[str, ...]:
        found = calendar.on(day)
        return found.labels if found else ()

    return labels


def _marks(teams: Iterable[int], first: date) -> dict[int, Marks]:
    found: dict[int, Marks] = defaultdict(dict)
    for mark in MeetingMark.objects.filter(team_id__in=list(teams), date__gte=first):
        found[mark.team_id][mark.date, mark.start] = mark
    return found


def _supports_at(team: Whole, planned: list[Meeting]) -> dict[Meeting, list[Support]]:
    """Who supports the team at which of its meetings."""
    found: dict[Meeting, list[Support]] = defaultdict(list)
    for one in team.supports:
        for meeting in supported(planned, one.begins, one.every_weeks):
            found[meeting].append(one)
    return found


# --- My weeks -------------------------------------------------------------------------------------------
def my_rhythm(actor: Actor) -> dict[str, Any]:
    """My weeks of support, two back and three ahead. A fixed number of queries."""
    rules.have_card(actor)
    day = today_of(actor)
    first, last = monday(day) - BACK, monday(day) + AHEAD + timedelta(days=6)
    weeks = {one: Week(one, current=one == monday(day)) for one in _mondays(first, last)}
    parts = parts_of(actor.staff_id, day)
    teams = whole(teams_on(day).filter(pk__in=parts), day)
    for one in _my_meetings(actor, teams, parts, first, last):
        weeks[monday(one.meeting.date)].meetings.append(one)
    for begins, due in _my_due(actor, first, last):
        weeks[begins].due.append(due)
    listed = list(weeks.values())
    return {
        "today": day,
        "ahead": [one for one in listed if one.begins >= monday(day)],
        "before": [one for one in listed if one.begins < monday(day)],
        "empty": not any(one.meetings or one.due for one in listed),
        "teams": len(teams),
    }


def _mondays(first: date, last: date) -> list[date]:
    return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]


def _my_meetings(
    actor: Actor, teams: dict[int, Whole], parts: dict[int, str], first: date, last: date
) -> list[Planned]:
    """Meetings of my teams in order. Spans of support are counted from their beginning, so their past is needed."""
    day = today_of(actor)
    since = min((one.begins for team in teams.values() for one in team.supports), default=first)
    everything = planned_for(teams.values(), min(first, max(since, first - timedelta(weeks=52))), last)
    marks = _marks(teams, first)
    found = []
    for pk, planned in everything.items():
        helped = _supports_at(teams[pk], planned)
        may = rules.keep_rhythm.allows(actor, teams[pk].team, parts[pk])
        found += [
            Planned(
                teams[pk].team, one, marks[pk].get((one.date, one.start)),
                tuple(f"{s.supporter}: {s.get_how_display()}" for s in helped[one]), one.date < day, may,
            )
            for one in planned if one.date >= first
        ]  # fmt: skip
    return sorted(found, key=lambda one: (one.meeting, one.team.name))


def _my_due(actor: Actor, first: date, last: date) -> list[tuple[date, Due]]:
    """Personal support of mine and by me, by the weeks in which it is due."""
    known = personal_supports(actor)
    held = {
        (mark.support_id, mark.week): mark.held
        for mark in PersonalMark.objects.filter(support__in=[one for one, _words in known], week__gte=first)
    }
    today = today_of(actor)
    return [
        (week, Due(one, words, held.get((one.pk, week)), one.staff_id == actor.staff_id, week <= today))
        for one, words in known
        for week in weeks_due(one.begins, one.every_weeks, first, last)
    ]


def meeting_of(actor: Actor, public_id: str, on: date, start: int) -> Team:
    """The team of a meeting that is planned, for whoever keeps its rhythm. Http404 when none is planned then."""
    team, part = team_for(actor, public_id)
    rules.keep_rhythm(actor, team, part)
    (shown,) = whole([team], today_of(actor)).values()
    if not any(one.start == start for one in planned_for([shown], on, on)[team.pk]):
        raise Http404
    return team


def own_support_due(actor: Actor, public_id: str, week: date) -> PersonalSupport:
    """Support of mine that was due in a week. Http404 for anybody else's, and for a week without any."""
    found = PersonalSupport.objects.filter(staff_id=actor.staff_id, public_id=public_id).first()
    fits = found is not None and week == monday(week) and week >= monday(found.begins)
    if found is None or not fits or not in_turn(week, found.begins, found.every_weeks):
        raise Http404
    return found


# --- Planned against held -------------------------------------------------------------------------------
def rhythms(teams: Iterable[Whole], first: date, today: date) -> list[Rhythm]:
    """Planned against held for each team, from a day up to yesterday. Five queries, however many teams."""
    listed = list(teams)
    since = min((one.begins for team in listed for one in team.supports), default=first)
    planned = planned_for(listed, min(first, since), today - timedelta(days=1)) if listed else {}
    marks = _marks(planned, first)
    return [_rhythm(one, planned[one.team.pk], marks[one.team.pk], first, today) for one in listed]


def _rhythm(team: Whole, planned: list[Meeting], marks: Marks, first: date, today: date) -> Rhythm:
    said = {key: mark.held for key, mark in marks.items()}
    helped = [meeting for meeting, people in _supports_at(team, planned).items() for _one in people]
    return Rhythm(
        team.team,
        tally((one for one in planned if one.date >= first), said, today),
        tally((one for one in helped if one.date >= first), said, today),
        bool(team.slots),
    )


def rhythm_page(actor: Actor, school_id: str) -> dict[str, Any]:
    """Planned against held for the teams of a school, for whoever makes its teams."""
    schools = schools_to_see(actor)
    school = school_chosen(actor, school_id, schools) or next(iter(schools), None)
    day = today_of(actor)
    first = max(year_of(day)[0], monday(day) - LOOKED_AT)
    here = whole(teams_on(day).filter(school=school).order_by("name", "id"), day) if school else {}
    found = rhythms(here.values(), first, day)
    return {
        "rhythms": found,
        "planned": sum(one.met.planned for one in found),
        "held": sum(one.met.held for one in found),
        "missed": sum(one.met.missed for one in found),
        "unsaid": sum(one.met.unsaid for one in found),
        "timeless": [one.team for one in found if not one.has_time],
        "first": first,
        "schools": schools,
        "school": school,
    }


def rhythm_table(actor: Actor, school_id: str) -> Table:
    """The same as a table: a row a team."""
    columns = [
        _("Team"), _("Meetings planned"), _("Held"), _("Not held"), _("Not said"), _("Support planned"),
        _("Support held"),
    ]  # fmt: skip
    page = rhythm_page(actor, school_id)
    return Table("rhythm-of-support", columns, [_row(one) for one in page["rhythms"]])


def _row(one: Rhythm) -> list[object]:
    met = one.met
    return [one.team.name, met.planned, met.held, met.missed, met.unsaid, one.supported.planned, one.supported.held]


# --- The calendar of a team -----------------------------------------------------------------------------
def team_feed(token: str, now: datetime) -> str:
    """The calendar of a team, for whoever has a part in it today. Raises Http404 for a wrong, old or closed address."""
    names, _tilde, signature = token.partition("~")
    team_id, _dot, account_id = names.partition(".")
    account = _account(team_id, account_id, signature)
    assert account.district is not None  # noqa: S101 - checked by _account
    today = now.astimezone(ZoneInfo(account.district.time_zone)).date()
    with district_scope(account.district.pk), translation.override(account.language):
        team = teams_on(today).filter(public_id=team_id, pk__in=parts_of(account.staff_id, today)).first()
        if team is None:
            raise Http404
        (shown,) = whole([team], today).values()
        events = _events(shown, account.district, today)
        stamp = now.replace(minute=0, second=0, microsecond=0)
        return calendar_text(events, now=stamp, name=team.name)


def _account(team_id: str, account_id: str, signature: str) -> Account:
    with across_districts():
        found = Account.objects.select_related("district", "staff").filter(public_id=account_id, is_active=True).first()
    if found is None or found.district is None or found.staff is None or not found.staff.active:
        raise Http404
    try:
        check_token(found, team_id, signature)
    except BadSignature:
        raise Http404 from None
    return found


def _events(team: Whole, district: District, today: date) -> list[CalendarEvent]:
    first, last = today - FEED_BACK, today + FEED_AHEAD
    planned = planned_for([team], first, last)[team.team.pk]
    marks, rooms = _marks([team.team.pk], first)[team.team.pk], {one.start: one.room for one in team.slots}
    zone = ZoneInfo(district.time_zone)
    return [_event(team, one, marks.get((one.date, one.start)), rooms.get(one.start, ""), zone) for one in planned]


def _event(team: Whole, one: Meeting, mark: MeetingMark | None, room: str, zone: ZoneInfo) -> CalendarEvent:
    place = [_("Room %(room)s") % {"room": room}] if room else []
    told = [mark.purpose if mark else "", *(support_in_words(one) for one in team.supports)]
    return CalendarEvent(
        uid=f"team-{team.team.public_id}-{one.date:%Y%m%d}-{one.start}@staffroom",
        starts=datetime.combine(one.date, time(*divmod(one.start, 60)), tzinfo=zone),
        ends=datetime.combine(one.date, time(*divmod(one.end, 60)), tzinfo=zone),
        title=team.team.name,
        place=", ".join([*place, *([str(team.team.school)] if team.team.school else [])]),
        description="\n".join(filter(None, told)),
        status="CANCELLED" if mark and mark.held is False else "CONFIRMED",
        url=settings.BASE_URL + reverse("team", args=[team.team.public_id]),
    )

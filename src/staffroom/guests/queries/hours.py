"""Guest hours: one for those who may see it, mine, a team's; and the time that they take."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.guests import month_of
from staffroom.core.reserved import Reserved
from staffroom.core.teams.rhythm import Meeting
from staffroom.people.models import District
from staffroom.spine.access import Actor
from staffroom.spine.scoping import current_district_id
from staffroom.teams import queries as teams
from staffroom.teams.models import MeetingMark, Membership, Team
from staffroom.timetable.reserved import TakenOf
from staffroom.ui.templatetags.ui import long_day
from staffroom.visits.waits import Waiting

from .. import rules
from ..models import LIVE, GuestHour, GuestThanks, GuestWish

AHEAD = timedelta(days=28)
BACK = timedelta(days=60)


def guest_hours() -> QuerySet[GuestHour]:
    """Guest hours of the district in scope, with all that a page or a mail of one needs."""
    return GuestHour.objects.select_related(
        "guest__account", "asked_by__account", "team__school", "school", "practice", "district"
    )


def hour_for(actor: Actor, public_id: str) -> tuple[GuestHour, str]:
    """A guest hour and the actor's part in its team. Http404 for whoever may not see it."""
    found = guest_hours().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    part = teams.part_in(actor, found.team)
    rules.read_hour(actor, found, part)
    return found, part


def thanks_for(actor: Actor, public_id: str) -> GuestThanks:
    """Thanks, for the guest and its author. Http404 for everybody else."""
    found = GuestThanks.objects.filter(public_id=public_id).select_related("hour__district", "author").first()
    if found is None:
        raise Http404
    rules.delete_thanks(actor, found)
    return found


def thanks_of(actor: Actor, hour: GuestHour) -> GuestThanks | None:
    """The thanks for one hour, where the reader may read them."""
    found = GuestThanks.objects.filter(hour=hour).select_related("hour", "author").first()
    return found if found is not None and rules.reads_thanks(actor, found) else None


def is_thanked(hour: GuestHour) -> bool:
    return GuestThanks.objects.filter(hour=hour).exists()


def meetings_ahead(team: Team, first: date, last: date) -> list[Meeting]:
    """The meetings of a team from a day to another, without those it has called off."""
    (whole,) = teams.whole([team], first).values()
    off = set(MeetingMark.objects.filter(team=team, held=False, date__range=(first, last)).values_list("date", "start"))
    return [one for one in teams.planned_for([whole], first, last)[team.pk] if (one.date, one.start) not in off]


def taken_meetings(team: Team, since: date) -> set[tuple[date, int]]:
    """Meetings for which a guest is asked or booked."""
    rows = GuestHour.objects.filter(team=team, state__in=LIVE, date__gte=since)
    return set(rows.values_list("date", "start"))


def same_asked(team: Team, guest_id: int, on: date, start: int) -> GuestHour | None:
    """The live hour of this guest at this meeting."""
    return guest_hours().filter(team=team, guest_id=guest_id, date=on, start=start, state__in=LIVE).first()


def asked_by_month(staff_ids: Collection[int], since: date, leave_out: int | None = None) -> dict[int, dict[int, int]]:
    """How often these people are asked or booked, by month. One query."""
    rows = GuestHour.objects.filter(guest_id__in=[*staff_ids], state__in=LIVE, date__gte=since.replace(day=1))
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for guest, day in rows.exclude(pk=leave_out).values_list("guest_id", "date"):
        found[guest][month_of(day.toordinal())] += 1
    return found


def wants_to_be_asked(actor: Actor) -> bool:
    return not GuestWish.objects.filter(staff_id=actor.staff_id, ask=False).exists()


def unwilling(staff_ids: Collection[int]) -> set[int]:
    """Those of these people who do not want to be asked."""
    return set(GuestWish.objects.filter(staff_id__in=[*staff_ids], ask=False).values_list("staff_id", flat=True))


# --- The time that guests give --------------------------------------------------------------------------


def reserved(
    staff_ids: Collection[int], dates: Sequence[date], known: Mapping[int, object], *, usual: bool = False
) -> list[Reserved]:
    """When these people are guests or are asked to be, the ways included. One query. No week is usual with them."""
    if usual or not dates:
        return []
    rows = GuestHour.objects.filter(guest_id__in=[*staff_ids], date__in=dates, state__in=LIVE).select_related("team")
    return [
        Reserved(
            str(one.guest_id), one.date.toordinal(), max(0, one.start - one.travel), one.end + one.travel, "guest",
            one.team.name, one.public_id, "collaboration", "team",
        )
        for one in rows.order_by("pk")
    ]  # fmt: skip


def hours_in(taken: TakenOf, now: datetime) -> list[str]:
    """Public ids of the guest hours ahead of whose minutes some would be taken from the guest."""
    found = [one for one in ahead(now) if not rules.begun(one, now)]
    people, days = sorted({one.guest_id for one in found}), sorted({one.date for one in found})
    held: dict[tuple[str, int], list[Reserved]] = defaultdict(list)
    for each in taken(people, days) if found else ():
        held[each.person, each.date].append(each)
    return [one.public_id for one in found if any(_meets(one, each) for each in _of(one, held))]


def _of(hour: GuestHour, held: Mapping[tuple[str, int], list[Reserved]]) -> Iterable[Reserved]:
    return held.get((str(hour.guest_id), hour.date.toordinal()), ())


def _meets(hour: GuestHour, one: Reserved) -> bool:
    return hour.start - hour.travel < one.end and one.start < hour.end + hour.travel


def told(count: int) -> str:
    """How many guest hours lie in time that would be taken."""
    text = ngettext(
        "%(n)d guest hour of a leader lies in this time. It ends, and everybody is told.",
        "%(n)d guest hours of leaders lie in this time. They end, and everybody is told.",
        count,
    )
    return text % {"n": count}


def told_held(_taken: TakenOf, _since: date, _now: datetime) -> str:
    """What has taken place is nobody's business here."""
    return _("Guest hours of the past are not touched.")


def ahead(now: datetime) -> list[GuestHour]:
    """Guest hours asked or booked from today on, in the district in scope."""
    return list(guest_hours().filter(state__in=LIVE, date__gte=today_in_district(now)).order_by("pk"))


def lapsed(now: datetime) -> list[GuestHour]:
    """Asked for, and no answer came until it began."""
    rows = guest_hours().filter(state=GuestHour.State.ASKED, date__lte=today_in_district(now)).order_by("pk")
    return [one for one in rows if rules.begun(one, now)]


def today_in_district(now: datetime) -> date:
    zone = District.objects.values_list("time_zone", flat=True).get(pk=current_district_id())
    return now.astimezone(ZoneInfo(zone)).date()


# --- Lists ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mine:
    """Where I am a guest or am asked to be, and the guests of my teams, the next first."""

    waiting: list[GuestHour]
    coming: list[GuestHour]
    of_teams: list[GuestHour]
    past: list[GuestHour]


def my_hours(actor: Actor) -> Mine:
    """Two queries."""
    day = teams.today_of(actor)
    mine = [pk for pk, part in teams.parts_of(actor.staff_id, day).items() if part in rules.PARTS_THAT_BELONG]
    here = Q(guest_id=actor.staff_id) | Q(asked_by_id=actor.staff_id) | Q(team_id__in=mine)
    rows = list(guest_hours().filter(here, date__gte=day - BACK))
    live = [one for one in rows if one.state in LIVE and one.date >= day]
    return Mine(
        waiting=[one for one in live if _waits_for(actor, one)],
        coming=[one for one in live if one.guest_id == actor.staff_id and not _waits_for(actor, one)],
        of_teams=[one for one in live if one.guest_id != actor.staff_id and not _waits_for(actor, one)],
        past=[one for one in reversed(rows) if one not in live],
    )


def _waits_for(actor: Actor, hour: GuestHour) -> bool:
    return hour.state == GuestHour.State.ASKED and hour.guest_answers == (hour.guest_id == actor.staff_id)


def waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """What waits for me, for the page of today. Two queries."""
    if actor.staff_id is None or actor.today is None:
        return []
    return [
        Waiting(
            _waits(actor, one),
            reverse("guest_hour", args=[one.public_id]),
            _("Answer"),
        )
        for one in my_hours(actor).waiting
        if not rules.begun(one, now)
    ]


def _waits(actor: Actor, hour: GuestHour) -> str:
    facts = {"team": hour.team.name, "day": long_day(hour.date), "guest": hour.guest}
    if hour.guest_id == actor.staff_id:
        return _("“%(team)s” asks you to be its guest on %(day)s") % facts
    return _("%(guest)s proposes another meeting of “%(team)s”: %(day)s") % facts


def people_of(team: Team, day: date) -> list[Membership]:
    """Who belongs to a team on a day, with what a mail to them needs."""
    held = Membership.objects.filter(
        Q(ends=None) | Q(ends__gt=day), team=team, begins__lte=day, part__in=rules.PARTS_THAT_BELONG, staff__active=True
    )
    return list(held.select_related("staff__account").order_by("pk"))

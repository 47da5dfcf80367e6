"""Who could be a guest of a team: leaders of other schools, when they are free, and why just they."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.context import Context, likeness, likeness_score
from staffroom.core.guests import (
    Candidate,
    Gathering,
    GuestCase,
    GuestRule,
    GuestSlot,
    Invited,
    check_guest,
    find_guests,
)
from staffroom.core.teams.rhythm import Meeting
from staffroom.core.visits.instance import Busy
from staffroom.expertise import queries as expertise
from staffroom.expertise.models import Offer, Practice
from staffroom.expertise.queries.hosts import said_reasons
from staffroom.people.models import District, School, Section, Staff, Teaching
from staffroom.spine.access import Actor
from staffroom.spine.editions import memory
from staffroom.teams.models import Membership, RoleHolding, Support, Team, holding
from staffroom.timetable.queries.days import between, school_days
from staffroom.timetable.queries.lessons import away_days, timetable_of
from staffroom.timetable.queries.reserved import reserved_of
from staffroom.timetable.queries.settings import rules_of, time_rules, travel_matrix
from staffroom.trust.queries import stands_over
from staffroom.visits.models import Visit
from staffroom.visits.queries import LIVE as LIVE_VISITS
from staffroom.visits.queries import cover_times, persons

from ..models import GuestHour
from .hours import asked_by_month, people_of, taken_meetings, unwilling

SHARE_OF_PRACTICE = 0.5  # how much it counts that somebody shows the practice that is asked for


@dataclass(slots=True)
class Leader:
    """Somebody who leads somewhere, with what that is in words, and the practices they offer."""

    staff: Staff
    roles: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)
    offers: list[Practice] = field(default_factory=list)
    alike: tuple[str, ...] = ()
    fit: float = 0.0
    school: School | None = None

    @property
    def kinds(self) -> list[str]:
        """What they lead, as at most three phrases: roles, teams led, teams supported."""
        told = [", ".join(self.roles[:2])] if self.roles else []
        if self.leads:
            told.append(_("leads “%(team)s”") % {"team": self.leads[0]})
        if self.supports:
            count = len(self.supports)
            told.append(ngettext("supports %(n)d team", "supports %(n)d teams", count) % {"n": count})
        return told


def meeting_id(one: Meeting) -> str:
    """``2026-10-06/900``: how a meeting of a team stands in a form."""
    return f"{one.date.isoformat()}/{one.start}"


def leaders(day: date, but: Collection[int] = ()) -> dict[int, Leader]:
    """Who leads anywhere in the district on a day: holders of roles, who leads a team, who supports one. Three
    queries."""
    found: dict[int, Leader] = {}

    def add(staff: Staff, what: str, name: str) -> None:
        if staff.pk not in but:
            listed: list[str] = getattr(found.setdefault(staff.pk, Leader(staff)), what)
            if name not in listed:
                listed.append(name)

    held = RoleHolding.objects.filter(holding(day), staff__active=True)
    for row in held.select_related("staff", "role__kind").order_by("pk"):
        add(row.staff, "roles", str(row.role.kind))
    parts = Membership.objects.filter(holding(day), holding(day, "team__"), staff__active=True, part__in=LEADING)
    for one in parts.select_related("staff", "team").order_by("pk"):
        add(one.staff, "leads" if one.part == Membership.Part.LEAD else "supports", one.team.name)
    helps = Support.objects.filter(holding(day), holding(day, "team__"), supporter__active=True)
    for each in helps.select_related("supporter", "team").order_by("pk"):
        add(each.supporter, "supports", each.team.name)
    return found


LEADING = (Membership.Part.LEAD, Membership.Part.SUPPORTER)


@dataclass(frozen=True, slots=True)
class Search:
    """One search: the case for the core, and who is who in it."""

    case: GuestCase
    leaders: dict[int, Leader]
    meetings: dict[str, Meeting]


def search_for(
    actor: Actor,
    team: Team,
    meetings: Sequence[Meeting],
    now: datetime,
    *,
    practice: Practice | None = None,
    only: int | None = None,
    leave_out: GuestHour | None = None,
) -> Search:
    """All that decides who can come to these meetings. A fixed number of queries.

    Nobody is named who evaluates one of the team or leads their school: a guest comes to help. ``only``: one person;
    ``leave_out``: a guest hour that there is already. It does not count, and its guest need neither lead anything any
    more nor want to be asked again.
    """
    district = District.objects.get(pk=actor.district_id)
    local = now.astimezone(ZoneInfo(district.time_zone))
    members = {one.staff_id for one in people_of(team, local.date())}
    found = leaders(local.date(), but=members)
    if leave_out is not None and leave_out.guest.active:
        found.setdefault(leave_out.guest_id, Leader(leave_out.guest))
    if only is not None:
        found = {pk: one for pk, one in found.items() if pk == only}
    above = {over for over, under in stands_over({*found, *members}, local.date()) if under in members}
    found = {pk: one for pk, one in found.items() if pk not in above}
    _compare(actor, found, members, practice)
    return Search(
        _case(district, team, meetings, found, local, leave_out), found, {meeting_id(one): one for one in meetings}
    )


def _compare(actor: Actor, found: dict[int, Leader], members: Collection[int], practice: Practice | None) -> None:
    """How well each fits whoever asks: classes like theirs (or like the team's), and the practice that is wanted."""
    classes = _classes({*found, *members, *([actor.staff_id] if actor.staff_id else [])})
    asking = [actor.staff_id] if classes.get(actor.staff_id or 0) else [*members]
    mine = {context for pk in asking for context in classes.get(pk, ())}
    weights = expertise.weights_of(actor.district_id, memory())
    readable = Offer.objects.filter(expertise.seen_by(actor), staff_id__in=found, state=Offer.State.PUBLISHED)
    for offer in readable.select_related("practice").order_by("pk"):
        found[offer.staff_id].offers.append(offer.practice)
    for pk, one in found.items():
        pairs = [(likeness_score(a, b, weights), a, b) for a in mine for b in classes.get(pk, ())]
        score, own, theirs = max(pairs, key=lambda pair: pair[0], default=(0.0, None, None))
        one.fit = score
        if own and theirs and score > 0:
            one.alike = said_reasons(likeness(own, theirs, weights))[:2]
        if practice is not None:
            shows = any(each.pk == practice.pk for each in one.offers)
            one.fit = (1 - SHARE_OF_PRACTICE) * score + SHARE_OF_PRACTICE * shows


def _classes(staff_ids: Collection[int]) -> dict[int, set[Context]]:
    rows = Teaching.objects.filter(staff_id__in=[*staff_ids], active=True, section__active=True)
    pairs = list(rows.values_list("staff_id", "section_id"))
    sections = Section.objects.select_related("school").in_bulk({section for _staff, section in pairs})
    found: dict[int, set[Context]] = defaultdict(set)
    for staff, section in pairs:
        found[staff].add(expertise.context_of(sections[section]))
    return found


def _case(
    district: District,
    team: Team,
    meetings: Sequence[Meeting],
    found: dict[int, Leader],
    local: datetime,
    leave_out: GuestHour | None,
) -> GuestCase:
    ids, rules = sorted(found), time_rules(district)
    weeks = _weeks(meetings)
    known = timetable_of(ids, weeks)
    lessons = tuple(lesson for person in ids for lesson in known.lessons(person))
    with_timetable = {lesson.person for lesson in lessons}
    homes = {int(pk): one.school for pk, one in persons(ids).items()}
    schools = School.objects.in_bulk({int(one) for one in homes.values() if one} | {team.school_id or 0})
    for pk, one in found.items():
        one.school = schools.get(int(homes.get(pk) or 0))
    taken = taken_meetings(team, local.date()) if leave_out is None else set()
    asked = asked_by_month(ids, local.date(), leave_out.pk if leave_out else None)
    least = rules_of(district, ids, weeks[0]) if weeks else {}
    no = unwilling(ids) if leave_out is None else set()
    return GuestCase(
        school=str(team.school_id),
        meetings=tuple(
            Gathering(meeting_id(m), m.date.toordinal(), m.start, m.end, (m.date, m.start) in taken) for m in meetings
        ),
        candidates=tuple(
            Candidate(
                str(pk), homes.get(pk, ""), found[pk].fit, pk not in no, str(pk) in with_timetable, dict(asked[pk]),
                least[pk].contract_prep_minutes_week if pk in least else None,
            )
            for pk in ids
        ),
        lessons=lessons,
        days=tuple(school_days(list(schools), weeks)) if weeks else (),
        now_date=local.date().toordinal(),
        now_minute=local.hour * 60 + local.minute,
        busy=tuple(_busy(known, ids, weeks, leave_out)),
        travel=travel_matrix(schools.values(), district),
        max_travel=rules.max_travel,
        most_a_month=rules.guest_hours_month,
    )  # fmt: skip


def _weeks(meetings: Sequence[Meeting]) -> list[date]:
    """The weekdays of the weeks of these meetings: the contract counts whole weeks."""
    mondays = sorted({one.date - timedelta(days=one.date.weekday()) for one in meetings})
    return [day for monday in mondays for day in between(monday, monday + timedelta(days=4))]


def _busy(known: object, ids: Sequence[int], weeks: Sequence[date], leave_out: GuestHour | None) -> Iterable[Busy]:
    """When they are away, and what they have promised: meetings, learning time, covers, visits, guest hours."""
    for person, day in sorted(away_days(ids, weeks)):
        yield Busy(str(person), day.toordinal())
    for one in reserved_of(known, ids) if weeks else ():  # type: ignore[arg-type]
        if one.kind != "guest" or leave_out is None or one.key != leave_out.public_id:
            yield Busy(one.person, one.date, one.start, one.end, "promise")
    yield from cover_times(ids, weeks)
    rows = Visit.objects.filter(visitor_id__in=ids, date__in=weeks, state__in=LIVE_VISITS)
    for person, day, start, end, way in rows.values_list("visitor_id", "date", "start", "end", "travel"):
        yield Busy(str(person), day.toordinal(), start - way, end + way, "promise")


TAKES_THE_TIME = frozenset({GuestRule.NO_SCHOOL, GuestRule.TEACHES, GuestRule.AWAY, GuestRule.PROMISED, GuestRule.USES})


def can_still_come(actor: Actor, hour: GuestHour, meeting: Meeting, now: datetime) -> bool:
    """Whether the guest of an hour is there for it still: nothing has taken their time, they have not left, and they
    evaluate nobody of the team. Caps, distances and wishes are for asking: they undo nothing."""
    search = search_for(actor, hour.team, [meeting], now, only=hour.guest_id, leave_out=hour)
    if hour.guest_id not in search.leaders:
        return False
    found = check_guest(Invited(str(hour.guest_id), meeting_id(meeting), tuple(hour.uses)), search.case)
    return not any(one.rule in TAKES_THE_TIME for one in found)


def slots_of(search: Search) -> tuple[GuestSlot, ...]:
    return find_guests(search.case).slots

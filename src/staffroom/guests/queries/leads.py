"""New leads: whose team they are going to lead, whom of it they have seen, and the plan for the others."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from staffroom.core.leading import (
    Choice,
    LeadCase,
    LeadPlan,
    change_sentence,
    changes,
    lead_sentence,
    plan_release,
)
from staffroom.core.leading.case import NOON
from staffroom.core.visits.instance import Instance
from staffroom.core.visits.modes import COVERED, Mode, ModeSlot, slots_in
from staffroom.people.models import District, Staff
from staffroom.spine.access import Actor
from staffroom.teams import queries as teams
from staffroom.teams.models import Membership, Team
from staffroom.teams.rules import PARTS_THAT_BELONG
from staffroom.trust.queries import stands_over
from staffroom.visits.models import Visit
from staffroom.visits.queries import LIVE, case_for_hosts, release_terms, sentence_language
from staffroom.visits.queries.pages import Found
from staffroom.visits.queries.ways import coverable_slots
from staffroom.visits.rules import over

from .. import rules
from ..models import NewLead

LATELY = timedelta(days=90)
MOST_WEEKS, USUAL_WEEKS, BEYOND = 8, 4, 3


# --- Who is one -----------------------------------------------------------------------------------------


def leads_of(team_ids: Collection[int] | None, day: date, staff_id: int | None = None) -> dict[tuple[int, int], Staff]:
    """(team, staff id) of everybody who will lead a team, does since lately, or was chosen by hand. Two queries."""
    soon = Membership.objects.filter(
        Q(ends=None) | Q(ends__gt=day), part=Membership.Part.LEAD, begins__gte=day - LATELY, staff__active=True
    )
    chosen = NewLead.objects.filter(staff__active=True)
    found: dict[tuple[int, int], Staff] = {}
    for rows in (soon, chosen):
        kept = rows if team_ids is None else rows.filter(team_id__in=[*team_ids])
        mine = kept if staff_id is None else kept.filter(staff_id=staff_id)
        for one in mine.exclude(team__ends__lte=day).select_related("staff__account").order_by("pk"):
            found.setdefault((one.team_id, one.staff_id), one.staff)
    return found


def teams_to_know(actor: Actor) -> list[Team]:
    """The teams that I am going to lead, or lead since lately."""
    if actor.staff_id is None:
        return []
    ids = {team for team, _staff in leads_of(None, teams.today_of(actor), actor.staff_id)}
    return list(Team.objects.filter(pk__in=ids).select_related("school").order_by("name", "id"))


def team_to_know(actor: Actor, public_id: str) -> Team:
    """One of them. Raises Http404, or Forbidden for whoever is not going to lead it."""
    team, _part = teams.team_for(actor, public_id)
    new = actor.staff_id is not None and bool(leads_of([team.pk], teams.today_of(actor), actor.staff_id))
    rules.plan_as_lead(actor, new)
    return team


def members_of(team: Team, lead_id: int, day: date) -> list[Staff]:
    """Whom somebody will work with in a team: all who belong to it or are going to, but themselves."""
    held = Membership.objects.filter(
        Q(ends=None) | Q(ends__gt=day), team=team, part__in=PARTS_THAT_BELONG, staff__active=True
    )
    rows = held.exclude(staff_id=lead_id).select_related("staff").order_by("staff__family", "staff__given", "pk")
    return list({one.staff_id: one.staff for one in rows}.values())


def visits_of(lead_id: int, members: Collection[int], day: date) -> dict[int, Visit]:
    """The live visit of a lead to each of these members this school year, the latest."""
    rows = Visit.objects.filter(
        purpose=Visit.Purpose.TEAM, visitor_id=lead_id, host_id__in=[*members], state__in=LIVE,
        date__gte=teams.year_of(day)[0],
    )  # fmt: skip
    return {one.host_id: one for one in rows.select_related("district", "host").order_by("date", "pk")}


def is_seen(visit: Visit, now: datetime) -> bool:
    """Whether it was booked and is over."""
    return visit.state == Visit.State.ACCEPTED and over(visit, now)


# --- The plan -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the lead says: from which Monday, how many weeks, how many outings a week."""

    first: date
    weeks: int
    a_week: int

    @property
    def last(self) -> date:
        return self.first + timedelta(days=7 * (self.weeks + BEYOND) - 3)


@dataclass(frozen=True, slots=True)
class Line:
    """One planned visit as a person reads it."""

    staff: Staff
    choice: Choice
    lesson: str
    leave: int
    back: int
    travel: int
    covered: str

    @property
    def day(self) -> date:
        return date.fromordinal(self.choice.date)


@dataclass(slots=True)
class Plan:
    """The plan of one lead for one team."""

    team: Team
    wanted: Wanted
    members: list[Staff]
    seen: list[Visit] = field(default_factory=list)
    asked: list[Visit] = field(default_factory=list)
    weeks: list[tuple[date, list[Line]]] = field(default_factory=list)
    without: list[tuple[Staff, list[str]]] = field(default_factory=list)
    sentence: str = ""
    changes: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for _monday, lines in self.weeks for line in lines]


def plan_for(actor: Actor, team: Team, wanted: Wanted, now: datetime) -> Plan:
    """Made anew from what is free now. A fixed number of queries, and a few more for each school with classes."""
    day = teams.today_of(actor)
    me = actor.staff_id or 0
    found = Plan(team, wanted, members_of(team, me, day))
    held = visits_of(me, [one.pk for one in found.members], day)
    found.seen = [one for one in held.values() if is_seen(one, now)]
    found.asked = [one for one in held.values() if not is_seen(one, now)]
    left = [one for one in found.members if one.pk not in held]
    said_no = _said_no(me, [one.pk for one in left], day)
    found.without += [(one, [_asked_before()]) for one in left if one.pk in said_no]
    left = [one for one in left if one.pk not in said_no]
    above = {under for boss, under in stands_over({me, *(one.pk for one in left)}, day) if boss == me}
    barred = [one for one in left if one.pk in above]
    wanting = [one for one in left if one.pk not in above]
    if wanting:
        _planned(found, actor, wanting, now)
    found.without += [(one, [_barred()]) for one in barred]
    if not wanting and barred:
        found.sentence = _("Nobody is left who can be planned.")
    return found


def _said_no(lead_id: int, members: Collection[int], day: date) -> set[int]:
    """Who said no this school year: nobody is asked over and over."""
    rows = Visit.objects.filter(
        purpose=Visit.Purpose.TEAM, visitor_id=lead_id, host_id__in=[*members], state=Visit.State.DECLINED,
        date__gte=teams.year_of(day)[0],
    )  # fmt: skip
    return set(rows.values_list("host_id", flat=True))


def _asked_before() -> str:
    return _("Said: not this time. Talk to each other, or wait to be invited.")


def _barred() -> str:
    return _("You evaluate this colleague or lead their school, so this visit is not planned here.")


def _planned(found: Plan, actor: Actor, wanting: Sequence[Staff], now: datetime) -> None:
    district = District.objects.get(pk=actor.district_id)
    ids, span = [one.pk for one in wanting], (found.wanted.first, found.wanted.last)
    case = case_for_hosts(district, actor.staff_id or 0, ids, now, span=span)
    slots = _slots(district, case)
    lead = lead_case(case, slots, found.wanted)
    plan = plan_release(lead)
    language = sentence_language(actor.language)
    found.sentence = lead_sentence(plan, lead, language)
    found.changes = [change_sentence(one, len(lead.members), language) for one in changes(lead, plan)[:3]]
    _in_weeks(found, plan, case, slots, {one.pk: one for one in wanting})
    told = Found(case, actor.language)
    named = {str(one.pk): one for one in wanting}
    for member in plan.unseen:
        some = any(one.member == member and one.week < lead.weeks for one in lead.choices)
        reasons = [_("There are free times, but not within the limits of these weeks.")] if some else []
        found.without.append((named[member], reasons or list(told.reasons(member))[:2] or [_no_class()]))


def _no_class() -> str:
    return _("No lesson of theirs can be visited in these weeks.")


def _slots(district: District, case: Instance) -> dict[str, ModeSlot]:
    """Every lawful slot, by the id of its choice; classes only where a colleague can cover them."""
    terms = release_terms(case)
    listed = [
        *slots_in(Mode.OWN, case),
        *coverable_slots(district, case),
        *slots_in(Mode.SUBSTITUTE, case, terms),
    ]
    return {f"{one.mode}:{one.slot.lesson}": one for one in listed}


def lead_case(case: Instance, slots: dict[str, ModeSlot], wanted: Wanted) -> LeadCase:
    """The instance of the planner of releases, from that of visits."""
    me, limits = case.request.visitor, case.rules
    mine = [one for one in case.booked if one.visitor == me]
    first = wanted.first.toordinal()
    gone: Counter[int] = Counter((one.date - first) // 7 for one in mine if one.mode not in ("substitute", "recording"))
    halves = {(one.date, one.start < NOON) for one in mine if one.mode == "substitute"}
    gone.update((day - first) // 7 for day, _morning in halves)
    return LeadCase(
        members=tuple(host.person for host in case.request.hosts),
        choices=tuple(_choice(case, key, one, first) for key, one in slots.items()),
        weeks=wanted.weeks,
        a_week=wanted.a_week,
        own=_left(limits.own_periods, sum(one.own for one in mine)),
        missed=_left(limits.classes_missed, sum(one.mode in COVERED for one in mine)),
        half_days=_left(limits.substitute_half_days, release_terms(case).half_days),
        visits=_left(limits.visits_per_visitor, len(mine)),
        gone=dict(gone),
        halves=frozenset(halves),
        spare=_spare(case, first),
    )


def _left(most: int | None, used: int) -> int | None:
    return None if most is None else max(0, most - used)


def _choice(case: Instance, key: str, one: ModeSlot, first: int) -> Choice:
    slot = one.slot
    used = [x for x in case.lessons if x.id in slot.uses]
    free = [x for x in case.lessons if x.person == case.request.visitor and x.kind == "free" and x.date == slot.date]
    return Choice(
        id=key, member=slot.host, mode=one.mode.value, week=(slot.date - first) // 7, date=slot.date,  # type: ignore[arg-type]
        start=slot.start, end=slot.end,
        first=min([slot.leave_at, *(x.start for x in used)]), last=max([slot.back_at, *(x.end for x in used)]),
        minutes=sum(max(0, min(x.end, slot.back_at) - max(x.start, slot.leave_at)) for x in free),
    )  # fmt: skip


def _spare(case: Instance, first: int) -> dict[int, int]:
    """Minutes of preparation that may still be given, by week; none where the contract keeps nothing."""
    least = case.rules.contract_prep_minutes_week
    if least is None:
        return {}
    me = case.request.visitor
    given = {
        (day, minute)
        for day, start, end in [
            *((b.date, b.start, b.end) for b in case.booked if b.visitor == me),
            *((b.date, b.start, b.end) for b in case.busy if b.person == me and b.kind == "promise"),
        ]
        for minute in range(start, end)
    }
    left: Counter[int] = Counter()
    for x in case.lessons:
        if x.person == me and x.kind == "free":
            left[(x.date - first) // 7] += sum((x.date, minute) not in given for minute in range(x.start, x.end))
    return {week: minutes - least for week, minutes in left.items()}


def _in_weeks(found: Plan, plan: LeadPlan, case: Instance, slots: dict[str, ModeSlot], named: dict[int, Staff]) -> None:
    periods = {x.id: x.period for x in case.lessons}
    weeks: dict[date, list[Line]] = {}
    for choice in plan.visits:
        one = slots[choice.id]
        slot = one.slot
        line = Line(
            named[int(choice.member)], choice, slot.lesson, slot.leave_at, slot.back_at, slot.travel,
            ", ".join(periods[key] for key in one.covered if key in slot.uses or one.mode == Mode.COVER),
        )  # fmt: skip
        monday = line.day - timedelta(days=line.day.weekday())
        weeks.setdefault(monday, []).append(line)
    found.weeks = sorted(weeks.items())


def mondays(actor: Actor, now: datetime) -> list[date]:
    """The Mondays from which a plan may start: this week's and the next seven."""
    local = now.astimezone(ZoneInfo(actor.time_zone)).date()
    first = local - timedelta(days=local.weekday())
    return [first + timedelta(weeks=n) for n in range(MOST_WEEKS)]

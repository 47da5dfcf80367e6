"""What the pages of visits show, as data."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.core.visits.instance import Instance
from staffroom.core.visits.request import Examples, Refusal, VisitSlot, find_slots
from staffroom.core.visits.rules import Rule
from staffroom.core.visits.sentences import sentence
from staffroom.expertise import queries as expertise
from staffroom.expertise import rules as expertise_rules
from staffroom.expertise.models import Offer
from staffroom.people import queries as people
from staffroom.spine.access import Actor, Refused
from staffroom.spine.editions import memory
from staffroom.teams.queries import team_line
from staffroom.timetable.models import Bell
from staffroom.ui.templatetags.ui import clock, long_day

from .. import rules
from ..models import Cover, ProposedTime, Visit
from ..waits import Waiting, coming_elsewhere, further, waiting_elsewhere
from . import booked, covers, moments
from .cadence import own_cadence
from .case import case_and_match, case_for_matches, case_for_move, sentence_language
from .feed import account_of, feed_token
from .notes import last_day, notes_of
from .proposed import proposal_of, proposals_of
from .school import school_line
from .substitutes import substitutes_needed
from .ways import from_afar, half_day_cost, other_ways, times_to_propose

HOSTS_LOOKED_AT = 24
HOSTS_SHOWN = 8
SLOTS_SHOWN = 3
PEOPLE_SHOWN, PEOPLE_LOOKED_AT = 6, 12
REASONS_SHOWN = 3
WAITING_SHOWN = 3
SUBSTITUTES_SHOWN = 5
MADE_SHOWN = 3


# --- Today ------------------------------------------------------------------------------------------


def today(actor: Actor, now: datetime) -> dict[str, Any]:
    """What is next, what waits (three things at most), what colleagues made."""
    ahead = booked.visits_ahead(actor)
    reads = actor.staff_id is not None and expertise_rules.read_offers.allows(actor)
    day = actor.today or now.date()
    return {
        "school_line": school_line(actor, now),
        "steps": _steps(actor),
        "team_line": team_line(actor),
        "next": ahead.coming[0] if ahead.coming else None,
        "later": ahead.coming[1:4],
        "elsewhere": coming_elsewhere(actor, now)[:MADE_SHOWN],
        "waiting": _waiting(actor, ahead.waiting, covers.covers_ahead(actor), now),
        "today_mine": bool(moments.visits_on(actor, day) or covers.covers_on(actor, day)) if actor.staff_id else False,
        "substitutes": substitutes_needed(actor, now)[:SUBSTITUTES_SHOWN],
        "steps_back": moments.steps_back(actor),
        "asked": ahead.asked[:WAITING_SHOWN],
        "doors": expertise.open_doors(actor, day, day + timedelta(days=7), limit=MADE_SHOWN) if reads else [],
        "offers": expertise.recent_offers(actor, MADE_SHOWN) if reads else [],
        "day": day,
        "now": now,
        "reader": actor.staff_id,
        "teaches": actor.has("teacher", "leader"),
    }


def _steps(actor: Actor) -> list[people.Step]:
    """How far the district is set up, for the central office; nothing once all is done."""
    if not actor.has("central"):
        return []
    bells, offers, visits = (
        Bell.objects.exists(),
        Offer.objects.filter(state="published").exists(),
        Visit.objects.exists(),
    )
    steps = [
        *people.checklist(actor),
        people.Step(_("Set bell times"), _("One CSV for all schools."), bells, "bell_upload"),
        people.Step(_("First offers"), _("Colleagues say what they can show."), offers, "practices"),
        people.Step(_("First visit"), _("Somebody asks, somebody says yes."), visits, "doors"),
    ]
    return [] if all(step.done for step in steps) else steps


def _waiting(actor: Actor, waiting: list[Visit], mine: list[Cover], now: datetime) -> list[Waiting]:
    asked = [
        Waiting(
            _asks(one),
            reverse("visit", args=[one.public_id]),
            _("Answer"),
        )
        for one in waiting
    ]
    times = [
        Waiting(
            _("%(other)s proposes another time: %(day)s")
            % {"other": _other(actor, one.visit), "day": long_day(one.date)},
            reverse("visit", args=[one.visit.public_id]),
            _("Answer"),
        )
        for one in proposals_of(actor, now)
        if one.answers == actor.staff_id
    ]
    notes = [
        Waiting(
            _("Two lines about your visit with %(other)s") % {"other": _other(actor, one)},
            reverse("visit", args=[one.public_id]) + "#note",
            _("Write"),
        )
        for one in booked.notes_due(actor)
    ]
    to_cover = [
        Waiting(
            _("Could you cover a class of %(visitor)s on %(day)s?")
            % {"visitor": one.visitor, "day": long_day(one.date)},
            reverse("cover", args=[one.public_id]),
            _("Answer"),
        )
        for one in mine
        if one.state == Cover.State.ASKED
    ]
    return (asked + times + to_cover + waiting_elsewhere(actor, now) + notes)[:WAITING_SHOWN]


def _asks(one: Visit) -> str:
    facts = {"visitor": one.visitor, "day": long_day(one.date)}
    return _("%(visitor)s asks to visit you on %(day)s") % facts


def _other(actor: Actor, visit: Visit) -> str:
    return str(visit.host if visit.visitor_id == actor.staff_id else visit.visitor)


# --- Find -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownSlot:
    """A slot as a person reads it."""

    lesson: str
    day: date
    start: int
    end: int
    leave_at: int
    back_at: int
    travel: int
    periods: str
    open_door: bool


@dataclass(frozen=True, slots=True)
class ShownHost:
    """A willing host: why this one, when, and why not at other times."""

    match: Any
    slots: tuple[ShownSlot, ...]
    more: int
    reasons: tuple[str, ...]


def find(actor: Actor, now: datetime, *, code: str, text: str) -> dict[str, Any]:
    """The search page: practices for a text, or hosts of one practice with their slots."""
    practice = expertise.practice_by_code(actor.district_id, code, counted=False) if code else None
    context: dict[str, Any] = {
        "practice": practice,
        "text": text,
        "needs": [need for need in expertise.my_needs(actor) if need.closed is None],
        "further": further() if rules.ask_visits.allows(actor) else [],
    }
    if practice is None:
        return context | (people_found(actor, now, text) if text else {})
    ready, busy, total = hosts_with_slots(actor, practice, now)
    return context | {"ready": ready, "busy": busy, "total": total}


@dataclass(frozen=True, slots=True)
class FoundHost:
    """A colleague found by words: why this one, in sentences, and the first time that suits both."""

    match: Any
    why: tuple[str, ...]
    slot: ShownSlot | None


def people_found(actor: Actor, now: datetime, text: str) -> dict[str, Any]:
    """What a search as one types shows: practices that fit, and willing colleagues in the order of their fit to me:
    first those with a time that suits both, then the others.

    Nothing for whoever reads no offers. A fixed number of queries.
    """
    if not expertise_rules.read_offers.allows(actor):
        return {"text": text, "found": [], "people": []}
    kept = memory()
    answer = expertise.find_people(actor, text, most=PEOPLE_LOOKED_AT, kept=kept)
    if not answer.people or actor.staff_id is None:
        return {"text": text, "found": answer.practices, "people": []}
    found = Found(case_for_matches(actor, answer.people, now, kept), actor.language)
    people = [_found_host(match, found) for match in answer.people]
    timely = [one for one in people if one.slot]
    others = [one for one in people if not one.slot]
    return {"text": text, "found": answer.practices, "people": (timely + others)[:PEOPLE_SHOWN]}


def _found_host(match: Any, found: "Found") -> FoundHost:
    slots = found.slots[str(match.staff_id)]
    first = found.shown(min(slots, key=lambda slot: (slot.date, slot.start))) if slots else None
    return FoundHost(match, (*match.reasons[:3], *_how_far(first)), first)


def _how_far(slot: ShownSlot | None) -> tuple[str, ...]:
    """How far it is and when it suits, as sentences; nothing without a time."""
    if slot is None:
        return ()
    away = _("In your school.") if not slot.travel else _("%(n)d minutes away.") % {"n": slot.travel}
    free = _("You can go on %(day)s at %(time)s") % {"day": long_day(slot.day), "time": clock(slot.start)}
    return away, free


def hosts_with_slots(actor: Actor, practice: Any, now: datetime) -> tuple[list[ShownHost], list[ShownHost], int]:
    """The hosts most like me, with reasons: those with a time for me, those without; and how many there are."""
    kept = memory()
    matches = expertise.willing_hosts(actor, practice, kept)
    looked_at = matches[:HOSTS_LOOKED_AT]
    if not looked_at or actor.staff_id is None:
        return [], [], 0
    found = Found(case_for_matches(actor, looked_at, now, kept), actor.language)
    ready = [match for match in looked_at if found.slots[str(match.staff_id)]][:HOSTS_SHOWN]
    busy = [match for match in looked_at if not found.slots[str(match.staff_id)]][:HOSTS_SHOWN]
    return [_shown_host(one, found) for one in ready], [_shown_host(one, found) for one in busy], len(matches)


class Found:
    """The finder's answer to one request, by host; the sentences are made for those who are shown."""

    def __init__(self, case: Instance, language: str) -> None:
        self.case, self.language = case, language
        self.answer = find_slots(case, explained=False)
        self.slots: dict[str, list[VisitSlot]] = defaultdict(list)
        self.refusals: dict[str, list[Refusal]] = defaultdict(list)
        for slot in self.answer.slots:
            self.slots[slot.host].append(slot)
        for refusal in self.answer.refusals:
            self.refusals[refusal.host].append(refusal)
        self.periods = {lesson.id: lesson.period for lesson in case.lessons}
        self._examples = Examples(case)

    def reasons(self, host: str) -> tuple[str, ...]:
        """Why not at this host's other times: one sentence a rule, the commonest first."""
        together: dict[Rule, list[Refusal]] = defaultdict(list)
        for refusal in self.refusals[host]:
            if refusal.lesson:
                together[refusal.rules[0]].append(refusal)
        ordered = sorted(together, key=lambda rule: (-len(together[rule]), rule))
        return tuple(self._told(rule, together[rule]) for rule in ordered[:REASONS_SHOWN])

    def _told(self, rule: Rule, refusals: list[Refusal]) -> str:
        violation = self._examples.of(rule, refusals[0])
        return _counted(len(refusals), sentence(violation, sentence_language(self.language)))

    def shown(self, slot: VisitSlot) -> ShownSlot:
        """A slot as a person reads it."""
        windows = [self.periods[one] for one in slot.window]
        return ShownSlot(
            slot.lesson, date.fromordinal(slot.date), slot.start, slot.end, slot.leave_at, slot.back_at, slot.travel,
            ", ".join(windows), slot.open_door,
        )  # fmt: skip


def _shown_host(match: Any, found: Found) -> ShownHost:
    host = str(match.staff_id)
    mine = found.slots[host]
    spread = sorted(_one_a_day(mine)[:SLOTS_SHOWN], key=lambda slot: (slot.date, slot.start))
    return ShownHost(match, tuple(map(found.shown, spread)), len(mine) - len(spread), found.reasons(host))


def _one_a_day(slots: list[VisitSlot]) -> list[VisitSlot]:
    """The best slot of each day first, then the rest: three times on one morning are no choice."""
    seen: set[int] = set()
    first, rest = [], []
    for slot in slots:
        (rest if slot.date in seen else first).append(slot)
        seen.add(slot.date)
    return first + rest


def _counted(number: int, text: str) -> str:
    others = number - 1
    if not others:
        return text
    more = ngettext("And %(n)d more lesson for this reason.", "And %(n)d more lessons for this reason.", others)
    return f"{text} {more % {'n': others}}"


# --- Ask --------------------------------------------------------------------------------------------


def ask(actor: Actor, now: datetime, *, offer_id: str, chosen: str) -> dict[str, Any]:
    """One host's slots in the next three weeks, to choose one."""
    offer = expertise.offer_for(actor, offer_id)
    case, match = case_and_match(actor, offer, now)
    found = Found(case, actor.language)
    slots = sorted(map(found.shown, found.answer.slots), key=lambda slot: (slot.day, slot.start))
    days: dict[date, list[ShownSlot]] = defaultdict(list)
    for slot in slots:
        days[slot.day].append(slot)
    return {
        "offer": offer,
        "match": match,
        "days": list(days.items()),
        "chosen": chosen or (found.answer.best.lesson if found.answer.best else ""),
        "ways": other_ways(actor, offer, case, chosen),
        "reasons": found.reasons(str(match.staff_id)),
    }


# --- One visit, my visits ---------------------------------------------------------------------------


def visit(actor: Actor, now: datetime, found: Visit) -> dict[str, Any]:
    """One visit with what the actor can do about it now."""
    notes = notes_of(actor, now, found)
    mine = next((shown for shown in notes if shown.mine), None)
    no_note = _refusal_of_note(actor, found, now)
    other_time = _other_time(found, now)
    can_note = no_note is None and not (mine and not mine.draft and not mine.found.standing.own)
    return {
        "visit": found,
        "is_host": found.host_id == actor.staff_id,
        "other": found.visitor if found.host_id == actor.staff_id else found.host,
        "can_answer": rules.answer.allows(actor, found, now),
        "can_cancel": rules.cancel.allows(actor, found, now),
        "can_move": rules.propose.allows(actor, found, now),
        "can_link": rules.control_link.allows(actor, found, now),
        "link": _link(actor, now, found),
        "link_from": found.start - rules.LINK_BEFORE,
        "cover": covers.live_cover(found) if found.visitor_id == actor.staff_id else None,
        "changes": moments.changes_of(found),
        "my_step": moments.step_of(actor, found),
        "can_step": rules.keep_next_step.allows(actor, found, now),
        "can_thank": _may_thank(actor, found, now),
        "debrief": _debrief(found, notes),
        "half_day": half_day_cost(found.district) if found.mode == Visit.Mode.SUBSTITUTE else 0,
        "other_time": other_time,
        "can_take_time": bool(other_time) and rules.answer_time.allows(actor, other_time, now),
        "can_note": can_note,
        "nothing_kept": no_note if found.state == Visit.State.ACCEPTED and rules.begun(found, now) else None,
        "notes": [shown for shown in notes if not shown.draft],
        "my_note": mine.note if mine and can_note else None,
        "draft_goes": last_day(mine.note) if mine and mine.draft else None,
        "draft_until": (now + timedelta(days=rules.DRAFT_DAYS)).date(),
        "offer_readable": found.offer is not None and _may_read(actor, found.offer),
        "over": rules.over(found, now),
        "leave_at": found.start - found.travel,
        "back_at": found.end + found.travel,
    }


def _may_thank(actor: Actor, found: Visit, now: datetime) -> bool:
    try:
        rules.say_thanks(actor, found, now)
    except (Http404, Refused):
        return False
    return True


def _other_time(found: Visit, now: datetime) -> ProposedTime | None:
    """The time proposed besides, as long as it can be answered."""
    held = proposal_of(found)
    return held if held and rules.proposal_open(held, now) else None


def _link(actor: Actor, now: datetime, found: Visit) -> str:
    """What the visitor may open now: the link of a live video, or the recording as long as the host leaves it there."""
    if found.visitor_id != actor.staff_id or not rules.link_open(found, now):
        return ""
    return found.link if found.mode == Visit.Mode.VIDEO else from_afar(found.offer).recording


def _debrief(found: Visit, notes: list[Any]) -> str:
    """How far the debrief for two is: complete when both have handed over lines."""
    wrote = {shown.note.author_id for shown in notes if not shown.draft}
    if found.state != Visit.State.ACCEPTED or not wrote:
        return ""
    return "complete" if len(wrote) == 2 else "half"


def move_page(actor: Actor, now: datetime, found: Visit) -> dict[str, Any]:
    """Other times for a visit. Raises Forbidden or Refused for whoever may not propose one."""
    rules.propose(actor, found, now)
    other = found.visitor if found.host_id == actor.staff_id else found.host
    return {"visit": found, "way": times_to_propose(found, case_for_move(found, now)), "other": other}


def _refusal_of_note(actor: Actor, found: Visit, now: datetime) -> Refused | None:
    """Why no note can be written about a booked visit; None when it can."""
    try:
        rules.write_note(actor, found, now)
    except Refused as refusal:
        return refusal
    return None


def _may_read(actor: Actor, offer: Offer) -> bool:
    """Whether the link to the offer leads anywhere: it may be withdrawn, or published to others by now."""
    try:
        expertise_rules.read_offer(actor, offer)
    except (Http404, Refused):
        return False
    return True


def my_visits(actor: Actor, now: datetime) -> dict[str, Any]:
    """Coming, waiting, past; and the address of my calendar."""
    address = reverse("calendar_feed", args=[feed_token(account_of(actor))])
    ahead = booked.visits_ahead(actor)
    return {
        "waiting": ahead.waiting,
        "coming": ahead.coming,
        "asked": ahead.asked,
        "past": booked.past_visits(actor),
        "covers": covers.covers_ahead(actor),
        "months": own_cadence(actor),
        "reminded": moments.wants_reminders(actor),
        "feed_url": settings.BASE_URL + address,
        "webcal_url": "webcal://" + settings.BASE_URL.split("://", 1)[1] + address,
        "reader": actor.staff_id,
        "now": now,
        "further": further() if rules.ask_visits.allows(actor) else [],
    }

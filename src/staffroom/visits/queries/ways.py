"""The ways to see one offer: own free period, cover, live video, recording, substitute; each with its slots."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q

from staffroom.core.visits.instance import Instance
from staffroom.core.visits.modes import NOON, Mode, ModeSlot, Terms, slots_in
from staffroom.expertise.models import Offer
from staffroom.people.models import District, Teaching
from staffroom.spine.access import Actor
from staffroom.timetable.queries.absences import rules_of as absence_rules
from staffroom.timetable.queries.days import current_terms

from .. import rules
from ..models import FromAfar, Visit
from .booked import LIVE, lapsed, visits
from .case import lesson_of, term_around
from .covers import Colleagues, coverable

SLOTS_A_WAY = 12  # of cover and substitute: enough to choose from, and each costs a look at the whole school


def from_afar(offer: Offer) -> FromAfar:
    """The host's consent for an offer; without a row: not at all, not yet saved."""
    return FromAfar.objects.filter(offer=offer).first() or FromAfar(offer=offer, staff_id=offer.staff_id)


@dataclass(frozen=True, slots=True)
class Consent:
    """What the host of an offer consents to just now."""

    live: bool
    recording: bool


def from_afar_of(offers: Iterable[Offer | int]) -> dict[int, Consent]:
    """Which of these offers (or primary keys of offers) may be seen from afar now, by primary key; what can be seen
    in neither way is left out. One query.

    Read anew each time: what is taken back is gone at once, for whoever asks. A recording of no class is not shown.
    """
    named = Exists(Offer.objects.filter(pk=OuterRef("offer_id"), sections__isnull=False))
    taught = Exists(Teaching.objects.filter(staff_id=OuterRef("offer__staff_id"), section__active=True))
    rows = FromAfar.objects.filter(offer__in=[*offers]).filter(Q(live=True) | ~Q(recording="") & (named | taught))
    found = rows.annotate(of_a_class=named | taught).order_by("pk")
    told = found.values_list("offer_id", "live", "recording", "of_a_class")
    return {offer: Consent(live, bool(recording) and of_a_class) for offer, live, recording, of_a_class in told}


def section_shown(offer: Offer) -> int | None:
    """The class of a recording: one that the offer names, else one that its author teaches. None where there is none:
    then the recording is not shown."""
    named = offer.sections.order_by("pk").values_list("pk", flat=True).first()
    taught = Teaching.objects.filter(staff_id=offer.staff_id, section__active=True).order_by("-active", "pk")
    return named or taught.values_list("section_id", flat=True).first()


def _consent(offer: Offer) -> Terms:
    """The host's consent, as the modes need it."""
    afar = from_afar(offer)
    return Terms(video=afar.live, recording=bool(afar.recording) and section_shown(offer) is not None)


def terms_of(
    offer: Offer | None, case: Instance, mode: Mode, *, leave_out: int | None = None, searched: bool = False
) -> Terms:
    """What a mode needs to know besides the instance. ``leave_out``: the id of a visit that does not count.

    ``searched``: whoever asks knows already that there is no way without a substitute. Without an offer a colleague is
    visited to get to know them: nothing of theirs is seen from afar.
    """
    if offer is None:
        return release_terms(case, leave_out) if mode == Mode.SUBSTITUTE else Terms()
    if mode in (Mode.VIDEO, Mode.RECORDING):
        return _consent(offer)
    if mode != Mode.SUBSTITUTE:
        return Terms()
    return replace(release_terms(case, leave_out), otherwise=None if searched else _otherwise(offer, case))


def release_terms(case: Instance, leave_out: int | None = None) -> Terms:
    """What a substitute needs to know: the half days taken in the term of each day of a case. Two queries."""
    today, known = date.fromordinal(case.request.now_date), current_terms()
    days = list(range(case.request.first, case.request.last + 1)) or [case.request.now_date]
    spans = {day: term_around(date.fromordinal(day), known) for day in days}
    begins, ends = min(span[0] for span in spans.values()), max(span[1] for span in spans.values())
    taken = _releases(begins, ends, today, leave_out)
    numbers = {day: sum(span[0] <= when < span[1] for _who, when, _morning in taken) for day, span in spans.items()}
    return Terms(half_days=numbers[days[0]], half_days_on=numbers)


def half_days(day: date, *, today: date) -> int:
    """Half days of substitutes that visits take in the term of a day, in the whole district. What was asked for a day
    before ``today`` and not answered takes none."""
    return len(_releases(*term_around(day, current_terms()), today))


def _releases(begins: date, ends: date, today: date, leave_out: int | None = None) -> set[tuple[int, date, bool]]:
    """(visitor, day, whether in the morning): a half day in which somebody sees two colleagues is one half day."""
    taken = Visit.objects.filter(mode=Mode.SUBSTITUTE, state__in=LIVE, date__gte=begins, date__lt=ends).order_by()
    rows = taken.exclude(lapsed(today)).exclude(pk=leave_out).values_list("visitor_id", "date", "start")
    return {(visitor, when, start < NOON) for visitor, when, start in rows}


def _otherwise(offer: Offer, case: Instance) -> int:
    """In how many slots this host can be seen without a substitute."""
    own = len(slots_in(Mode.OWN, case))
    return own or len(with_cover(offer.district, offer.staff_id, case))


def with_cover(district: District, host: int, case: Instance) -> list[ModeSlot]:
    """Slots in which somebody at the visitor's school could cover, at most a dozen."""
    return list(islice(_coverable(district, case, {str(host): host}), SLOTS_A_WAY))


def coverable_slots(district: District, case: Instance) -> list[ModeSlot]:
    """The same of all hosts of a case, every one."""
    return list(_coverable(district, case, {host.person: int(host.person) for host in case.request.hosts}))


def _coverable(district: District, case: Instance, hosts: Mapping[str, int]) -> Iterator[ModeSlot]:
    known: dict[str, Colleagues] = {}
    slots = slots_in(Mode.COVER, case)
    days = sorted({date.fromordinal(one.slot.date) for one in slots})
    for one in slots:
        held = lesson_of(case, one.covered[0])
        if held.school not in known:
            known[held.school] = Colleagues(district, int(held.school), days)
        if coverable(known[held.school].case(held, hosts[one.slot.host])):
            yield one


@dataclass(frozen=True, slots=True)
class Way:
    """One way with its slots in time order, as the page draws them. ``cost``: dollars, of a substitute."""

    mode: Mode
    days: list[tuple[date, list[Any]]]
    number: int
    cost: int = 0
    left: int | None = None


@dataclass(frozen=True, slots=True)
class WaySlot:
    """A slot of a way other than the own free period."""

    value: str
    day: date
    start: int
    end: int
    leave_at: int
    back_at: int
    travel: int
    classes: str
    chosen: bool = False

    @property
    def lesson(self) -> str:
        """The lesson without its way."""
        return self.value.partition(":")[2]


def other_ways(actor: Actor, offer: Offer, case: Instance, chosen: str) -> list[Way]:
    """The ways besides the own free period that there are, the substitute last and only where nothing else is."""
    terms, found = _consent(offer), []
    cover = with_cover(offer.district, offer.staff_id, case)
    if cover:
        found.append(_way(Mode.COVER, cover, case, chosen))
    for mode, given in ((Mode.VIDEO, terms.video), (Mode.RECORDING, terms.recording)):
        slots = slots_in(mode, case, terms)[:SLOTS_A_WAY] if given else ()
        if slots:
            found.append(_way(mode, slots, case, chosen))
    return found + _last_resort(offer, case, chosen, bool(cover))


def _last_resort(offer: Offer, case: Instance, chosen: str, otherwise: bool) -> list[Way]:
    if otherwise or slots_in(Mode.OWN, case):
        return []
    terms = release_terms(case)
    slots = slots_in(Mode.SUBSTITUTE, case, terms)[:SLOTS_A_WAY]
    budget = case.rules.substitute_half_days
    left = None if budget is None or not slots else max(0, budget - terms.taken(slots[0].slot.date))
    return [_way(Mode.SUBSTITUTE, slots, case, chosen, half_day_cost(offer.district), left)] if slots else []


def half_day_cost(district: District) -> int:
    """Dollars for half a day of a substitute, by the district's setting."""
    return round(absence_rules(district.pk).day_cost / 2)


def _way(mode: Mode, slots: Any, case: Instance, chosen: str, cost: int = 0, left: int | None = None) -> Way:
    days: dict[date, list[WaySlot]] = {}
    for one in sorted(slots, key=lambda one: (one.slot.date, one.slot.start, one.slot.lesson)):
        slot, value = one.slot, f"{mode}:{one.slot.lesson}"
        classes = ", ".join(lesson_of(case, held).period for held in (one.covered or slot.uses))
        shown = WaySlot(
            value, date.fromordinal(slot.date), slot.start, slot.end, slot.leave_at, slot.back_at, slot.travel, classes,
            value == chosen,
        )  # fmt: skip
        days.setdefault(shown.day, []).append(shown)
    return Way(mode, list(days.items()), sum(map(len, days.values())), cost, left)


def times_to_propose(visit: Visit, case: Instance) -> Way:
    """Other lawful slots of a visit in its own mode."""
    mode = Mode(visit.mode)
    if mode == Mode.COVER:
        slots = with_cover(visit.district, visit.host_id, case)
    else:
        slots = list(slots_in(mode, case, terms_of(visit.offer, case, mode, leave_out=visit.pk)))
    return _way(mode, [one for one in slots if one.slot.lesson != visit.lesson], case, "")


def ahead_from_afar(offer: Offer, modes: list[str], now: datetime) -> list[Visit]:
    """Visits of these modes to an offer that have not ended."""
    found = visits().filter(offer=offer, mode__in=modes, state__in=LIVE).order_by("pk")
    return [one for one in found if not rules.over(one, now)]


def links_over(now: datetime) -> list[Visit]:
    """Live videos that are over and still hold a link."""
    return [one for one in visits().filter(~Q(link="")).order_by("pk") if rules.over(one, now)]


def afar_page(actor: Actor, offer: Offer) -> dict[str, Any]:
    """The host's page of one offer: what of it may be seen from afar."""
    rules.show_from_afar(actor, offer)
    return {"offer": offer, "afar": from_afar(offer)}

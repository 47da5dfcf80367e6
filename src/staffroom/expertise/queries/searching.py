"""Search as you type: from a few letters to willing colleagues, those with classes most like mine first.

One implementation for every database: what can be searched is kept in the memory of the process, as an index of words
and the classes of each offer. The index only proposes. Who is shown is read from the tables each time, by the same
conditions as everywhere, so that nothing withdrawn, moved or no longer welcome is ever shown, however old the index is.

A small district's index is made anew whenever an offer or the roster changes. In a large one offers that changed are
put in one by one, and everything is read again when ten minutes have passed.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from staffroom.core.context import Context
from staffroom.core.finding import Findable, Index, first_of
from staffroom.core.fit import Card, closest, with_practice
from staffroom.core.practices import shows
from staffroom.people.models import School, Section, Teaching
from staffroom.spine.access import Actor
from staffroom.spine.editions import Edition, Memory, memory

from .. import rules
from ..models import Adoption, Offer, Practice
from .hosts import HostMatch, context_from, context_of, matches_of, weights_of
from .practices import family_names, practice_findable

SMALL = 5_000
KEPT_SECONDS = 600
PROPOSED = 24
MOST_HELD = 4_000
PRACTICES_TAKEN = 6
OWN_WORDS, RESULT_WORDS = 0.6, 0.5
Columns = tuple[int, str, str, int, float | None, float | None, str, int]


@dataclass(slots=True)
class Known:
    """What a process knows of one district, ready to be searched."""

    edition: str
    stamp: tuple[Any, ...]
    made: float
    practices: Index = field(default_factory=Index)
    words: Index = field(default_factory=Index)
    ids_by_code: dict[str, int] = field(default_factory=dict)
    cards: dict[int, Card] = field(default_factory=dict)
    practice_of: dict[int, int] = field(default_factory=dict)
    by_practice: dict[int, dict[int, Card]] = field(default_factory=lambda: defaultdict(dict))


_known: dict[int, Known] = {}
_lock = threading.Lock()


def forget_searches() -> None:
    """As a process that has just started."""
    _known.clear()


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """What a search gives: practices that fit, and colleagues, each with the offer that fits."""

    practices: list[Practice]
    people: list[HostMatch]


def find_people(
    actor: Actor, text: str, *, practices_shown: int = 5, most: int = 8, kept: Memory | None = None
) -> FoundPeople:
    """Willing colleagues whose offers fit a text, in the order of their fit to the actor. Never the actor.

    Raises Forbidden for whoever may not read offers. A fixed number of queries.
    """
    rules.read_offers(actor)
    kept = memory() if kept is None else kept
    known = _fresh(actor.district_id)
    fits = known.practices.fits(text)
    codes = first_of(fits, practices_shown)
    if not fits and len(text.strip()) < 3:
        return FoundPeople([], [])
    proposed = _proposed(known, text, fits, actor, kept)
    place = {key: number for number, key in enumerate(proposed)}
    people = sorted(matches_of(actor, proposed, kept), key=lambda match: place[match.offer_id])
    held = {
        row.code: row for row in Practice.objects.filter(district_id=actor.district_id, code__in=codes, active=True)
    }
    return FoundPeople([held[code] for code in codes if code in held], people[:most])


def _proposed(known: Known, text: str, fits: dict[str, float], actor: Actor, kept: Memory) -> list[int]:
    """Ids of offers, closest first, a few more than are shown."""
    by_id = {known.ids_by_code[code]: fits[code] for code in first_of(fits, PRACTICES_TAKEN)}
    lists = {
        practice: list(known.by_practice[practice].values()) for practice in by_id if practice in known.by_practice
    }
    cards = with_practice(lists, by_id)
    for key, fit in known.words.fits(text, MOST_HELD, even_typed=bool(fits)).items():
        card = known.cards.get(int(key))
        if card and fit > cards.get(card.key, (card, 0.0))[1]:
            cards[card.key] = (card, fit)
    others = (pair for pair in cards.values() if pair[0].staff != actor.staff_id)
    return closest(others, my_contexts(actor, kept), PROPOSED, weights_of(actor.district_id, kept))


def my_contexts(actor: Actor, kept: Memory) -> tuple[Context, ...]:
    """The actor's own classes as the core compares them, remembered."""
    shelf = kept.shelf("own contexts")
    if actor.staff_id not in shelf:
        taught = Teaching.objects.filter(staff_id=actor.staff_id, active=True, section__active=True)
        sections = Section.objects.filter(pk__in=taught.values("section_id")).select_related("school")
        shelf[actor.staff_id] = tuple({context_of(one) for one in sections})
    return shelf[actor.staff_id]


# --- Keeping the index -------------------------------------------------------------------------------------
def _stamp(district_id: int) -> tuple[Any, ...]:
    """What changes when an offer or what somebody took up does: the latest of each state (a few index look-ups)."""
    held = Offer.objects.filter(district_id=district_id)
    latest = [
        held.filter(state=state).order_by("-updated", "-id").values_list("updated", "pk").first()
        for state in Offer.State.values
    ]
    adopted = Adoption.objects.filter(district_id=district_id).order_by("-updated").values_list("updated", "pk").first()
    return (*latest, adopted)


def _fresh(district_id: int) -> Known:
    edition = Edition.objects.filter(pk=1).values_list("token", flat=True).first() or ""
    stamp = _stamp(district_id)
    known = _known.get(district_id)
    if known is not None and known.edition == edition and known.stamp == stamp:
        return known
    with _lock:
        if known is None or len(known.cards) <= SMALL or time.monotonic() - known.made > KEPT_SECONDS:
            known = _known[district_id] = _made(district_id, edition, stamp)
        else:
            _bring_up_to_date(known, district_id, stamp)
    return known


def _made(district_id: int, edition: str, stamp: tuple[Any, ...]) -> Known:
    known = Known(edition, stamp, time.monotonic())
    names = family_names(district_id)
    rows = Practice.objects.filter(district_id=district_id, active=True)
    for practice in rows:
        known.ids_by_code[practice.code] = practice.pk
        known.practices.put(practice_findable(practice, names))
    _put(known, district_id, Offer.objects.filter(district_id=district_id, state=Offer.State.PUBLISHED))
    return known


def _bring_up_to_date(known: Known, district_id: int, stamp: tuple[Any, ...]) -> None:
    """Offers that changed since: those withdrawn go, the others are put in anew."""
    since = max((one[0] for one in known.stamp[:-1] if one), default=None)
    changed = Offer.objects.filter(district_id=district_id)
    if isinstance(since, datetime):
        changed = changed.filter(updated__gte=since)
    for key in changed.exclude(state=Offer.State.PUBLISHED).values_list("pk", flat=True):
        _drop(known, key)
    _put(known, district_id, changed.filter(state=Offer.State.PUBLISHED))
    known.stamp = stamp


def _drop(known: Known, key: int) -> None:
    known.words.drop(str(key))
    if known.cards.pop(key, None) is not None:
        known.by_practice[known.practice_of.pop(key)].pop(key, None)


def _put(known: Known, district_id: int, offers: Any) -> None:
    """Put these offers in, with their own words, what others said came of them, and their classes."""
    rows = list(
        offers.filter(staff__active=True).values_list(
            "pk",
            "staff_id",
            "practice_id",
            "practice__subject",
            "what_i_do",
            "practice__successor_id",
            "practice__active",
        )
    )
    taught = _contexts(district_id, {row[1] for row in rows})
    named = _named_sections({row[0] for row in rows})
    results = _results({row[0] for row in rows})
    for key, staff, practice, subject, words, successor, active in rows:
        _drop(known, key)
        shown_under = practice if active else successor
        if shown_under is None:
            continue
        card = Card(key, staff, _shown(taught.get(staff, []), named.get(key, set()), subject))
        known.cards[key], known.practice_of[key] = card, shown_under
        known.by_practice[shown_under][key] = card
        texts = ((words, OWN_WORDS), *((one, RESULT_WORDS) for one in results.get(key, ())))
        known.words.put(Findable(str(key), texts))


def _shown(taught: list[tuple[int, str, Context]], named: set[int], subject: str) -> tuple[Context, ...]:
    """The classes an offer names; else those that can show its practice; else all."""
    chosen = [one for one in taught if one[0] in named]
    chosen = chosen or [one for one in taught if shows(one[1], subject)] or taught
    return tuple(dict.fromkeys(context for _pk, _subject, context in chosen))


def _in(column: str, ids: set[int]) -> dict[str, Any]:
    """A condition on a few ids; on many none, since reading all is quicker than naming them."""
    return {f"{column}__in": ids} if len(ids) <= 500 else {}


def _contexts(district_id: int, staff_ids: set[int]) -> dict[int, list[tuple[int, str, Context]]]:
    schools = {school.pk: school for school in School.objects.filter(district_id=district_id)}
    rows = Teaching.objects.filter(active=True, section__active=True, **_in("staff_id", staff_ids)).values_list(
        "staff_id", "section_id", "section__grades", "section__subject", "section__students",
        "section__english_learners", "section__iep", "section__language_program", "section__school_id",
    )  # fmt: skip
    found: dict[int, list[tuple[int, str, Context]]] = defaultdict(list)
    for staff, section, grades, subject, students, learners, iep, program, school in rows.iterator():
        if staff in staff_ids:
            context = context_from(grades, subject, students, learners, iep, program, schools[school])
            found[staff].append((section, subject, context))
    return found


def _named_sections(offer_ids: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Offer.sections.through.objects.filter(**_in("offer_id", offer_ids)).values_list("offer_id", "section_id")
    for offer, section in rows.iterator():
        found[offer].add(section)
    return found


def _results(offer_ids: set[int]) -> dict[int, Iterable[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Adoption.objects.filter(state=Adoption.State.SHOWN, **_in("offer_id", offer_ids))
    for offer, words in rows.values_list("offer_id", "what_came").iterator():
        found[offer].append(words)
    return dict(found)

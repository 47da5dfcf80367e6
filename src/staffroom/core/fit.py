"""Who fits somebody who asks: by how well what they show fits the words, then by how alike the classes are.

Nobody is placed before anybody else in general: the order is made anew for each one who asks, from their own classes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .context import DEFAULT, Context, Weights, likeness_score, nearness

#: Offers that fit the words at least this share as well as the closest one count as fitting them equally well.
AS_GOOD = 0.8
COMPARED = 300


@dataclass(frozen=True, slots=True)
class Card:
    """One offer as far as choosing goes: the classes in which it can be seen."""

    key: int
    staff: int
    contexts: tuple[Context, ...]


def closest(
    cards: Iterable[tuple[Card, float]], mine: Sequence[Context], most: int, weights: Weights = DEFAULT
) -> list[int]:
    """Keys of the cards that fit, closest first, one a person, at most ``most``. Each comes with how well it fits the
    words. Beyond three hundred, subjects and grades choose whom to compare in full."""
    found = list(cards)
    if not found:
        return []
    enough = AS_GOOD * max(fit for _card, fit in found)
    ahead = [card for card, fit in found if fit >= enough]
    behind = [card for card, fit in found if fit < enough]
    chosen: dict[int, int] = {}
    for group in (ahead, behind):
        for card in _ordered(_nearest(group, mine, weights), mine, weights):
            chosen.setdefault(card.staff, card.key)
            if len(chosen) == most:
                return list(chosen.values())
    return list(chosen.values())


def _ordered(cards: Sequence[Card], mine: Sequence[Context], weights: Weights) -> list[Card]:
    def alike(card: Card) -> float:
        return max((likeness_score(own, one, weights) for own in mine for one in card.contexts), default=0.0)

    return sorted(cards, key=lambda card: (-alike(card), card.key))


def _nearest(cards: Sequence[Card], mine: Sequence[Context], weights: Weights) -> Sequence[Card]:
    """All of a few; of many those whose subjects and grades are nearest."""
    if len(cards) <= COMPARED:
        return cards
    known: dict[tuple[frozenset[str], frozenset[str]], float] = {}

    def near(context: Context) -> float:
        kind = (context.subjects, context.grades)
        if kind not in known:
            known[kind] = max((nearness(own, context, weights) for own in mine), default=0.0)
        return known[kind]

    return sorted(cards, key=lambda card: (-max(map(near, card.contexts), default=0.0), card.key))[:COMPARED]


def with_practice(
    by_practice: Mapping[int, Sequence[Card]], fits: Mapping[int, float]
) -> dict[int, tuple[Card, float]]:
    """The cards of practices that fit the words, each with how well its practice does."""
    return {card.key: (card, fit) for practice, fit in fits.items() for card in by_practice.get(practice, ())}

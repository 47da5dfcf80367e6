"""Find named things from a few typed letters: accents and slips of the keyboard do no harm.

Plain Python over a few hundred entries, so that it behaves the same on every database.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_ENGLISH = "a an and for how i in my of on or the to with"
_SPANISH = "al con cómo de del el en la las los mi o para por un una y"
#: Words that say nothing about what is meant.
SMALL_WORDS = frozenset(f"{_ENGLISH} {_SPANISH}".split())
FEWEST_LETTERS = 2
SLIP_LETTERS = 4
ALIKE = 0.75
EXACT, BEGINS, INSIDE, SLIP = 1.0, 0.9, 0.7, 0.75
PHRASE_BONUS = 0.25
ENOUGH = 0.3


@dataclass(frozen=True, slots=True)
class Findable:
    """One entry: texts that name it, each with how much a hit there weighs (0 to 1)."""

    key: str
    texts: tuple[tuple[str, float], ...]


def fold(text: str) -> str:
    """Lower case, without accents, letters and digits only, single spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain))


_SMALL = frozenset(fold(word) for word in SMALL_WORDS)


def asked_words(text: str) -> list[str]:
    """The words of a query that carry meaning; all of them when none does."""
    words = fold(text).split()
    return [word for word in words if word not in _SMALL] or words


def likeness(asked: str, word: str) -> float:
    """How well one typed word fits one word of a text, 0 to 1. Both folded."""
    if asked == word:
        return EXACT
    if word.startswith(asked):
        return BEGINS
    if len(asked) < SLIP_LETTERS:
        return 0.0
    if asked in word:
        return INSIDE
    # While someone is still typing, only the beginning of the word can be compared.
    return max(_slip(asked, word), _slip(asked, word[: len(asked)]) * 0.95)


def _slip(asked: str, word: str) -> float:
    if len(word) < SLIP_LETTERS or abs(len(asked) - len(word)) > 2:
        return 0.0
    matcher = SequenceMatcher(None, asked, word, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio * SLIP if ratio >= ALIKE else 0.0


def _weights(entry: Findable) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text, weight in entry.texts:
        for word in fold(text).split():
            weights[word] = max(weight, weights.get(word, 0.0))
    return weights


def _score(asked: Sequence[str], likes: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]) -> float:
    """The mean over the typed words of each one's best hit; 0 when one word is not there at all."""
    best = [max((likes[word].get(own, 0.0) * weight for own, weight in weights.items()), default=0.0) for word in asked]
    return sum(best) / len(best) if all(best) else 0.0


def find(text: str, entries: Iterable[Findable], limit: int = 8) -> list[str]:
    """Keys of the entries that fit ``text``, best first, at most ``limit``; none below two letters."""
    asked = asked_words(text)
    phrase = fold(text)
    if len(phrase) < FEWEST_LETTERS:
        return []
    listed = [(entry, _weights(entry)) for entry in entries]
    vocabulary = {word for _entry, weights in listed for word in weights}
    likes = {word: {own: like for own in vocabulary if (like := likeness(word, own))} for word in asked}
    scored = []
    for entry, weights in listed:
        score = _score(asked, likes, weights)
        if score and any(fold(name).startswith(phrase) for name, _weight in entry.texts):
            score += PHRASE_BONUS
        if score >= ENOUGH:
            scored.append((-score, entry.key))
    return [key for _score, key in sorted(scored)[:limit]]

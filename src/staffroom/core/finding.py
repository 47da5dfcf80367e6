"""Find named things from a few typed letters: accents and slips of the keyboard do no harm.

Plain Python, so that it behaves the same on every database; an ``Index`` holds a hundred thousand entries.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, takewhile

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


_WORDS = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, without accents, letters and digits only, single spaces."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(plain))


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


def _pairs(word: str) -> set[str]:
    """Pairs of neighboring letters, with the beginning and the end of the word."""
    told = f"^{word}$"
    return {told[n : n + 2] for n in range(len(told) - 1)}


class Index:
    """Entries prepared for many searches: words in order, and which entries hold each. The same answers as comparing
    every typed word with every word, without doing so."""

    def __init__(self, entries: Iterable[Findable] = ()) -> None:
        self._holding: dict[str, dict[str, float]] = {}
        self._words_of: dict[str, tuple[str, ...]] = {}
        self._begins: dict[str, tuple[str, ...]] = {}
        self._by_pair: dict[str, set[str]] = {}
        self._ordered: list[str] = []
        self._fresh = True
        for entry in entries:
            self.put(entry)

    def __len__(self) -> int:
        return len(self._words_of)

    def put(self, entry: Findable) -> None:
        """Add an entry, or change the one with this key."""
        self.drop(entry.key)
        weights = _weights(entry)
        for word, weight in weights.items():
            self._know(word)[entry.key] = weight
        self._words_of[entry.key] = tuple(weights)
        self._begins[entry.key] = tuple(fold(text) for text, _weight in entry.texts)

    def drop(self, key: str) -> None:
        """Forget an entry. Its words stay known, held by nothing."""
        self._begins.pop(key, None)
        for word in self._words_of.pop(key, ()):
            self._holding[word].pop(key, None)

    def _know(self, word: str) -> dict[str, float]:
        if word not in self._holding:
            self._holding[word] = {}
            self._fresh = False
            for pair in _pairs(word):
                self._by_pair.setdefault(pair, set()).add(word)
        return self._holding[word]

    def _like(self, asked: str) -> dict[str, float]:
        """Known words that fit one typed word, each with how well."""
        if not self._fresh:
            self._ordered, self._fresh = sorted(self._holding), True
        first = bisect_left(self._ordered, asked)
        found = dict.fromkeys(takewhile(lambda one: one.startswith(asked), islice(self._ordered, first, None)), BEGINS)
        if asked in self._holding:
            found[asked] = EXACT
        if len(asked) >= SLIP_LETTERS:
            for word in self._near(asked) - found.keys():
                if like := likeness(asked, word):
                    found[word] = like
        return found

    def _near(self, asked: str) -> set[str]:
        """Words that share enough pairs of letters to be worth comparing."""
        shared: Counter[str] = Counter()
        pairs = _pairs(asked)
        for pair in pairs:
            shared.update(self._by_pair.get(pair, ()))
        enough = max(2, (len(pairs) - 1) // 3)
        return {word for word, number in shared.items() if number >= enough}

    def fits(self, text: str, most_held: int | None = None, *, even_typed: bool = False) -> dict[str, float]:
        """How well each entry fits a text, for those that do: the mean over the typed words of each one's best hit.

        ``most_held``: words held by more entries than this are looked at only as typed, so that a beginning of many
        common words stays cheap; with ``even_typed`` not even then.
        """
        asked, phrase = asked_words(text), fold(text)
        if len(phrase) < FEWEST_LETTERS:
            return {}
        together: dict[str, float] | None = None
        for word in asked:
            best = self._best_hits(word, most_held, even_typed)
            if together is not None:
                best = {key: best[key] + together[key] for key in best.keys() & together.keys()}
            together = best
        found = {}
        for key, total in (together or {}).items():
            fit = total / len(asked)
            if any(name.startswith(phrase) for name in self._begins[key]):
                fit += PHRASE_BONUS
            if fit >= ENOUGH:
                found[key] = fit
        return found

    def _best_hits(self, asked: str, most_held: int | None, even_typed: bool) -> dict[str, float]:
        best: dict[str, float] = {}
        likes = sorted(self._like(asked).items(), key=lambda pair: -pair[1])
        for word, like in likes:
            holding = self._holding[word]
            if most_held is not None and len(holding) > most_held and (even_typed or word != asked):
                continue
            for key, weight in holding.items():
                if like * weight > best.get(key, 0.0):
                    best[key] = like * weight
        return best


def find(text: str, entries: Iterable[Findable], limit: int = 8) -> list[str]:
    """Keys of the entries that fit ``text``, best first, at most ``limit``; none below two letters."""
    return first_of(Index(entries).fits(text), limit)


def first_of(fits: dict[str, float], limit: int) -> list[str]:
    """Keys by how well they fit, then by themselves."""
    return [key for key, _fit in sorted(fits.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]]

"""Meeting patterns: written for a section, and read back.

Two forms: weekdays before periods (``MTRF 1-4,6 W 1-5``; R is Thursday; a bare ``1-4,6`` is every day) and
cycle days after a period (``1(A) 3(B,D-F)``).
"""

import re
from collections.abc import Iterable, Mapping, Sequence

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")
LETTERS = dict(zip("MTWRF", WEEK, strict=True))
LETTER_OF = {day: letter for letter, day in LETTERS.items()}
_PART = re.compile(r"^(?P<periods>[\d,-]+)(?:\((?P<days>[A-Z,-]+)\))?$")


def ranges(numbers: Iterable[int]) -> str:
    """``1,2,3,6`` as ``1-3,6``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def weekday_pattern(slots: Mapping[str, Sequence[int]]) -> str:
    """Periods by weekday as text; days with the same periods share one part. Empty days are left out."""
    by_periods: dict[str, list[str]] = {}
    for day in WEEK:
        if slots.get(day):
            by_periods.setdefault(ranges(slots[day]), []).append(LETTER_OF[day])
    if len(by_periods) == 1 and len(next(iter(by_periods.values()))) == len(WEEK):
        return next(iter(by_periods))
    return " ".join(f"{''.join(letters)} {periods}" for periods, letters in by_periods.items())


def cycle_pattern(period: int, days: Sequence[str]) -> str:
    """One period on some cycle days: ``3(A,C-G)``."""
    if not days:
        return str(period)
    text = ranges(ord(day) for day in days)
    return f"{period}({re.sub(r'[0-9]+', lambda found: chr(int(found.group())), text)})"


def read(pattern: str, days: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The (day, period) meetings of a pattern, over the ``days`` a school has. Raises ValueError."""
    met: set[tuple[str, str]] = set()
    weekdays: Sequence[str] = days
    for token in pattern.split():
        if set(token) <= set(LETTERS):
            weekdays = [LETTERS[letter] for letter in token]
            continue
        part = _PART.match(token)
        if part is None:
            raise ValueError(f"The meeting pattern {pattern!r} has a part that is not understood: {token!r}.")
        on = _letters(part["days"]) if part["days"] else weekdays
        met.update((day, str(number)) for day in on for number in _numbers(part["periods"]))
    return frozenset(met)


def _numbers(text: str) -> list[int]:
    found: list[int] = []
    for piece in text.split(","):
        low, _, high = piece.partition("-")
        found.extend(range(int(low), int(high or low) + 1))
    return found


def _letters(text: str) -> list[str]:
    found: list[str] = []
    for piece in text.split(","):
        low, _, high = piece.partition("-")
        found.extend(chr(code) for code in range(ord(low), ord(high or low) + 1))
    return found

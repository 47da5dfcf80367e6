"""Reading one cell: dates, booleans, lists, school years; and how far apart two words are."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_ISO_TIME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
_AMERICAN = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: .*)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})", re.ASCII)
_YEAR = re.compile(r"(?:(\d{4})\s*[-/\u2013]\s*)?(\d{4}|\d{2})", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
_YES = frozenset({"true", "t", "yes", "y", "1"})
_NO = frozenset({"false", "f", "no", "n", "0"})

DateStyle = Literal["exact", "american", "year first", "time", "bad", "empty"]


class ReadDate(NamedTuple):
    """A date (None when there is none) and how it was written."""

    value: date | None
    style: DateStyle


def _made(year: str, month: str, day: str, style: DateStyle) -> ReadDate:
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return ReadDate(None, "bad")
    return ReadDate(value, style) if 1900 <= value.year <= 2200 else ReadDate(None, "bad")


@lru_cache(maxsize=4096)
def read_date(text: str) -> ReadDate:
    """Read a date: 2026-08-31 as it is; 8/31/2026 (month first), 2026/8/31, 20260831 and date-times with a repair.

    Two-digit years and 31/8/2026 are refused ("bad"): guessing would put people into the wrong year.
    """
    if not text:
        return ReadDate(None, "empty")
    if match := _ISO.fullmatch(text):
        return _made(match[1], match[2], match[3], "exact")
    if match := _ISO_TIME.fullmatch(text):
        return _made(match[1], match[2], match[3], "time")
    if match := _AMERICAN.fullmatch(text):
        return _made(match[3], match[1], match[2], "american")
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (match[at] or match[at + 3] for at in (1, 2, 3))
        return _made(year, month, day, "year first")
    return ReadDate(None, "bad")


def day_after(value: date | None) -> date | None:
    """The exclusive end that belongs to an inclusive one."""
    return None if value is None else value + timedelta(days=1)


@lru_cache(maxsize=4096)
def is_timestamp(text: str) -> bool:
    """Whether a text is an ISO 8601 time with its zone, as ``dateLastModified`` should be."""
    return _TIMESTAMP.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def read_moment(text: str) -> str | None:
    """A time as UTC text that sorts by time; None when it is none. Without a zone it is taken as UTC.

    A bare date is its first moment; 1/05/2023 (month first) may be followed by a time, with or without AM or PM.
    """
    if not text:
        return None
    moment = _iso_moment(text) or _american_moment(text)
    if moment is None or not 1900 <= moment.year <= 2200:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment_text(moment)


def moment_text(moment: datetime) -> str:
    """A time with its zone as UTC text that sorts by time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _iso_moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _american_moment(text: str) -> datetime | None:
    for form in ("%m/%d/%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p"):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is set by the caller
        except ValueError:
            continue
    return None


def read_boolean(text: str) -> tuple[bool | None, bool]:
    """(value, written exactly as the standard says). None when it is neither."""
    if text in ("true", "false"):
        return text == "true", True
    word = text.lower()
    if word in _YES:
        return True, False
    return (False, False) if word in _NO else (None, False)


def read_list(text: str) -> tuple[tuple[str, ...], bool]:
    """(items, written exactly as the standard says): ``a,b``; also ``"[a;b]"`` and quoted items."""
    if not text:
        return (), True
    bare = text.strip("[]{}")
    separator = "," if "," in bare or ";" not in bare else ";"
    items = [item.strip().strip("\"'").strip() for item in bare.split(separator)]
    clean = separator == "," and bare == text and '"' not in text and "'" not in text
    return tuple(dict.fromkeys(item for item in items if item)), clean


def read_school_year(text: str) -> tuple[int | None, bool]:
    """(the year in which it ends, written exactly so): ``2026``; also ``2025-2026`` and ``2025-26``."""
    match = _YEAR.fullmatch(text)
    if match is None or (match[1] is None and len(match[2]) == 2):
        return None, False
    year = int(match[2]) if len(match[2]) == 4 else int(match[1][:2] + match[2])
    return (year, match[1] is None) if 1900 <= year <= 2200 else (None, False)


def is_email(text: str) -> bool:
    """Whether a text looks like one e-mail address."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def plain(word: str) -> str:
    """A header or file name without case, spaces and punctuation, for comparison."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def near(word: str, other: str) -> bool:
    """Whether two plain words differ by one slip of the keyboard (two in words of twelve letters or more).

    A slip is a letter changed, added, dropped, or exchanged with its neighbor. Words under four letters
    must be equal: there, one letter makes another word.
    """
    shorter = min(len(word), len(other))
    if shorter < 4:
        return word == other
    if word[0] != other[0] and word[-1] != other[-1]:
        return False  # one slip leaves the first or the last letter; saves time on long lists of odd words
    return distance(word, other, 2 if shorter >= 12 else 1) is not None


def distance(word: str, other: str, limit: int) -> int | None:
    """Optimal string alignment distance, or None when it is more than ``limit``."""
    if abs(len(word) - len(other)) > limit:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        before, last, row = row, before, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == against:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return None
    return row[-1] if row[-1] <= limit else None

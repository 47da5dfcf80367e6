"""Times of day and names of days, as people write them in bell schedules.

A time is minutes from midnight on the school's wall clock, so a change to summer time never moves a bell.
"""

import re
from collections.abc import Collection

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SCHOOL_WEEK = WEEKDAYS[:5]
EVERY_DAY = "*"

_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_BARE = re.compile(r"(\d{1,2})(\d{2})\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_HOUR = re.compile(r"(\d{1,2})()\s*([ap])\.?(?:m\.?)?", re.IGNORECASE)

_WEEKDAY_WORDS = {
    word: WEEKDAYS[position]
    for position, words in enumerate(
        (
            "m mo mon monday mondays lunes lun",
            "t tu tue tues tuesday tuesdays martes mar",
            "w we wed weds wednesday wednesdays miercoles miércoles mie",
            "th r thu thur thurs thursday thursdays jueves jue",
            "f fr fri friday fridays viernes vie",
            "sa sat saturday saturdays sabado sábado sab",
            "su u sun sunday sundays domingo dom",
        )
    )
    for word in words.split()
}
_EVERY_WORDS = frozenset({"", "*", "all", "daily", "every day", "everyday", "any", "all days", "diario"})
_COMPACT = re.compile(r"(?:Th|Tu|Sa|Su|M|T|W|R|F|U)+")
_COMPACT_PART = re.compile(r"Th|Tu|Sa|Su|M|T|W|R|F|U")
_CYCLE = re.compile(r"[A-Z]|[1-9]|10")
_DAY_WORD = re.compile(r"^(?:day|día|dia)[\s-]*(?=\S)|(?<=\S)[\s-]*days?$", re.IGNORECASE)


def clock_text(minutes: int) -> str:
    """``545`` -> ``9:05``, on the 24-hour clock."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def parse_clock(text: str) -> tuple[int, bool] | None:
    """Minutes from midnight, and whether the time had to be repaired; None when it cannot be read.

    Reads ``8:00``, ``08:00``, ``08:00:00``, ``8:00 AM``, ``8 am``, ``0800``, ``1:05 PM``, ``13:05``, seconds
    after midnight as PowerSchool exports them (``28800``) and the fraction of a day a spreadsheet leaves
    behind (``0.34375``). Without AM or PM, 1:00 to 5:59 is taken for the afternoon and marked as repaired:
    no school rings a bell before six in the morning.
    """
    word = text.strip()
    if re.fullmatch(r"\d{5}", word):
        return _from_seconds(int(word))
    if re.fullmatch(r"0?\.\d{3,}", word):
        return round(float(word) * 1440), True
    match = _CLOCK.fullmatch(word) or _BARE.fullmatch(word) or _HOUR.fullmatch(word)
    if match is None:
        return None
    return _from_parts(int(match[1]), int(match[2] or 0), (match[3] or "").lower())


def _from_seconds(seconds: int) -> tuple[int, bool] | None:
    if seconds % 60 or seconds >= 86400:
        return None
    return seconds // 60, True


def _from_parts(hour: int, minute: int, half: str) -> tuple[int, bool] | None:
    if hour > 23 or minute > 59 or (half and hour == 0):
        return None
    if hour > 12:
        # "13:05 PM" says the same thing twice; "13:05 AM" contradicts itself.
        return None if half == "a" else (hour * 60 + minute, bool(half))
    if half:
        return (hour % 12 + (12 if half == "p" else 0)) * 60 + minute, False
    if 1 <= hour <= 5:
        return (hour + 12) * 60 + minute, True
    return None if hour == 0 else (hour * 60 + minute, False)


def is_weekday(label: str) -> bool:
    return label in WEEKDAYS


def parse_days(text: str, *, letters: bool = False, known: Collection[str] = ()) -> tuple[str, ...] | None:
    """The day labels a cell means, in order; ``("*",)`` for every day; None when it cannot be read.

    Reads ``Mon``, ``Monday``, ``Mon-Thu``, ``M-F``, ``MWF``, ``TTh``, ``M/T/Th``, ``A``, ``A,B``, ``A-D``,
    ``AC``, ``A-day``, ``Day 3``, ``1-4``. With ``letters``, or when ``known`` holds it, a single letter is a
    cycle day rather than a weekday (F is Friday, except where days run from A to F).
    """
    word = text.strip().replace("\u2013", "-").replace("\u2014", "-")
    if word.casefold() in _EVERY_WORDS:
        return (EVERY_DAY,)
    found: list[str] = []
    for part in re.split(r"[,;/&+]|\band\b|\s+y\s+", word):
        labels = _days_of_part(part.strip(), letters, known)
        if labels is None:
            return None
        found.extend(labels)
    return tuple(dict.fromkeys(found))


def _days_of_part(part: str, letters: bool, known: Collection[str]) -> tuple[str, ...] | None:
    single = _one_day(part, letters, known)
    if single is not None:
        return (single,)
    ends = re.fullmatch(r"(\S+)\s*-\s*(\S+)", part)
    if ends is not None:
        return _day_range(_one_day(ends[1], letters, known), _one_day(ends[2], letters, known), ends[0])
    if _COMPACT.fullmatch(part) and not (letters and len(part) == 1):
        return tuple(_WEEKDAY_WORDS[piece.lower()] for piece in _COMPACT_PART.findall(part))
    pieces = part.split()
    if len(pieces) > 1:
        parsed = [_days_of_part(piece, letters, known) for piece in pieces]
        return None if None in parsed else tuple(label for labels in parsed if labels for label in labels)
    if re.fullmatch(r"[A-H]{2,8}", part) and len(set(part)) == len(part):
        return tuple(part)
    return None


def _one_day(word: str, letters: bool, known: Collection[str]) -> str | None:
    bare = _DAY_WORD.sub("", word.strip())
    upper = bare.upper()
    if upper in known:
        return upper
    if bare in known:
        return bare
    if letters and re.fullmatch(r"[A-H]", upper):
        return upper
    weekday = _WEEKDAY_WORDS.get(bare.casefold().rstrip("."))
    if weekday is not None:
        return weekday
    return upper if _CYCLE.fullmatch(upper) else None


def _day_range(first: str | None, last: str | None, text: str) -> tuple[str, ...] | None:
    if first is None or last is None:
        return None
    if is_weekday(last) and not is_weekday(first):
        # "A-F" read letter by letter ends on Friday; beside a cycle letter it is the cycle day F.
        last = text[-1].upper()
    if is_weekday(first) and is_weekday(last):
        low, high = WEEKDAYS.index(first), WEEKDAYS.index(last)
        return WEEKDAYS[low : high + 1] if low <= high else None
    if first.isdigit() and last.isdigit():
        return tuple(str(n) for n in range(int(first), int(last) + 1)) if int(first) <= int(last) else None
    if len(first) == len(last) == 1 and first.isalpha() and last.isalpha() and first <= last:
        return tuple(chr(code) for code in range(ord(first), ord(last) + 1))
    return None

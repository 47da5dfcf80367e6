"""Meeting patterns: when a section meets, as student information systems write it.

    pattern  = group { [ "," | ";" ] group }
    group    = periods "(" days ")"            1(A)   3(B-C)   1-2(A) 3(B) 4(A)   3-4(A,C)
             | days periods | periods days     MWF 2   2 MWF   TTh 3   P3 A-day
             | days times | times days         MWF 0830-0920
             | periods | times                 1   1,3,5   1-5   Period 3   8:30 AM-9:20 AM
    periods  = name | name "-" name | names joined by ","
    days     = weekday | cycle day | range | list      Mon  MWF  TTh  M-F  A  A,C  B-C  A-day
    times    = time "-" time

Periods or times without days hold on every day. A bare number or letter is a period; it is a day inside
brackets, with the word day (``Day 3``), or when no period has that name. A name of ``periods`` written out
whole (``04 - Traditional``) is always that period.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from staffroom.core.bells.book import Bell, BellBook
from staffroom.core.bells.clock import (
    EVERY_DAY,
    clock_text,
    is_weekday,
    parse_clock,
    parse_days,
)
from staffroom.core.bells.free import overlap
from staffroom.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Slot:
    """A day label (``*``: every day) with either a period or the two times between which a section meets."""

    day: str
    period: str | None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class PatternError:
    """Why a pattern cannot be read, and what to write instead; both are sentences."""

    text: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    """One scheduled time of a section: a day label, its period and the minutes from midnight."""

    day: str
    period: str
    start: int
    end: int


class _UnreadableError(Exception):
    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice or "Write periods and days as 1(A) 3(B-C), MWF 2, 1,3,5 or 8:30-9:20."


@dataclass(frozen=True, slots=True)
class _Token:
    what: Literal["days", "periods", "times", "group"]
    slots: tuple[Slot, ...] = ()
    days: tuple[str, ...] = ()


_TIME = r"(?:\d{1,2}:\d{2}(?::\d{2})?|\d{3,4})\s*(?:[AaPp]\.?[Mm]?\.?(?![A-Za-z]))?"
_TIMES = re.compile(rf"(?<![\w:])({_TIME})\s*(?:-|to)\s*({_TIME})(?![\w:])")
_GROUP = re.compile(r"([^\s(),;]+(?:\s*,\s*[^\s(),;]+)*)\s*\(([^()]*)\)")
_PERIOD_WORD = re.compile(r"\b(?:periods?|per|pds?|blocks?)\b\.?\s*(?=[\dA-Za-z])", re.IGNORECASE)
_DAY_PHRASE = re.compile(r"\bday\s+\w+\b|\b\w+-days?\b|\b\w+\s+days?\b(?!\s+\w)", re.IGNORECASE)
_PERIOD_NAME = re.compile(r"\d{1,2}[A-Za-z]?|[A-Za-z]\d{0,2}")
_GREATEST = 300


def parse_pattern(text: str, *, periods: Sequence[str], days: Sequence[str]) -> tuple[Slot, ...] | PatternError:
    """The slots a pattern means, in its order and without repetition, or why it cannot be read.

    ``periods`` are the school's in the order of the day, ``days`` its day labels (both may be empty: anything
    plausible is accepted). A period the school does not have is not an error here: see ``meetings_of``.
    """
    try:
        slots = _Parser(periods, days).parse(text)
    except _UnreadableError as problem:
        return PatternError(text, str(problem), problem.advice)
    return tuple(dict.fromkeys(slots))


class _Parser:
    def __init__(self, periods: Sequence[str], days: Sequence[str]) -> None:
        self.periods, self.days = tuple(periods), tuple(days)
        self.names = {_plain(name): name for name in reversed(self.periods)}

    def parse(self, text: str) -> list[Slot]:
        word = " ".join(text.replace("\u2013", "-").replace("\u2014", "-").split())
        if not word:
            raise _UnreadableError("The meeting pattern is empty.", "Write when the section meets, such as 1(A).")
        if len(word) > _GREATEST:
            raise _UnreadableError(f"The meeting pattern is longer than {_GREATEST} letters.")
        whole = next((name for name in self.periods if name.casefold() == word.casefold()), None)
        if whole is not None:
            return [Slot(EVERY_DAY, whole)]
        if word.count("(") != word.count(")"):
            raise _UnreadableError(f'A bracket in "{text.strip()}" is opened or closed without its partner.')
        return _combine(self.tokens(word))

    def tokens(self, word: str) -> list[_Token]:
        tokens: list[_Token] = []
        rest = word
        while rest := rest.lstrip(" ,;/"):
            token, used = self.next_token(rest)
            tokens.append(token)
            rest = rest[used:]
        return tokens

    def next_token(self, rest: str) -> tuple[_Token, int]:
        named = _PERIOD_WORD.match(rest)
        if named:
            token, used = self.next_token(rest[named.end() :])
            return token, used + named.end()
        times = _TIMES.match(rest)
        if times and not self.is_period_range(times[0]):
            return _Token("times", (_clock_slot(times[1], times[2]),)), times.end()
        phrase = _DAY_PHRASE.match(rest)
        if phrase:
            return _Token("days", days=self.read_days(phrase[0])), phrase.end()
        group = _GROUP.match(rest)
        if group:
            return self.group(group[1], group[2]), group.end()
        piece = re.match(r"[^\s;]+(?:\s*-\s*[^\s;-]+)?", rest)
        if piece is None:
            raise _UnreadableError(f'"{rest}" is neither a period, a day nor a time.')
        return self.word(piece[0].rstrip(",")), piece.end()

    def group(self, names: str, days: str) -> _Token:
        found = self.read_periods(names)
        if found is None:
            raise _UnreadableError(f'"{names}" before the bracket is not a period.')
        labels = self.read_days(days)
        return _Token("group", tuple(Slot(day, period) for period in found for day in labels))

    def word(self, piece: str) -> _Token:
        exact = self.read_periods(piece, known_only=True)
        if exact is not None:
            return _Token("periods", tuple(Slot(EVERY_DAY, period) for period in exact))
        labels = self.try_days(piece)
        if labels is not None and not piece.replace(",", "").replace("-", "").isdigit():
            return _Token("days", days=labels)
        found = self.read_periods(piece)
        if found is None:
            raise _UnreadableError(f'"{piece}" is neither a period, a day nor a time.')
        return _Token("periods", tuple(Slot(EVERY_DAY, period) for period in found))

    def is_period_range(self, text: str) -> bool:
        return self.read_periods(text.replace(" ", ""), known_only=True) is not None

    def read_periods(self, text: str, *, known_only: bool = False) -> list[str] | None:
        found: list[str] = []
        for part in re.split(r"\s*,\s*", text.strip()):
            names = self.one_or_range(part, known_only)
            if names is None:
                return None
            found.extend(names)
        return found

    def one_or_range(self, part: str, known_only: bool) -> list[str] | None:
        single = self.period(part, known_only)
        if single is not None:
            return [single]
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        low, high = self.period(first, known_only), self.period(last, known_only)
        return None if not dash or low is None or high is None else self.between(low, high)

    def period(self, word: str, known_only: bool) -> str | None:
        known = self.names.get(_plain(word))
        if known is not None or known_only:
            return known
        plain = _plain(word)
        return plain.upper() if _PERIOD_NAME.fullmatch(plain) else None

    def between(self, low: str, high: str) -> list[str]:
        first, last = _plain(low), _plain(high)
        if first.isdigit() and last.isdigit():
            if int(first) > int(last):
                raise _UnreadableError(f"The periods {low}-{high} run backwards.", f"Write {high}-{low}.")
            numbers = [str(n) for n in range(int(first), int(last) + 1)]
            inside = [self.names[n] for n in numbers[1:-1] if not self.names or n in self.names]
            return list(dict.fromkeys([low, *inside, high])) if self.names else numbers
        if low in self.periods and high in self.periods:
            start, end = self.periods.index(low), self.periods.index(high)
            if start <= end:
                return list(self.periods[start : end + 1])
        raise _UnreadableError(f'"{low}-{high}" is not a run of periods.')

    def try_days(self, text: str) -> tuple[str, ...] | None:
        labels = parse_days(text, letters=_cycle_letters(self.days), known=self.days)
        if labels is None or (len(labels) > 1 and EVERY_DAY in labels):
            return None
        return labels if all(self.is_day(label) for label in labels) else None

    def is_day(self, label: str) -> bool:
        return not self.days or label in self.days or label == EVERY_DAY or is_weekday(label)

    def read_days(self, text: str) -> tuple[str, ...]:
        if not text.strip():
            raise _UnreadableError("There are no days between the brackets.")
        labels = self.try_days(text)
        if labels is None:
            known = ", ".join(self.days)
            advice = f"The days of this school are {known}." if known else ""
            raise _UnreadableError(f'"{text.strip()}" is not a day of this school.', advice)
        return labels


def _cycle_letters(days: Sequence[str]) -> bool:
    return any(len(day) == 1 and day.isalpha() for day in days)


def _plain(name: str) -> str:
    """``Period 03``, ``P3``, ``03 - Traditional`` and ``3`` are one name."""
    word = _PERIOD_WORD.sub("", name.strip()).strip()
    word = re.sub(r"^[Pp](?=\d)", "", word)
    numbered = re.fullmatch(r"(\d{1,2})\s+-\s+\D.*", word)
    if numbered:
        word = numbered[1]
    return (word.lstrip("0") or "0" if word.isdigit() else word).casefold()


def _clock_slot(first: str, last: str) -> Slot:
    start, end = parse_clock(_fill_half(first, last)), parse_clock(last)
    if start is None or end is None:
        raise _UnreadableError(f'"{first.strip()}-{last.strip()}" holds a time that does not exist.')
    if start[0] >= end[0]:
        raise _UnreadableError(
            f"{clock_text(start[0])} to {clock_text(end[0])} ends before it starts.",
            "Exchange the two times, or write AM and PM.",
        )
    return Slot(EVERY_DAY, None, start[0], end[0])


def _fill_half(first: str, last: str) -> str:
    """In ``1:05-1:55 PM`` the PM holds for both; in ``11:30-12:20 PM`` it does not."""
    half = re.search(r"[AaPp](?=\.?[Mm]?\.?\s*$)", last)
    if half is None or re.search(r"[AaPp]", first):
        return first
    filled, end = parse_clock(f"{first.strip()} {half[0]}m"), parse_clock(last)
    return f"{first.strip()} {half[0]}m" if filled and end and filled[0] < end[0] else first


def _combine(tokens: list[_Token]) -> list[Slot]:
    """Join days to the periods they stand beside: before them all through, or after them all through."""
    if not tokens:
        raise _UnreadableError("The meeting pattern names no period, day or time.")
    loose = [token for token in tokens if token.what != "group"]
    slots = [slot for token in tokens if token.what == "group" for slot in token.slots]
    if not loose:
        return slots
    if not any(token.what == "days" for token in loose):
        if slots:
            raise _UnreadableError(f"Period {_told(loose[0])} has no days, though others in the pattern do.")
        return [slot for token in loose for slot in token.slots]
    return slots + _pair(loose)


def _pair(tokens: list[_Token]) -> list[Slot]:
    days_first = tokens[0].what == "days"
    ordered = tokens if days_first else tokens[::-1]
    if ordered[0].what != "days":
        raise _UnreadableError(f"Period {_told(ordered[0])} has no days, though others in the pattern do.")
    groups: list[tuple[list[str], list[Slot]]] = []
    for token in ordered:
        if token.what == "days" and (not groups or groups[-1][1]):
            groups.append(([], []))
        days, slots = groups[-1]
        days.extend(token.days)
        slots.extend(token.slots)
    if not groups[-1][1]:
        raise _UnreadableError(f"There is no period or time beside {', '.join(groups[-1][0])}.")
    joined = [
        [Slot(day, slot.period, slot.start, slot.end) for slot in slots for day in days]
        for days, slots in (groups if days_first else groups[::-1])
    ]
    return [slot for group in joined for slot in group]


def _told(token: _Token) -> str:
    slot = token.slots[0]
    return slot.period or f"{clock_text(slot.start or 0)}-{clock_text(slot.end or 0)}"


def meetings_of(
    slots: Sequence[Slot],
    book: BellBook,
    school: str,
    schedule: str = "Regular",
    *,
    section: str = "",
    file: str = "",
    row: int | None = None,
    column: str | None = None,
) -> tuple[Meeting, ...] | Problem:
    """The meetings of a section, by day and time; a Problem when it meets in a period its school has not.

    A slot for every day holds on the days that have its period. A slot with times takes the name of the
    period it shares most minutes with, and keeps its own times.
    """
    labels = book.days(school, schedule)
    by_day: dict[str, tuple[Bell, ...]] = {}
    meetings: dict[Meeting, None] = {}
    for slot in slots:
        days = labels if slot.day == EVERY_DAY else (slot.day,)
        found = [m for day in days for m in _on_day(slot, day, by_day, book, school, schedule)]
        if not found:
            message, advice = _no_such_period(slot, book, school, schedule, section)
            return Problem(file, row, column, "error", message, advice)
        meetings.update(dict.fromkeys(found))
    return tuple(sorted(meetings, key=lambda m: (_place(m.day, labels), m.start)))


def _place(day: str, labels: Sequence[str]) -> int:
    return labels.index(day) if day in labels else len(labels)


def _on_day(
    slot: Slot, day: str, by_day: dict[str, tuple[Bell, ...]], book: BellBook, school: str, schedule: str
) -> list[Meeting]:
    if day not in by_day:
        by_day[day] = book.on(school, schedule, day)
    bells = by_day[day]
    if slot.start is not None and slot.end is not None:
        times = (slot.start, slot.end)
        best = max(bells, key=lambda bell: overlap(times, (bell.start, bell.end)), default=None)
        named = best.period if best and overlap(times, (best.start, best.end)) else ""
        return [Meeting(day, named, *times)]
    name = _plain(slot.period or "")
    return [Meeting(day, b.period, b.start, b.end) for b in bells if _plain(b.period) == name]


def _no_such_period(slot: Slot, book: BellBook, school: str, schedule: str, section: str) -> tuple[str, str]:
    who = f"Section {section}" if section else "The section"
    periods = book.periods(school, schedule)
    when = "" if slot.day == EVERY_DAY else f" on {slot.day}"
    if not periods:
        return (
            f"{who} meets at {school}, which has no bells in the {schedule} schedule.",
            "Add the school's bells to the bell file.",
        )
    return (
        f"{who} meets in period {slot.period}{when}, which {school} does not have;"
        f" its periods{when} are {', '.join(_periods_on(slot, book, school, schedule) or ('none',))}.",
        "Correct the section's period, or add it to the bell file.",
    )


def _periods_on(slot: Slot, book: BellBook, school: str, schedule: str) -> tuple[str, ...]:
    if slot.day == EVERY_DAY:
        return book.periods(school, schedule)
    return tuple(dict.fromkeys(bell.period for bell in book.on(school, schedule, slot.day)))

"""From a mapped table to absences: Frontline's report, or any table with who, when and why.

A row over several days becomes one absence a weekday. Two rows are the same absence when they have the same
confirmation number and day, or, without one, the same person, day and group. Neither the words of a reason nor the
name of a substitute leaves this module.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from staffroom.core.absences.model import Absence, Category, Substitute, category_of
from staffroom.core.bells.clock import parse_clock
from staffroom.core.mapping.intake import Sheet
from staffroom.core.mapping.knowing import People
from staffroom.core.mapping.plan import Plan, TablePlan, check
from staffroom.core.mapping.rows import Cells, Teller, rows_of
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.model import Person
from staffroom.core.roster.values import plain, read_boolean

DAY = 420  # minutes: seven hours, where the district says nothing else
LONGEST = 366
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})")
_NUMBER = re.compile(r"(\d{1,4}(?:\.\d+)?)\s*(days?|d|hours?|hrs?|h|minutes?|mins?|m)?", re.IGNORECASE)
_FULL = frozenset({"full", "fullday", "allday", "whole", "wholeday", "diacompleto", "completo", "day"})
_HALF = frozenset(
    {"half", "halfday", "am", "pm", "halfdayam", "halfdaypm", "morning", "afternoon", "mediodia", "manana"}
)
_FILLED = ("filled", "assigned", "covered", "accepted", "cubierto", "asignado")
_UNFILLED = ("unfilled", "notfilled", "open", "unassigned", "vacant", "nosub", "sincubrir", "uncovered")
_NONE = ("notrequired", "notneeded", "nosubrequired", "nosubneeded", "none", "na", "norequiere", "nosubstituterequired")


def read_absences(
    sheets: Sequence[Sheet], plan: Plan, people: Iterable[Person], findings: Findings, day_minutes: int = DAY
) -> tuple[Absence, ...]:
    """The absences that the tables tell, in their order, each once. Errors are in ``findings``; then do not import."""
    check(plan, findings)
    if findings.errors:
        return ()
    reader = _Reader(findings, People(people), day_minutes)
    for sheet, table in zip(sheets, plan.tables, strict=True):
        if table.read and table.kind == "absences":
            reader.table(sheet, table)
    if not reader.found and not findings.errors:
        findings.add("nothing_left", plan.tables[0].name)
    return tuple(reader.found.values())


def natural_key(person: str, day: date, category: Category) -> str:
    """What tells an absence from others where there is no confirmation number."""
    return hashlib.sha256(f"{person}\n{day.isoformat()}\n{category}".encode()).hexdigest()[:32]


def confirmed_key(confirmation: str, day: date) -> str:
    """What tells an absence from others by the number of its booking."""
    return hashlib.sha256(f"confirmation\n{confirmation}\n{day.isoformat()}".encode()).hexdigest()[:32]


def weekdays(first: date, last: date) -> list[date]:
    """Mondays to Fridays from the first to the last day; the first alone when all of them are a weekend."""
    days = [first + timedelta(days=one) for one in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5] or [first]


class _Reader(Teller):
    def __init__(self, findings: Findings, people: People, day_minutes: int) -> None:
        super().__init__(findings)
        self.people, self.day_minutes = people, day_minutes
        self.found: dict[str, Absence] = {}
        self._raw: dict[str, set[tuple[str, ...]]] = {}  # the rows behind each absence, as they stand
        self._reasons: set[str] = set()

    def table(self, sheet: Sheet, table: TablePlan) -> None:
        for cells in rows_of(sheet, table):
            for absence in self._row(cells):
                self._keep(cells, absence)

    def _keep(self, cells: Cells, absence: Absence) -> None:
        before = self.found.get(absence.key)
        if before is None:
            self.found[absence.key], self._raw[absence.key] = absence, {cells.raw}
        elif cells.raw in self._raw[absence.key]:
            self.tell("row_again", cells, "date", first=before.row)
        else:  # a second entry of the same day: its time comes on top, up to a whole day
            self._raw[absence.key].add(cells.raw)
            minutes = min(before.minutes + absence.minutes, self.day_minutes)
            self.found[absence.key] = replace(before, minutes=minutes)

    def _row(self, cells: Cells) -> Iterator[Absence]:
        person = self._person(cells)
        days = self._days(cells)
        minutes = self._minutes(cells, len(days))
        if person is None or not days or minutes is None:
            return
        category = self._category(cells)
        substitute, cost = self._substitute(cells), self._cost(cells)
        number = self.number(cells, "confirmation", cells["confirmation"])
        share = None if cost is None else round(cost / len(days))
        for day in days:
            key = confirmed_key(number, day) if number else natural_key(person, day, category)
            yield Absence(person, day, minutes, category, substitute, share, key, cells.number)

    def _person(self, cells: Cells) -> str | None:
        number = self.number(cells, "staff_id", cells["staff_id"])
        found, _how = self.people.find(number, cells["email"])
        name = cells["name"] or f"{cells['family']}, {cells['given']}".strip(", ")
        several = False
        if found is None and not number and name:
            found, several = self.people.named(name)
        if found is None and not (number or cells["email"] or name):
            self.tell("id_missing", cells, "staff_id")
        elif found is None:
            self.tell("away_some" if several else "away_unknown", cells, "staff_id", id=number or "Somebody")
        return found

    def _days(self, cells: Cells) -> list[date]:
        first = self.day(cells, "date")
        if first is None:
            if not cells["date"]:
                self.tell("date_bad", cells, "date", value="")
            return []
        last = self.day(cells, "last_date") or first
        if last < first:
            self.tell("end_before_start", cells, "last_date", start=first, end=last)
            return []
        if (last - first).days > LONGEST:
            self.tell("away_long", cells, "last_date", limit=LONGEST)
            return []
        return weekdays(first, last)

    def _minutes(self, cells: Cells, days: int) -> int | None:
        """Minutes a day, at most a whole one."""
        text = cells["duration"]
        if not text:
            return self._between(cells)
        total = duration(text, cells.name_of("duration") or "", self.day_minutes)
        if total is None:
            self.tell("hours_bad", cells, "duration", value=text)
            return None
        whole = total > self.day_minutes and days > 1
        return max(1, min(round(total / days) if whole else total, self.day_minutes))

    def _between(self, cells: Cells) -> int:
        start, end = parse_clock(cells["start_time"]), parse_clock(cells["end_time"])
        if start is None or end is None or end[0] <= start[0]:
            return self.day_minutes
        return min(end[0] - start[0], self.day_minutes)

    def _category(self, cells: Cells) -> Category:
        category, told = category_of(cells["reason"])
        if not told and (word := plain(cells["reason"])) not in self._reasons:
            self._reasons.add(word)
            self.tell("reason_other", cells, "reason", value=cells["reason"])
        return category

    def _substitute(self, cells: Cells) -> Substitute:
        needed = read_boolean(cells["needed"])[0] if cells["needed"] else None
        if needed is False:
            return "not_needed"
        told = _told(cells["filled"])
        if told is None and cells["filled"] and not cells["substitute"]:
            self.tell("substitute_unread", cells, "filled", value=cells["filled"])
        if told is not None:
            return told
        named = _told(cells["substitute"])
        if named is not None:
            return named
        if cells["substitute"]:
            return "filled"
        return "unfilled" if needed else "unknown"

    def _cost(self, cells: Cells) -> int | None:
        text = cells["cost"]
        if not text:
            return None
        try:
            cents = round(float(re.sub(r"[$,\s]", "", text)) * 100)
        except (ValueError, OverflowError):
            cents = -1
        if 0 <= cents <= 10_000_000:
            return cents
        self.tell("cost_bad", cells, "cost", value=text)
        return None


def duration(text: str, heading: str, day_minutes: int) -> int | None:
    """Minutes of "Full Day", "Half Day AM", "3.5 hours", "07:30", "0.5"; a bare number is what its heading says.

    Without a heading that tells, up to 1 is days and more is hours. None when it cannot be read.
    """
    word = plain(text)
    if word in _FULL:
        return day_minutes
    if word in _HALF or word.startswith("half"):
        return day_minutes // 2
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    found = _NUMBER.fullmatch(text)
    if found is None or float(found[1]) == 0:
        return None
    value = float(found[1])
    unit = (found[2] or "").lower()[:1] or _unit(plain(heading), value)
    return round(value * {"d": day_minutes, "h": 60, "m": 1}[unit])


def _unit(heading: str, value: float) -> str:
    for word, unit in (("hour", "h"), ("hrs", "h"), ("hora", "h"), ("minute", "m"), ("day", "d"), ("dia", "d")):
        if word in heading:
            return unit
    return "d" if value <= 1 else "h"


def _told(text: str) -> Substitute | None:
    word = plain(text)
    if not word:
        return None
    for words, told in ((_NONE, "not_needed"), (_UNFILLED, "unfilled"), (_FILLED, "filled")):
        if any(word == one or (len(one) > 4 and word.startswith(one)) for one in words):
            return told  # type: ignore[return-value]
    value = read_boolean(text)[0]
    return None if value is None else "filled" if value else "unfilled"

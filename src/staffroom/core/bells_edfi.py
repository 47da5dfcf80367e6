"""Ed-Fi interchange files (Data Standard 5.2, XML) -> rows of the bell file.

``BellSchedule`` (in the MasterSchedule interchange) names the class periods of a school's schedule;
``ClassPeriod`` (in EducationOrganization) gives each its meeting times. A bell schedule with dates rings on
those dates only; one with an ``AlternateDayName`` on that cycle day; else every day. The schedule named
"Normal Schedule", or the only one of its school without dates, becomes ``Regular``.

Document type and entity declarations are refused before parsing: expanding entities is how a small file
fills a machine's memory, and Ed-Fi files need none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast
from xml.etree import ElementTree  # noqa: S405 - declarations are refused before anything is parsed

from staffroom.core.bells.book import REGULAR

COLUMNS = ("school", "schedule", "day", "period", "start", "end", "kind", "date")
_CHUNK = 1 << 16
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_REGULAR_NAMES = frozenset({"normal schedule", "regular schedule", "regular", "normal", "traditional"})

_ClassPeriod = tuple[str, str]


class EdFiError(Exception):
    """The file cannot be used; the message is a sentence for the person who brought it."""


@dataclass(frozen=True, slots=True)
class _Schedule:
    school: str
    name: str
    day: str
    dates: tuple[str, ...]
    periods: tuple[_ClassPeriod, ...]


def bells_from_edfi(stream_master: BinaryIO, stream_education_organization: BinaryIO) -> list[dict[str, str]]:
    """Rows of the bell file (``COLUMNS``), by school, schedule and time.

    Raises ``EdFiError`` when a file is not XML, declares entities, or holds no bell schedule, or when a
    schedule names a period without meeting times.
    """
    times = _meeting_times(stream_education_organization)
    schedules = _schedules(stream_master)
    if not schedules:
        raise EdFiError("The MasterSchedule file holds no BellSchedule. Export it with bell schedules.")
    undated = Counter(schedule.school for schedule in schedules if not schedule.dates)
    rows = [row for schedule in schedules for row in _rows(schedule, times, undated[schedule.school] == 1)]
    return sorted(rows, key=lambda row: (row["school"], row["schedule"], row["date"], row["start"]))


def _meeting_times(stream: BinaryIO) -> dict[_ClassPeriod, list[tuple[str, str]]]:
    times: dict[_ClassPeriod, list[tuple[str, str]]] = defaultdict(list)
    for element in _elements(stream, "ClassPeriod", "EducationOrganization"):
        key = _text(element, "SchoolId"), _text(element, "ClassPeriodName")
        for meeting in element.iter("MeetingTime"):
            times[key].append((_text(meeting, "StartTime")[:5], _text(meeting, "EndTime")[:5]))
    return times


def _schedules(stream: BinaryIO) -> list[_Schedule]:
    return [
        _Schedule(
            _text(element, "SchoolReference/SchoolIdentity/SchoolId"),
            _text(element, "BellScheduleName"),
            _text(element, "AlternateDayName") or "*",
            tuple((date.text or "").strip() for date in element.findall("Date")),
            tuple(
                (_text(reference, "SchoolId"), _text(reference, "ClassPeriodName"))
                for reference in element.findall("ClassPeriodReference")
            ),
        )
        for element in _elements(stream, "BellSchedule", "MasterSchedule")
    ]


def _rows(
    schedule: _Schedule, times: dict[_ClassPeriod, list[tuple[str, str]]], only: bool
) -> Iterator[dict[str, str]]:
    regular = not schedule.dates and (only or schedule.name.casefold() in _REGULAR_NAMES)
    for school, period in schedule.periods:
        if not times.get((school, period)):
            raise EdFiError(
                f'The bell schedule "{schedule.name}" of school {schedule.school} names the period "{period}",'
                " which has no meeting time in the EducationOrganization file. Add its start and end."
            )
        for start, end in times[school, period]:
            for date in schedule.dates or ("",):
                name = REGULAR if regular else schedule.name
                yield dict(zip(COLUMNS, (school, name, schedule.day, period, start, end, "class", date), strict=True))


def _elements(stream: BinaryIO, name: str, interchange: str) -> Iterator[ElementTree.Element]:
    """Elements of one name directly below the root, namespaces taken off, each freed after use."""
    parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(events=("start", "end"))
    depth, root = 0, None
    try:
        for chunk in _without_declarations(stream, interchange):
            parser.feed(chunk)
            for event, element in cast(Iterator[tuple[str, ElementTree.Element]], parser.read_events()):
                depth += 1 if event == "start" else -1
                root = element if root is None else root
                if event == "end":
                    element.tag = element.tag.rpartition("}")[2]
                if event == "end" and depth == 1:
                    if element.tag == name:
                        yield element
                    root.clear()
        parser.close()
    except ElementTree.ParseError as error:
        line = error.position[0]
        raise EdFiError(
            f"The {interchange} file is not whole XML: it breaks off or goes wrong in line {line}. Export it again."
        ) from None


def _without_declarations(stream: BinaryIO, interchange: str) -> Iterator[bytes]:
    tail = b""
    while chunk := stream.read(_CHUNK):
        # A declaration may lie across two chunks, and in UTF-16 has a zero byte after every letter.
        seen = (tail + chunk).replace(b"\x00", b"").upper()
        if any(word in seen for word in _FORBIDDEN):
            raise EdFiError(
                f"The {interchange} file declares a document type or entities, which Staffroom does not read."
                " Export it without them."
            )
        tail = chunk[-40:]
        yield chunk


def _text(element: ElementTree.Element, path: str) -> str:
    """Text of the first match: a path from here, or a name anywhere below."""
    found = element.find(path) if "/" in path else next(element.iter(path), None)
    return "" if found is None else (found.text or "").strip()

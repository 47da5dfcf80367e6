"""A solved school timetable of the XHSTT archive as an instance: who could visit whom in one real week.

Format: Post, Ahmadi, Daskalaki, Kingston et al. (2012), An XML format for benchmarks in high school timetabling.
Each time of the week is one lesson, taught or free; each teacher may ask once for each other teacher.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree  # noqa: S405 - declarations are refused before anything is parsed

from .instance import Unreadable

Element = ElementTree.Element
_FIRST, _EVERY, _LENGTH = 480, 60, 45


def from_xhstt(data: bytes, *, made: int = 3, hosted: int = 3) -> dict[str, Any]:
    """``data`` (an archive with one instance and its solutions) as parsed ``staffroom-visits/1``.

    Of several solutions, the one that places most lessons. ``made`` and ``hosted``: visits a teacher makes and
    hosts in the week, one visitor a lesson, no pair twice. Raises ``Unreadable`` for a file that is no such archive.
    """
    root = _root(data)
    instance = root.find(".//Instance")
    solutions = [_placed(solution, instance) for solution in root.iter("Solution")] if instance is not None else []
    if instance is None or not solutions:
        raise Unreadable("the archive", "it holds no instance with a solution.", "Give an XHSTT archive with both.")
    times, days = _times(instance)
    teachers = _teachers(instance)
    if not teachers or not times:
        raise Unreadable("the archive", "it names no teachers or no times.", "Give a whole XHSTT instance.")
    busy = _busy(instance, max(solutions, key=len), times, teachers)
    lessons = [
        {"person": p, "day": day, "start": _FIRST + _EVERY * place, "end": _FIRST + _EVERY * place + _LENGTH,
         "kind": "teach" if (teacher, n) in busy else "free", "subject": None, "coverable": False}
        for p, teacher in enumerate(teachers)
        for n, (day, place) in enumerate(days)
    ]  # fmt: skip
    pairs = [(a, b) for a in range(len(teachers)) for b in range(len(teachers)) if a != b]
    return {
        "format": "staffroom-visits/1", "weeks": 1,
        "rules": {
            "min_watch": _LENGTH, "max_travel": 0, "merge_gap": 0, "before": 0, "after": 0,
            "visits_per_visitor": made, "visits_per_visitor_week": made, "own_periods": made, "classes_missed": 0,
            "recordings": 0, "hosted_lessons_week": hosted, "visitors_per_lesson": 1, "substitute_half_days": 0,
        },
        "value": {"base": 1, "fit": 0},
        "schools": [{"id": instance.get("Id", "school")}], "travel": [[0]],
        "people": [{"id": teacher, "school": 0, "video": False, "recording": False} for teacher in teachers],
        "lessons": lessons, "practices": [{"id": "any", "subject": None}],
        "requests": [
            {"id": f"{teachers[a]}-{teachers[b]}", "visitor": a, "practice": 0, "weight": 1, "hosts": [[b, 1]]}
            for a, b in pairs
        ],
    }  # fmt: skip


def _root(data: bytes) -> Element:
    # In UTF-16 a zero byte stands beside every letter.
    plain = data.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unreadable("the archive", "it declares entities.", "Remove the declarations at its top.")
    try:
        return ElementTree.fromstring(data)  # noqa: S314 - no declarations, see above
    except ElementTree.ParseError as error:
        raise Unreadable(
            "the archive", f"it is no well-formed XML ({error}).", "Give it as it was published."
        ) from None


def _placed(solution: Element, instance: Element | None) -> dict[str, list[tuple[str, int]]]:
    """Event to where it is placed: (first time, how many times long)."""
    assert instance is not None  # noqa: S101 - asked only when there is one
    usual = {event.get("Id", ""): _number(event, "Duration", 1) for event in _events(instance)}
    found: dict[str, list[tuple[str, int]]] = {}
    for event in solution.iter("Event"):
        name, time = event.get("Reference", ""), event.find("Time")
        if time is not None and name in usual:
            found.setdefault(name, []).append((time.get("Reference", ""), _number(event, "Duration", usual[name])))
    return found


def _events(instance: Element) -> Iterator[Element]:
    for events in instance.findall("Events"):
        yield from events.findall("Event")


def _number(element: Element, tag: str, default: int) -> int:
    text = (element.findtext(tag) or "").strip()
    return int(text) if text.isdigit() else default


def _times(instance: Element) -> tuple[dict[str, int], list[tuple[int, int]]]:
    """Time to its place in the week; for each place the day and the place in the day."""
    place: dict[str, int] = {}
    days: dict[str, int] = {}
    lengths: list[int] = []
    where: list[tuple[int, int]] = []
    for time in instance.iterfind("Times/Time"):
        group = time.find("Day")
        day = days.setdefault(group.get("Reference", "") if group is not None else "", len(days))
        if day == len(lengths):
            lengths.append(0)
        place[time.get("Id", "")] = len(where)
        where.append((day, lengths[day]))
        lengths[day] += 1
    return place, where


def _teachers(instance: Element) -> list[str]:
    found = []
    for resource in instance.iterfind("Resources/Resource"):
        kind = resource.find("ResourceType")
        if kind is not None and kind.get("Reference") == "Teacher":
            found.append(resource.get("Id", ""))
    return found


def _busy(
    instance: Element, placed: dict[str, list[tuple[str, int]]], times: dict[str, int], teachers: list[str]
) -> set[tuple[str, int]]:
    known, busy = set(teachers), set()
    for event in _events(instance):
        of = [r.get("Reference", "") for r in event.iterfind("Resources/Resource") if r.get("Reference") in known]
        for first, long in placed.get(event.get("Id", ""), []):
            if first in times:
                busy |= {(teacher, times[first] + n) for teacher in of for n in range(long)}
    return busy

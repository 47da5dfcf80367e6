"""Who teaches a class while its teacher visits: the checker of one colleague, and in which order they are asked.

Fairly shared: who has covered least this term is asked first; among them who keeps most free time that week.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from staffroom.core.visits.instance import Busy, Lesson
from staffroom.core.visits.rules import Params
from staffroom.core.visits.sentences import Lang, fill


class CoverRule(StrEnum):
    """Why a colleague cannot cover a class, in the order in which reasons are told."""

    PART_OF_VISIT = "part_of_visit"
    SAID_NO = "said_no"
    OTHER_SCHOOL = "other_school"
    NOT_FREE = "not_free"
    AWAY = "cover_away"
    PROMISED = "cover_promised"
    COVERS_CAP = "covers_cap"
    CONTRACT = "cover_contract"


@dataclass(frozen=True, slots=True)
class CoverViolation:
    """A rule broken, with the numbers its sentence needs."""

    rule: CoverRule
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who might cover. ``given``: covers this term, asked ones too; ``least``: minutes of preparation that
    the contract keeps a week, None for no rule; ``clause``: where it says so."""

    person: str
    given: int = 0
    least: int | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class CoverCase:
    """One class to be covered. ``lessons``: what the colleagues teach and have free that week; ``busy``: when they are
    away or have promised time (visits, covers, meetings)."""

    lesson: Lesson
    host: str
    colleagues: Mapping[str, Colleague]
    lessons: tuple[Lesson, ...]
    busy: tuple[Busy, ...] = ()
    said_no: frozenset[str] = frozenset()
    covers_given: int | None = 3


def check_cover(person: str, case: CoverCase) -> tuple[CoverViolation, ...]:
    """Every rule that this colleague's covering would break; empty when it is allowed. Raises ``KeyError`` for a
    person who is not in the case."""
    one, found = case.colleagues[person], []
    if person in (case.lesson.person, case.host):
        found.append(CoverViolation(CoverRule.PART_OF_VISIT))
    if person in case.said_no:
        found.append(CoverViolation(CoverRule.SAID_NO))
    if not any(x.person == person and x.school == case.lesson.school for x in case.lessons):
        found.append(CoverViolation(CoverRule.OTHER_SCHOOL))
    if free_period(person, case) is None:
        found.append(CoverViolation(CoverRule.NOT_FREE))
    found += [CoverViolation(rule) for rule, kind in _KINDS.items() if _busy_then(person, case, kind)]
    if case.covers_given is not None and one.given + 1 > case.covers_given:
        found.append(CoverViolation(CoverRule.COVERS_CAP, {"given": one.given, "most": case.covers_given}))
    left = len(_free_minutes(person, case) - _times(case.lesson))
    if one.least is not None and left < one.least:
        variant = "clause" if one.clause else ""
        found.append(
            CoverViolation(
                CoverRule.CONTRACT, {"variant": variant, "left": left, "least": one.least, "clause": one.clause}
            )
        )
    return tuple(found)


_KINDS = {CoverRule.AWAY: "away", CoverRule.PROMISED: "promise"}


def free_period(person: str, case: CoverCase) -> Lesson | None:
    """The colleague's free period that holds the whole class, at its school."""
    held = case.lesson
    fits = (
        x
        for x in case.lessons
        if (x.person, x.school, x.date, x.kind) == (person, held.school, held.date, "free")
        and x.start <= held.start
        and held.end <= x.end
    )
    return min(fits, key=lambda x: (x.start, x.id), default=None)


def _busy_then(person: str, case: CoverCase, kind: str) -> bool:
    """Busy in the free period: a period that holds a promise is used up, even for the minutes it leaves."""
    period = free_period(person, case) or case.lesson
    return any(
        b.start < period.end and period.start < b.end
        for b in case.busy
        if (b.person, b.kind, b.date) == (person, kind, case.lesson.date)
    )


def _times(lesson: Lesson) -> set[tuple[int, int]]:
    return {(lesson.date, minute) for minute in range(lesson.start, lesson.end)}


def _free_minutes(person: str, case: CoverCase) -> set[tuple[int, int]]:
    """What is left of the colleague's free time that week, minute by minute."""
    week = (case.lesson.date - 1) // 7
    free = {
        minute
        for x in case.lessons
        if x.person == person and x.kind == "free" and (x.date - 1) // 7 == week
        for minute in _times(x)
    }
    taken = {(b.date, minute) for b in case.busy if b.person == person for minute in range(b.start, b.end)}
    return free - taken


def who_could_cover(case: CoverCase) -> tuple[str, ...]:
    """Whom to ask, one after the other: fewest covers given, then most free time that week, then by id.

    Decided by intervals and sums, apart from the checker, which every cover passes before it is asked for.
    """
    spare = _spare(case)
    return tuple(sorted(spare, key=lambda one: (case.colleagues[one].given, -spare[one], one)))


def _spare(case: CoverCase) -> dict[str, int]:
    """Free minutes of the week that are left to each colleague who could."""
    held, week = case.lesson, (case.lesson.date - 1) // 7
    blocked: dict[str, list[tuple[int, int, int]]] = {}
    for b in case.busy:
        blocked.setdefault(b.person, []).append((b.date, b.start, b.end))
    found: dict[str, int] = {}
    for person, one in case.colleagues.items():
        if person in {held.person, case.host, *case.said_no}:
            continue
        if case.covers_given is not None and one.given >= case.covers_given:
            continue
        mine = [x for x in case.lessons if x.person == person and x.kind == "free" and (x.date - 1) // 7 == week]
        busy = _merged(blocked.get(person, ()))
        period = next((x for x in sorted(mine, key=lambda x: (x.start, x.id)) if _holds(x, held)), None)
        if period is None or any(_shared(period, b) for b in busy):
            continue
        minutes = sum(x.end - x.start - sum(_shared(x, b) for b in busy) for x in mine)
        if one.least is None or minutes - (held.end - held.start) >= one.least:
            found[person] = minutes
    return found


def _holds(free: Lesson, held: Lesson) -> bool:
    return (free.school, free.date) == (held.school, held.date) and free.start <= held.start and held.end <= free.end


def _shared(lesson: Lesson, busy: tuple[int, int, int]) -> int:
    day, start, end = busy
    return max(0, min(end, lesson.end) - max(start, lesson.start)) if day == lesson.date else 0


def _merged(spans: "tuple[tuple[int, int, int], ...] | list[tuple[int, int, int]]") -> list[tuple[int, int, int]]:
    """The same time as spans that do not overlap."""
    merged: list[tuple[int, int, int]] = []
    for day, start, end in sorted(spans):
        if merged and merged[-1][0] == day and start <= merged[-1][2]:
            merged[-1] = (day, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((day, start, end))
    return merged


COVER_SENTENCES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "part_of_visit": "You are part of this visit yourself.",
        "said_no": "You have said no to this already.",
        "other_school": "The class is at a school where you have no lessons.",
        "not_free": "You have no free period that holds the whole class.",
        "cover_away": "You are away then.",
        "cover_promised": "Your free period is promised to something else.",
        "covers_cap": "You have covered {given} classes this term; {most} are the most.",
        "cover_contract": "You would keep {left} minutes of preparation that week, and {least} must remain.",
        "cover_contract.clause": "You would keep {left} minutes of preparation that week, and {least} must remain"
        " ({clause}).",
    },
    "es": {
        "part_of_visit": "Tú eres parte de esta visita.",
        "said_no": "Ya has dicho que no.",
        "other_school": "La clase es en una escuela donde no das clases.",
        "not_free": "No tienes un periodo libre que abarque toda la clase.",
        "cover_away": "No estás entonces.",
        "cover_promised": "Tu periodo libre está comprometido para otra cosa.",
        "covers_cap": "Ya has cubierto {given} clases este periodo escolar; el máximo es {most}.",
        "cover_contract": "Te quedarían {left} minutos de preparación esa semana, y deben quedar {least}.",
        "cover_contract.clause": "Te quedarían {left} minutos de preparación esa semana, y deben quedar {least}"
        " ({clause}).",
    },
}


def cover_sentence(violation: CoverViolation, lang: Lang = "en") -> str:
    """Why not, addressed to the colleague."""
    return fill(violation.rule.value, violation.params, lang, COVER_SENTENCES)

"""How alike two classrooms are, and why: so that a visitor sees a practice in a class like her own.

Weights (they sum to 1): subjects 0.30, grades 0.25, English learners 0.15, students with an IEP 0.10,
language program 0.10, level 0.05, class size 0.05. They are a judgement, not a measurement, in the
proportions of the community-forming weights (subject, grade, population); a district can set its own.

Each aspect gives a likeness from 0 to 1: subjects the share of common ones (Jaccard); grades the mean nearness
of each grade to the other class's nearest, three grades apart being 0; shares fall evenly to 0 at 40 points of
difference; sizes to 0 at 15 students; level and program are same or not. An aspect that neither class tells is
left out, one that only one class tells counts a half. Symmetric, and 1 for a class and itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

Lang = Literal["en", "es"]


class Weights(NamedTuple):
    """How much each aspect counts, in [0, 1], together 1."""

    subjects: float = 0.30
    grades: float = 0.25
    english_learners: float = 0.15
    iep: float = 0.10
    language_program: float = 0.10
    level: float = 0.05
    size: float = 0.05


DEFAULT = Weights()
ASPECTS = Weights._fields
GRADES = ("IT", "PR", "PK", "TK", "KG", *(f"{number:02d}" for number in range(1, 14)))
_GRADE_REACH, _SHARE_REACH, _SIZE_REACH = 3, 0.40, 15
_ALIKE, _UNLIKE = 0.8, 0.4


@dataclass(frozen=True, slots=True)
class Context:
    """A classroom. Shares lie in [0, 1]; grades are CEDS codes (``KG``, ``07``); None and empty: not told."""

    grades: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    level: str = ""
    english_learners: float | None = None
    iep: float | None = None
    size: int | None = None
    language_program: str = ""


@dataclass(frozen=True, slots=True)
class LikenessReason:
    """``code`` is the aspect, ``.alike`` or ``.unlike``; ``gain`` is what it adds to the score."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    gain: float = 0.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` in [0, 1]; ``reasons``: the aspects that are alike, weightiest first, then those that are not."""

    score: float
    reasons: tuple[LikenessReason, ...]


@lru_cache(maxsize=4096)
def likeness(a: Context, b: Context, weights: Weights = DEFAULT) -> Likeness:
    """How alike two classrooms are, remembered. ``likeness(a, b).score == likeness(b, a).score``.

    An aspect that weighs nothing is no reason either.
    """
    told = _told_aspects(a, b, weights)
    whole = sum(getattr(weights, name) for name in told)
    parts = ((name, alike, getattr(weights, name) * alike / whole) for name, alike in told.items())
    reasons = [r for name, alike, gain in parts if (r := _reason(name, alike, a, b, gain)) is not None]
    reasons.sort(key=lambda reason: (reason.code.endswith(".unlike"), -reason.gain, reason.code))
    return Likeness(_score(told, weights), tuple(reasons))


@lru_cache(maxsize=32_768)
def likeness_score(a: Context, b: Context, weights: Weights = DEFAULT) -> float:
    """The score alone, remembered, at a fraction of the cost: for choosing among many classes."""
    return _score(_told_aspects(a, b, weights), weights)


def _told_aspects(a: Context, b: Context, weights: Weights) -> dict[str, float]:
    aspects = ((name, likeness_of(a, b)) for name, likeness_of in _ASPECTS.items() if getattr(weights, name))
    return {name: alike for name, alike in aspects if alike is not None}


def _score(told: Mapping[str, float], weights: Weights) -> float:
    """The weighted mean of the aspects told; 1 when nothing is told."""
    if not told:
        return 1.0
    whole: float = sum(getattr(weights, name) for name in told)
    found: float = sum(getattr(weights, name) * alike for name, alike in told.items()) / whole
    return min(1.0, found)


def nearness(a: Context, b: Context, weights: Weights = DEFAULT) -> float:
    """Subjects and grades alone, weighted: cheap, to choose whom to compare in full."""
    subjects, grades = _same_set(a.subjects, b.subjects), _near_grades(a.grades, b.grades)
    return weights.subjects * (0.5 if subjects is None else subjects) + weights.grades * (
        0.5 if grades is None else grades
    )


def likeness_sentence(reason: LikenessReason, lang: Lang = "en") -> str:
    return SENTENCES[lang][reason.code].format_map(dict(reason.params))


def _half_if_one_sided(a: object, b: object) -> float | None:
    """None when neither is told, a half when one is; callers ask only when at least one is missing."""
    return None if not _told(a) and not _told(b) else 0.5


def _told(value: object) -> bool:
    return value is not None and value != "" and value != frozenset()


def _same_set(a: frozenset[str], b: frozenset[str]) -> float | None:
    if not a or not b:
        return _half_if_one_sided(a, b)
    return len(a & b) / len(a | b)


@lru_cache(maxsize=4096)
def _near_grades(a: frozenset[str], b: frozenset[str]) -> float | None:
    if not a or not b:
        return _half_if_one_sided(a, b)
    nearest = [max(_grade_nearness(g, h) for h in b) for g in a] + [max(_grade_nearness(g, h) for h in a) for g in b]
    return sum(nearest) / len(nearest)


def _grade_nearness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if a not in GRADES or b not in GRADES:
        return 0.0
    return max(0.0, 1 - abs(GRADES.index(a) - GRADES.index(b)) / _GRADE_REACH)


def _near(a: float | None, b: float | None, reach: float) -> float | None:
    if a is None or b is None:
        return _half_if_one_sided(a, b)
    return max(0.0, 1 - abs(a - b) / reach)


def _same(a: str, b: str) -> float | None:
    if not a or not b:
        return _half_if_one_sided(a, b)
    return 1.0 if a == b else 0.0


_ASPECTS: dict[str, Callable[[Context, Context], float | None]] = {
    "subjects": lambda a, b: _same_set(a.subjects, b.subjects),
    "grades": lambda a, b: _near_grades(a.grades, b.grades),
    "english_learners": lambda a, b: _near(a.english_learners, b.english_learners, _SHARE_REACH),
    "iep": lambda a, b: _near(a.iep, b.iep, _SHARE_REACH),
    "language_program": lambda a, b: _same(a.language_program, b.language_program),
    "level": lambda a, b: _same(a.level, b.level),
    "size": lambda a, b: _near(a.size, b.size, _SIZE_REACH),
}


def _reason(name: str, alike: float, a: Context, b: Context, gain: float) -> LikenessReason | None:
    mine, theirs = getattr(a, name), getattr(b, name)
    if not _told(mine) or not _told(theirs) or _UNLIKE < alike < _ALIKE:
        return None
    params = {"mine": _written(mine), "theirs": _written(theirs)}
    ending = "alike" if alike >= _ALIKE else "unlike"
    return LikenessReason(f"{name}.{ending}", params, gain)


def _written(value: object) -> str | int:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value, key=lambda v: (GRADES.index(v) if v in GRADES else -1, v)))
    if isinstance(value, float):
        return round(value * 100)
    return value if isinstance(value, int) else str(value)


SENTENCES: dict[Lang, dict[str, str]] = {
    "en": {
        "subjects.alike": "Teaches what you teach: {theirs}.",
        "subjects.unlike": "Teaches {theirs}; you teach {mine}.",
        "grades.alike": "Grades like yours: {theirs}.",
        "grades.unlike": "{theirs}; yours: {mine}.",
        "english_learners.alike": "{theirs} % English learners; in your class {mine} %.",
        "english_learners.unlike": "{theirs} % English learners, against {mine} % in your class.",
        "iep.alike": "{theirs} % of students with an IEP; in your class {mine} %.",
        "iep.unlike": "{theirs} % of students with an IEP, against {mine} % in your class.",
        "language_program.alike": "The same language program: {theirs}.",
        "language_program.unlike": "Language program {theirs}; yours is {mine}.",
        "level.alike": "The same level: {theirs}.",
        "level.unlike": "{theirs}; yours: {mine}.",
        "size.alike": "A class of {theirs}; yours has {mine}.",
        "size.unlike": "A class of {theirs}, against {mine} in yours.",
    },
    "es": {
        "subjects.alike": "Enseña lo mismo que tú: {theirs}.",
        "subjects.unlike": "Enseña {theirs}; tú enseñas {mine}.",
        "grades.alike": "Grados como los tuyos: {theirs}.",
        "grades.unlike": "{theirs}; los tuyos: {mine}.",
        "english_learners.alike": "{theirs} % de estudiantes de inglés; en tu clase {mine} %.",
        "english_learners.unlike": "{theirs} % de estudiantes de inglés, frente a {mine} % en tu clase.",
        "iep.alike": "{theirs} % de estudiantes con IEP; en tu clase {mine} %.",
        "iep.unlike": "{theirs} % de estudiantes con IEP, frente a {mine} % en tu clase.",
        "language_program.alike": "El mismo programa de lengua: {theirs}.",
        "language_program.unlike": "Programa de lengua {theirs}; el tuyo es {mine}.",
        "level.alike": "El mismo nivel: {theirs}.",
        "level.unlike": "{theirs}; la tuya: {mine}.",
        "size.alike": "Una clase de {theirs}; la tuya tiene {mine}.",
        "size.unlike": "Una clase de {theirs}, frente a {mine} en la tuya.",
    },
}

"""An instance ``staffroom-visits/1``: a term's requests, who teaches when, and what is allowed. Read with care.

``read_instance`` turns the JSON form into arrays, or says in one sentence what is wrong, where, and what to do.
Indices are positions in the lists of the file; minutes count from midnight; weeks repeat.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

FORMAT = "staffroom-visits/1"
MODES = ("own", "cover", "video", "recording", "substitute")
OWN, COVER, VIDEO, RECORDING, SUBSTITUTE = range(5)
NO_LIMIT = 1 << 30
#: Caps that a person may have of their own, by the columns of ``Term.caps``: the name there, and the rule it overrides.
CAPS = (
    ("visits", "visits_per_visitor"), ("own_periods", "own_periods"), ("classes_missed", "classes_missed"),
    ("recordings", "recordings"), ("covers_given", "covers_given"), ("hosted_lessons_week", "hosted_lessons_week"),
)  # fmt: skip
VISITS, OWNED, MISSED, RECORDED, COVERS, HOSTED = range(6)
#: Days of a week that repeats are below it; those of a single week are told apart by adding it.
DAYS = 400

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_MINUTES = ("min_watch", "max_travel", "merge_gap", "before", "after")
RULES: Mapping[str, int | None] = {
    "min_watch": 25, "max_travel": 30, "merge_gap": 12, "before": 15, "after": 30,
    "visits_per_visitor": 8, "visits_per_visitor_week": 1, "own_periods": 4, "classes_missed": 3,
    "covers_given": 3, "recordings": 2, "hosted_lessons_week": 2, "visitors_per_lesson": 2,
    "videos_hosted_week": 10, "substitute_half_days": None,
}  # fmt: skip
FACTOR: Mapping[str, float] = {"own": 1, "cover": 1, "video": 0.85, "recording": 0.7, "substitute": 1}
COST: Mapping[str, float] = {"own": 0, "cover": 0.02, "video": 0, "recording": 0, "substitute": 0.2}


class Unreadable(Exception):
    """An instance or plan that cannot be used. ``where`` names the place, ``advice`` what to do."""

    def __init__(self, where: str, what: str, advice: str) -> None:
        super().__init__(f"{where}: {what} {advice}")
        self.where, self.what, self.advice = where, what, advice


@dataclass(frozen=True, slots=True)
class Rules:
    """The caps of ``staffroom-visits/1``, named as there. ``NO_LIMIT`` stands for null."""

    min_watch: int = 25
    max_travel: int = 30
    merge_gap: int = 12
    before: int = 15
    after: int = 30
    visits_per_visitor: int = 8
    visits_per_visitor_week: int = 1
    own_periods: int = 4
    classes_missed: int = 3
    covers_given: int = 3
    recordings: int = 2
    hosted_lessons_week: int = 2
    visitors_per_lesson: int = 2
    videos_hosted_week: int = 10
    substitute_half_days: int = NO_LIMIT


@dataclass(frozen=True, slots=True)
class Term:
    """All of an instance as arrays.

    ``travel`` (schools, schools) minutes. People: ``school``, ``caps`` (people, ``CAPS``: a term's, the last a
    week's), ``spare`` (people, weeks; minutes of free lessons that may be given away), ``video`` and ``recording``
    consent. Lessons, in the order of the file: ``person``, ``day``, ``start``, ``end``, ``teach``,
    ``subject`` (a number, -1 none), ``coverable``, ``week_of`` (the only week in which it is, -1 every week; then
    ``day`` is one of that week alone). Requests: ``visitor``, ``practice``, ``wanted`` (subject number of the
    practice, -1 any), ``weight``; their hosts in ``host`` and ``fit`` from ``first[r]`` to ``first[r + 1]``, with
    ``offer`` (-1: any lesson of the subject), whose lessons lie in ``offered`` from ``offer_first[o]``;
    ``offer_video`` and ``offer_recording``: the consent for this offer (1, 0), -1 that of its host.
    ``factor`` and ``cost`` by mode in the order of ``MODES``. ``notices``: what was ignored, in sentences.
    """

    weeks: int
    rules: Rules
    base: float
    fit_weight: float
    factor: Floats
    cost: Floats
    school_ids: tuple[str, ...]
    people_ids: tuple[str, ...]
    request_ids: tuple[str, ...]
    practice_ids: tuple[str, ...]
    travel: Ints
    school: Ints
    caps: Ints
    spare: Ints
    video: Flags
    recording: Flags
    person: Ints
    day: Ints
    start: Ints
    end: Ints
    teach: Flags
    subject: Ints
    coverable: Flags
    week_of: Ints
    visitor: Ints
    practice: Ints
    wanted: Ints
    weight: Floats
    first: Ints
    host: Ints
    fit: Floats
    offer: Ints
    offer_first: Ints
    offered: Ints
    offer_video: Ints
    offer_recording: Ints
    notices: tuple[str, ...] = field(default=())

    @property
    def requests(self) -> int:
        return len(self.visitor)

    @property
    def people(self) -> int:
        return len(self.school)

    @property
    def lessons(self) -> int:
        return len(self.person)

    def value(self, request: int, fit: float, mode: int) -> float:
        """``weight x (base + fit_weight x fit) x factor[mode] - cost[mode]`` (planning, P1)."""
        worth = self.weight[request] * (self.base + self.fit_weight * fit) * self.factor[mode]
        return float(worth - self.cost[mode])


def read_instance(raw: object) -> Term:
    """The instance in ``raw`` (parsed JSON). Raises ``Unreadable`` at the first thing that cannot be used."""
    top = _record(raw, "the file")
    if top.get("format") != FORMAT:
        _no("format", f"this is {_shown(top.get('format'))}, not {FORMAT}.", f'Write "format": "{FORMAT}".')
    weeks = _whole(top.get("weeks"), "weeks", least=1, most=60)
    rules, notices = _rules(top.get("rules", {}))
    value = _record(top.get("value", {}), "value")
    schools = _records(top, "schools")
    people = _records(top, "people")
    practices = _records(top, "practices", needed=False)
    lessons = _records(top, "lessons", needed=False)
    requests = _records(top, "requests", needed=False)
    subjects = _Numbers()
    home = [_index(p.get("school"), f"people[{i}].school", len(schools), "schools") for i, p in enumerate(people)]
    table = _lessons(lessons, len(people), subjects, weeks)
    shown = [_subject(p.get("subject"), f"practices[{i}].subject", subjects) for i, p in enumerate(practices)]
    offer_rows = _records(top, "offers", needed=False)
    offers = _offers(offer_rows, len(lessons))
    asked = _requests(requests, len(people), len(practices), len(offers))
    practice = np.array(asked.practice, dtype=np.int32)
    return Term(
        weeks=weeks, rules=rules,
        base=_number(value.get("base", 0.4), "value.base"), fit_weight=_number(value.get("fit", 0.6), "value.fit"),
        factor=_by_mode(value.get("factor", {}), "value.factor", FACTOR),
        cost=_by_mode(value.get("cost", {}), "value.cost", COST),
        school_ids=_ids(schools, "schools"), people_ids=_ids(people, "people"),
        request_ids=_ids(requests, "requests"), practice_ids=_ids(practices, "practices"),
        travel=_travel(top.get("travel"), len(schools)), school=np.array(home, dtype=np.int32),
        caps=np.array([_caps(p, i, rules) for i, p in enumerate(people)], dtype=np.int32),
        spare=np.array([_spare(p, i, weeks) for i, p in enumerate(people)], dtype=np.int32),
        video=np.array([_flag(p, "video", f"people[{i}]") for i, p in enumerate(people)], dtype=np.bool_),
        recording=np.array([_flag(p, "recording", f"people[{i}]") for i, p in enumerate(people)], dtype=np.bool_),
        person=table.person, day=table.day, start=table.start, end=table.end, teach=table.teach,
        subject=table.subject, coverable=table.coverable, week_of=table.week_of,
        visitor=np.array(asked.visitor, dtype=np.int32), practice=practice,
        wanted=np.array(shown, dtype=np.int32)[practice] if len(practice) else np.zeros(0, dtype=np.int32),
        weight=np.array(asked.weight, dtype=np.float64), first=np.array(asked.first, dtype=np.int32),
        host=np.array(asked.host, dtype=np.int32), fit=np.array(asked.fit, dtype=np.float64),
        offer=np.array(asked.offer, dtype=np.int32),
        offer_first=np.cumsum([0, *map(len, offers)]).astype(np.int32),
        offered=np.array([lesson for one in offers for lesson in one], dtype=np.int32),
        offer_video=_consents(offer_rows, "video"), offer_recording=_consents(offer_rows, "recording"),
        notices=(*notices, *_overlaps(table)),
    )  # fmt: skip


@dataclass(slots=True)
class _Lessons:
    person: Ints
    day: Ints
    start: Ints
    end: Ints
    teach: Flags
    subject: Ints
    coverable: Flags
    week_of: Ints


@dataclass(slots=True)
class _Asked:
    visitor: list[int] = field(default_factory=list)
    practice: list[int] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)
    first: list[int] = field(default_factory=lambda: [0])
    host: list[int] = field(default_factory=list)
    fit: list[float] = field(default_factory=list)
    offer: list[int] = field(default_factory=list)


class _Numbers(dict[str, int]):
    """Names to numbers, in the order in which they come."""

    def of(self, name: str) -> int:
        return self.setdefault(name, len(self))


def _lessons(rows: Sequence[Mapping[str, Any]], people: int, subjects: _Numbers, weeks: int) -> _Lessons:
    columns: tuple[list[Any], ...] = ([], [], [], [], [], [], [], [])
    for i, row in enumerate(rows):
        at = f"lessons[{i}]"
        start = _whole(row.get("start"), f"{at}.start", most=1440)
        end = _whole(row.get("end"), f"{at}.end", most=1440)
        if end <= start:
            _no(at, f"it ends ({end}) before it begins ({start}).", "Give minutes from midnight, end after start.")
        kind = row.get("kind")
        if kind not in ("teach", "free"):
            _no(f"{at}.kind", f"{_shown(kind)} is not a kind of lesson.", 'Write "teach" or "free".')
        week = row.get("week")
        week = -1 if week is None else _index(week, f"{at}.week", weeks, "the weeks")
        day = _whole(row.get("day"), f"{at}.day", most=DAYS - 1) + (week + 1) * DAYS
        values = (
            _index(row.get("person"), f"{at}.person", people, "people"), day, start, end, kind == "teach",
            _subject(row.get("subject"), f"{at}.subject", subjects), _flag(row, "coverable", at), week,
        )  # fmt: skip
        for column, cell in zip(columns, values, strict=True):
            column.append(cell)
    found = [np.array(c, dtype=t) for c, t in zip(columns, "iiii?i?i", strict=True)]
    return _Lessons(*found)


def _overlaps(table: _Lessons) -> tuple[str, ...]:
    """A sentence about people who are in two lessons at once: odd, but a plan can be made around it."""
    order = np.lexsort((table.start, table.day, table.person))
    a, b = order[:-1], order[1:]
    same = (table.person[a] == table.person[b]) & (table.day[a] == table.day[b]) & (table.start[b] < table.end[a])
    if not same.any():
        return ()
    at = int(np.flatnonzero(same)[0])
    return (f"{same.sum()} lessons overlap another of the same person; the first is lessons[{b[at]}].",)


def _offers(rows: Sequence[Mapping[str, Any]], lessons: int) -> list[list[int]]:
    """The lessons in which each offer can be seen, in order."""
    found = []
    for i, row in enumerate(rows):
        named = row.get("lessons", [])
        if not isinstance(named, list):
            _no(f"offers[{i}].lessons", f"{_shown(named)} is not a list.", "Give positions of lessons.")
        found.append(sorted({_index(one, f"offers[{i}].lessons", lessons, "lessons") for one in named}))
    return found


def _consents(rows: Sequence[Mapping[str, Any]], name: str) -> Ints:
    """Whether each offer may be seen so: 1 or 0, -1 when it says nothing of its own."""
    told = [-1 if row.get(name) is None else int(_flag(row, name, f"offers[{i}]")) for i, row in enumerate(rows)]
    return np.array(told, dtype=np.int32)


def _requests(rows: Sequence[Mapping[str, Any]], people: int, practices: int, offers: int) -> _Asked:
    asked = _Asked()
    for i, row in enumerate(rows):
        at = f"requests[{i}]"
        asked.visitor.append(_index(row.get("visitor"), f"{at}.visitor", people, "people"))
        asked.practice.append(_index(row.get("practice"), f"{at}.practice", practices, "practices"))
        asked.weight.append(_number(row.get("weight", 1.0), f"{at}.weight"))
        for host, (fit, offer) in _hosts(row.get("hosts", []), at, people, offers).items():
            asked.host.append(host)
            asked.fit.append(fit)
            asked.offer.append(offer)
        asked.first.append(len(asked.host))
    return asked


def _hosts(raw: object, at: str, people: int, offers: int) -> dict[int, tuple[float, int]]:
    """The willing hosts of one request with fit and offer (-1: none); one named twice counts once, the better fit."""
    if not isinstance(raw, list | tuple):
        _no(f"{at}.hosts", f"{_shown(raw)} is not a list.", "Give pairs of host and fit, such as [[12, 0.73]].")
    found: dict[int, tuple[float, int]] = {}
    for j, pair in enumerate(raw):
        where = f"{at}.hosts[{j}]"
        if not isinstance(pair, list | tuple) or len(pair) not in (2, 3):
            _no(where, f"{_shown(pair)} is not a pair.", "Give host and fit, such as [12, 0.73].")
        host = _index(pair[0], where, people, "people")
        offer = _index(pair[2], where, offers, "offers") if len(pair) == 3 else -1
        found[host] = max((_number(pair[1], where, most=1.0), offer), found.get(host, (0.0, -1)))
    return found


def _rules(raw: object) -> tuple[Rules, tuple[str, ...]]:
    given = _record(raw, "rules")
    values = {}
    for name, default in RULES.items():
        cell = given.get(name, default)
        if cell is None and name in _MINUTES:
            _no(f"rules.{name}", "minutes cannot be without a limit.", "Give a number of minutes, or leave it out.")
        values[name] = NO_LIMIT if cell is None else _whole(cell, f"rules.{name}", most=NO_LIMIT)
    notices = tuple(f"rules.{name} is not a rule of {FORMAT} and was not used." for name in given if name not in RULES)
    return Rules(**values), notices


def _travel(raw: object, schools: int) -> Ints:
    if raw is None and schools == 1:
        return np.zeros((1, 1), dtype=np.int32)
    if not isinstance(raw, list) or len(raw) != schools:
        _no("travel", f"it must have one row a school, {schools}.", "Give minutes from each school to each other.")
    for i, row in enumerate(raw):
        if not isinstance(row, list) or len(row) != schools:
            _no(f"travel[{i}]", f"it must have {schools} numbers, one a school.", "Give minutes to each school.")
        for j, cell in enumerate(row):
            _number(cell, f"travel[{i}][{j}]", most=10_000)
    # Part minutes of travel are whole minutes of somebody's break: never rounded down.
    return np.ceil(np.array(raw, dtype=np.float64).reshape(schools, schools)).astype(np.int32)


def _caps(person: Mapping[str, Any], i: int, rules: Rules) -> list[int]:
    def cap(name: str, rule: str) -> int:
        cell = person.get(name)
        return getattr(rules, rule) if cell is None else _whole(cell, f"people[{i}].{name}", most=NO_LIMIT)

    return [cap(name, rule) for name, rule in CAPS]


def _spare(person: Mapping[str, Any], i: int, weeks: int) -> list[int]:
    """Minutes of each week: one number stands for all weeks."""
    cell, at = person.get("own_minutes_week"), f"people[{i}].own_minutes_week"
    if cell is None:
        return [NO_LIMIT] * weeks
    if not isinstance(cell, list):
        return [_whole(cell, at, most=NO_LIMIT)] * weeks
    if len(cell) != weeks:
        _no(at, f"it has {len(cell)} numbers for {weeks} weeks.", "Give one number, or one a week.")
    return [_whole(one, f"{at}[{n}]", most=NO_LIMIT) for n, one in enumerate(cell)]


def _by_mode(raw: object, where: str, default: Mapping[str, float]) -> Floats:
    given = _record(raw, where)
    return np.array([_number(given.get(mode, default[mode]), f"{where}.{mode}") for mode in MODES])


def _subject(raw: object, where: str, subjects: _Numbers) -> int:
    if raw is None:
        return -1
    if not isinstance(raw, str):
        _no(where, f"{_shown(raw)} is not a subject.", "Give a name, or null.")
    return subjects.of(raw)


def _ids(rows: Sequence[Mapping[str, Any]], name: str) -> tuple[str, ...]:
    return tuple(str(row.get("id", f"{name}[{i}]")) for i, row in enumerate(rows))


def _flag(row: Mapping[str, Any], name: str, at: str) -> bool:
    cell = row.get(name, False)
    if not isinstance(cell, bool):
        _no(f"{at}.{name}", f"{_shown(cell)} is neither true nor false.", "Write true or false.")
    return cell


def _record(raw: object, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        _no(where, f"{_shown(raw)} is not a record of names and values.", "Look at the format of an instance.")
    return raw


def _records(top: Mapping[str, Any], name: str, *, needed: bool = True) -> Sequence[Mapping[str, Any]]:
    rows = top.get(name, [])
    if not isinstance(rows, list) or (needed and not rows):
        _no(name, "there is no list of them.", f'Give "{name}": [...], with at least one.')
    return [_record(row, f"{name}[{i}]") for i, row in enumerate(rows)]


def _index(raw: object, where: str, count: int, what: str) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw < count:
        _no(where, f"{_shown(raw)} is no position in {what}, which has {count}.", "Positions count from 0.")
    return raw


def _whole(raw: object, where: str, *, least: int = 0, most: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not _finite(raw) or int(raw) != raw:
        _no(where, f"{_shown(raw)} is not a whole number.", f"Give a number from {least}.")
    if not least <= raw <= most:
        _no(where, f"{_shown(raw)} is out of range.", f"Give a number from {least} to {most}.")
    return int(raw)


def _number(raw: object, where: str, *, most: float = 1e6) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not _finite(raw):
        _no(where, f"{_shown(raw)} is not a number.", "Give a finite number.")
    if not 0 <= raw <= most:
        _no(where, f"{_shown(raw)} is out of range.", f"Give a number from 0 to {most:g}.")
    return float(raw)


def _finite(raw: int | float) -> bool:
    """Whole numbers of any length are; they are judged by their range."""
    return isinstance(raw, int) or math.isfinite(raw)


def _shown(raw: object) -> str:
    text = "nothing" if raw is None else repr(raw)
    return text if len(text) <= 40 else text[:37] + "..."


def _no(where: str, what: str, advice: str) -> NoReturn:
    raise Unreadable(where, what, advice)

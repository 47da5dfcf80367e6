"""The checker: does a plan keep every rule of its instance? Plain loops over the two files, no arrays.

It shares no code with what makes plans: each rule of ``staffroom-visits/1`` is one function here with one name,
and reads the parsed files as they are. Rules and their numbers: planning, P1.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from .instance import RULES, Unreadable

PLAN_FORMAT = "staffroom-plan/1"
IN_PERSON = ("own", "cover", "substitute")
Row = Mapping[str, Any]
Day = tuple[int | None, int]


class Broken(NamedTuple):
    """A rule that a plan breaks: its name, the visits concerned (positions in the plan), and a sentence."""

    rule: str
    visits: tuple[int, ...]
    sentence: str


def check_plan(instance: Row, plan: Row) -> list[Broken]:
    """Everything wrong with ``plan``, in the order of ``CHECKS``; an empty list means that every rule is kept.

    ``instance`` must be readable (``read_instance``). A visit that names things that do not exist is reported
    under ``well_formed`` and left out of the other checks. Raises ``Unreadable`` when ``plan`` is no plan at all.
    """
    if not isinstance(plan, dict) or plan.get("format") != PLAN_FORMAT:
        raise Unreadable("format", f"this is not a {PLAN_FORMAT}.", f'Write "format": "{PLAN_FORMAT}".')
    if not isinstance(plan.get("visits"), list):
        raise Unreadable("visits", "there is no list of visits.", 'Give "visits": [...], empty if there are none.')
    case = _Case(instance, plan)
    return [*case.malformed, *(broken for rule in CHECKS.values() for broken in rule(case))]


@dataclass
class _Case:
    instance: Row
    plan: Row
    malformed: list[Broken] = field(default_factory=list)
    visits: list[tuple[int, Row]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for at, visit in enumerate(self.plan["visits"]):
            wrong = self._wrong(visit)
            if wrong:
                self.malformed.append(Broken("well_formed", (at,), f"Visit {at} {wrong}."))
            else:
                self.visits.append((at, visit))

    def _wrong(self, visit: Any) -> str:
        if not isinstance(visit, dict):
            return "is not a record"
        mode, lessons = visit.get("mode"), len(self.lessons)
        if mode not in ("own", "cover", "video", "recording", "substitute"):
            return f"has the unknown mode {mode!r}"
        for name, count in (("request", len(self.instance["requests"])), ("host", len(self.people)),
                            ("week", self.instance["weeks"])):  # fmt: skip
            if not _within(visit.get(name), count):
                return f"has no lawful {name}: {visit.get(name)!r}"
        window = visit.get("window") or []
        if not isinstance(window, list) or not all(_within(one, lessons) for one in window):
            return "names lessons in its window that do not exist"
        if len(set(window)) != len(window):
            return "names a lesson of its window twice"
        if mode == "recording":
            return "" if visit.get("lesson") is None and not window else "watches a recording at a time of the week"
        if not _within(visit.get("lesson"), lessons):
            return f"has no lesson of its host: {visit.get('lesson')!r}"
        if (mode == "cover") != _within(visit.get("cover"), lessons):
            return "needs the colleague's free lesson, and only when a class is covered"
        return ""

    @property
    def lessons(self) -> list[Row]:
        return self.instance.get("lessons") or []

    @property
    def people(self) -> list[Row]:
        return self.instance["people"]  # type: ignore[no-any-return]

    def rule(self, name: str) -> int | None:
        return (self.instance.get("rules") or {}).get(name, RULES[name])

    def cap(self, person: int, own: str, rule: str) -> int | None:
        """A person's own cap, or that of the rules."""
        given: int | None = self.people[person].get(own)
        return self.rule(rule) if given is None else given

    def agreed(self, visit: Row) -> bool:
        """Whether the offer that the host shows, or else the host, consents to the visit's mode."""
        told = [self.people[visit["host"]].get(visit["mode"])]
        for pair in self.request(visit)["hosts"]:
            if pair[0] == visit["host"] and len(pair) == 3:
                own = self.instance["offers"][pair[2]].get(visit["mode"])
                told += [] if own is None else [own]
        return bool(told[-1])

    def minutes(self, name: str) -> int:
        limit = self.rule(name)
        return 0 if limit is None else limit

    def request(self, visit: Row) -> Row:
        return self.instance["requests"][visit["request"]]  # type: ignore[no-any-return]

    def visitor(self, visit: Row) -> int:
        return self.request(visit)["visitor"]  # type: ignore[no-any-return]

    def travel(self, visit: Row) -> int | float:
        here, there = self.people[self.visitor(visit)]["school"], self.people[visit["host"]]["school"]
        if here == there or visit["mode"] == "video":
            return 0
        return self.instance["travel"][here][there]  # type: ignore[no-any-return]

    def day(self, lesson: int) -> Day:
        """The day of a lesson: of the week that repeats, or of its only week."""
        return self.lessons[lesson].get("week"), self.lessons[lesson]["day"]

    @cached_property
    def by_person_day(self) -> dict[tuple[int, Day], list[int]]:
        found: dict[tuple[int, Day], list[int]] = defaultdict(list)
        for at, lesson in enumerate(self.lessons):
            found[lesson["person"], self.day(at)].append(at)
        for ids in found.values():
            ids.sort(key=lambda one: (self.lessons[one]["start"], self.lessons[one]["end"]))
        return found

    @cached_property
    def school_day(self) -> dict[tuple[int, Day], tuple[int, int]]:
        """School and day to the start of its earliest lesson and the end of its latest."""
        found: dict[tuple[int, Day], tuple[int, int]] = {}
        for at, lesson in enumerate(self.lessons):
            key = self.people[lesson["person"]]["school"], self.day(at)
            first, last = found.get(key, (lesson["start"], lesson["end"]))
            found[key] = min(first, lesson["start"]), max(last, lesson["end"])
        return found

    def free_of(self, person: int, day: Day) -> list[int]:
        return [one for one in self.by_person_day.get((person, day), []) if self.lessons[one]["kind"] == "free"]

    def joined(self, around: int, person: int, day: Day) -> list[int]:
        """The lesson ``around`` and the person's free lessons that follow one another from it, both ways."""
        gap, run = self.minutes("merge_gap"), [around]
        free = [one for one in self.free_of(person, day) if one != around]
        for one in free:
            if self.lessons[one]["start"] >= self.lessons[run[-1]]["end"]:
                if self.lessons[one]["start"] - self.lessons[run[-1]]["end"] > gap:
                    break
                run.append(one)
        for one in reversed(free):
            if self.lessons[one]["end"] <= self.lessons[run[0]]["start"]:
                if self.lessons[run[0]]["start"] - self.lessons[one]["end"] > gap:
                    break
                run.insert(0, one)
        return run

    def window(self, visit: Row) -> list[int] | None:
        """All lessons of the visitor's window, used or not. None: what the plan names is no window."""
        visitor, used = self.visitor(visit), visit.get("window") or []
        if not used or any(self.lessons[one]["person"] != visitor for one in used):
            return None
        day = self.day(used[0])
        taught = [one for one in used if self.lessons[one]["kind"] == "teach"]
        if len(taught) != (1 if visit["mode"] == "cover" else 0):
            return None
        run = self.joined(taught[0] if taught else used[0], visitor, day)
        return run if set(used) <= set(run) else None

    def times(self, visit: Row) -> tuple[float, float]:
        """When the window begins and ends, with the time before and after school."""
        run = self.window(visit) or visit["window"]
        day = self.day(run[0])
        start, end = self.lessons[run[0]]["start"], self.lessons[run[-1]]["end"]
        first, last = self.school_day[self.people[self.visitor(visit)]["school"], day]
        return start - (self.minutes("before") if start == first else 0), end + (
            self.minutes("after") if end == last else 0
        )

    def watched(self, visit: Row) -> tuple[float, float]:
        """From when to when the visitor watches; the end may lie before the start."""
        start, end = self.times(visit)
        travel, lesson = self.travel(visit), self.lessons[visit["lesson"]]
        return max(start + travel, lesson["start"]), min(end - travel, lesson["end"])


def _within(raw: Any, count: int) -> bool:
    return isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw < count


def _over(
    name: str, groups: Mapping[Any, list[int]], limit: Callable[[Any], int | None], said: Callable[[Any], str]
) -> Iterator[Broken]:
    for key, visits in groups.items():
        most = limit(key)
        if most is not None and len(visits) > most:
            yield Broken(name, tuple(visits), f"{said(key)}: {len(visits)}, allowed are {most}.")


def _grouped(case: _Case, key: Callable[[Row], Any], modes: tuple[str, ...]) -> dict[Any, list[int]]:
    groups: dict[Any, list[int]] = defaultdict(list)
    for at, visit in case.visits:
        if visit["mode"] in modes:
            groups[key(visit)].append(at)
    return groups


def _once(case: _Case) -> Iterator[Broken]:
    groups = _grouped(case, lambda v: v["request"], ("own", "cover", "video", "recording", "substitute"))
    yield from _over("once", groups, lambda _: 1, lambda r: f"Request {r} is met more than once")


def _willing_host(case: _Case) -> Iterator[Broken]:
    for at, visit in case.visits:
        if visit["host"] not in [pair[0] for pair in case.request(visit)["hosts"]]:
            yield Broken("willing_host", (at,), f"Visit {at}: person {visit['host']} is not a host of its request.")


def _not_self(case: _Case) -> Iterator[Broken]:
    for at, visit in case.visits:
        if visit["host"] == case.visitor(visit):
            yield Broken("not_self", (at,), f"Visit {at}: the visitor would visit herself.")


def _host_teaches(case: _Case) -> Iterator[Broken]:
    for at, visit in case.visits:
        if visit["mode"] != "recording":
            lesson = case.lessons[visit["lesson"]]
            if lesson["person"] != visit["host"] or lesson["kind"] != "teach":
                yield Broken("host_teaches", (at,), f"Visit {at}: its host does not teach lesson {visit['lesson']}.")


def _right_subject(case: _Case) -> Iterator[Broken]:
    for at, visit in case.visits:
        if visit["mode"] != "recording":
            pairs = [pair for pair in case.request(visit)["hosts"] if pair[0] == visit["host"]]
            shown = [case.instance["offers"][pair[2]]["lessons"] for pair in pairs if len(pair) == 3]
            if shown and len(shown) == len(pairs) and not any(visit["lesson"] in lessons for lessons in shown):
                yield Broken("right_subject", (at,), f"Visit {at}: its host does not offer to show that lesson.")
            wanted = case.instance["practices"][case.request(visit)["practice"]].get("subject")
            if wanted is not None and case.lessons[visit["lesson"]].get("subject") != wanted:
                yield Broken("right_subject", (at,), f"Visit {at}: the lesson is not {wanted}.")


def _window(case: _Case) -> Iterator[Broken]:
    for at, visit in case.visits:
        if visit["mode"] in ("own", "cover", "video") and case.window(visit) is None:
            yield Broken("window", (at,), f"Visit {at}: the lessons it names are no window of its visitor.")


def _coverable(case: _Case) -> Iterator[Broken]:
    for at, visit in case.visits:
        taught = [one for one in visit.get("window") or [] if case.lessons[one]["kind"] == "teach"]
        if visit["mode"] == "cover" and not all(case.lessons[one].get("coverable") for one in taught):
            yield Broken("coverable", (at,), f"Visit {at}: the class it leaves must not be covered.")


def _timed(case: _Case) -> Iterator[tuple[int, Row]]:
    for at, visit in case.visits:
        if visit["mode"] in ("own", "cover", "video") and case.window(visit) is not None:
            yield at, visit


def _watch_time(case: _Case) -> Iterator[Broken]:
    for at, visit in _timed(case):
        run = case.window(visit) or []
        start, end = case.watched(visit)
        least = case.minutes("min_watch")
        if case.day(visit["lesson"]) != case.day(run[0]) or end - start < least:
            yield Broken("watch_time", (at,), f"Visit {at}: less than {least} minutes to watch.")


def _all_lessons_used(case: _Case) -> Iterator[Broken]:
    for at, visit in _timed(case):
        start, end = case.watched(visit)
        away = start - case.travel(visit), end + case.travel(visit)
        for one in case.window(visit) or []:
            lesson = case.lessons[one]
            if one not in visit["window"] and lesson["start"] < away[1] and lesson["end"] > away[0]:
                yield Broken("all_lessons_used", (at,), f"Visit {at}: lesson {one} passes while its visitor is away.")


def _travel(case: _Case) -> Iterator[Broken]:
    most = case.minutes("max_travel")
    for at, visit in case.visits:
        if visit["mode"] in ("own", "cover") and case.travel(visit) > most:
            yield Broken("travel", (at,), f"Visit {at}: {case.travel(visit)} minutes away, allowed are {most}.")


def _consent(case: _Case) -> Iterator[Broken]:
    for at, visit in case.visits:
        if visit["mode"] in ("video", "recording") and not case.agreed(visit):
            yield Broken("consent", (at,), f"Visit {at}: its host did not agree to {visit['mode']}.")


def _lesson_once(case: _Case) -> Iterator[Broken]:
    used: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, visit in case.visits:
        for one in {*(visit.get("window") or []), *([visit["cover"]] if visit["mode"] == "cover" else [])}:
            used[one, visit["week"]].append(at)
    said = "Lesson {} is given away more than once in week {}"
    yield from _over("lesson_once", used, lambda _: 1, lambda key: said.format(*key))


def _cover(case: _Case) -> Iterator[Broken]:
    for at, visit in case.visits:
        taught = [one for one in visit.get("window") or [] if case.lessons[one]["kind"] == "teach"]
        if visit["mode"] == "cover" and len(taught) == 1:
            free, class_ = case.lessons[visit["cover"]], case.lessons[taught[0]]
            same_school = case.people[free["person"]]["school"] == case.people[case.visitor(visit)]["school"]
            contains = free["start"] <= class_["start"] and free["end"] >= class_["end"]
            same_day = case.day(visit["cover"]) == case.day(taught[0])
            fits = free["kind"] == "free" and same_day and contains and same_school
            if not fits or free["person"] == case.visitor(visit):
                yield Broken("cover", (at,), f"Visit {at}: lesson {visit['cover']} is no colleague's free time for it.")


def _lesson_week(case: _Case) -> Iterator[Broken]:
    for at, visit in case.visits:
        named = [*(visit.get("window") or []), visit["lesson"], visit.get("cover")]
        weeks = {case.lessons[one].get("week") for one in named if one is not None} - {None}
        if weeks - {visit["week"]}:
            yield Broken("lesson_week", (at,), f"Visit {at} is in week {visit['week']}, its lessons are in another.")


def _covers_given(case: _Case) -> Iterator[Broken]:
    groups = _grouped(case, lambda v: case.lessons[v["cover"]]["person"], ("cover",))
    said = "Person {} covers too often"
    yield from _over("covers_given", groups, lambda p: case.cap(p, "covers_given", "covers_given"), said.format)


def _visitor_cap(
    name: str, own: str, rule: str, modes: tuple[str, ...], said: str
) -> Callable[[_Case], Iterator[Broken]]:
    def check(case: _Case) -> Iterator[Broken]:
        groups = _grouped(case, case.visitor, modes)
        yield from _over(name, groups, lambda p: case.cap(p, own, rule), lambda p: f"Person {p} {said}")

    return check


def _visitor_week(case: _Case) -> Iterator[Broken]:
    groups = _grouped(case, lambda v: (case.visitor(v), v["week"]), (*IN_PERSON, "video"))
    limit = case.rule("visits_per_visitor_week")
    said = "Person {} makes too many visits in week {}"
    yield from _over("visitor_week", groups, lambda _: limit, lambda key: said.format(*key))


def _own_minutes(case: _Case) -> Iterator[Broken]:
    """Minutes of free lessons that visits and covers take of somebody's week, each minute once."""
    given: dict[tuple[int, int], set[tuple[Day, float]]] = defaultdict(set)
    visits: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, visit in _timed(case):
        start, end = case.watched(visit)
        away = start - case.travel(visit), end + case.travel(visit)
        parts = [(case.visitor(visit), one, away) for one in visit["window"] if case.lessons[one]["kind"] == "free"]
        if visit["mode"] == "cover":
            class_ = next(case.lessons[one] for one in visit["window"] if case.lessons[one]["kind"] == "teach")
            parts.append((case.lessons[visit["cover"]]["person"], visit["cover"], (class_["start"], class_["end"])))
        for person, one, (leave, back) in parts:
            lesson = case.lessons[one]
            first, last = max(lesson["start"], int(leave)), min(lesson["end"], int(back))
            given[person, visit["week"]] |= {(case.day(one), minute) for minute in range(first, last)}
            visits[person, visit["week"]].append(at)
    for (person, week), minutes in given.items():
        most = case.people[person].get("own_minutes_week")
        most = most[week] if isinstance(most, list) else most
        if most is not None and len(minutes) > most:
            said = f"Person {person} gives {len(minutes)} minutes in week {week}, allowed are {most}."
            yield Broken("own_minutes", tuple(visits[person, week]), said)


def _hosted_lessons(case: _Case) -> Iterator[Broken]:
    lessons: dict[tuple[int, int], set[int]] = defaultdict(set)
    visits: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, visit in case.visits:
        if visit["mode"] in IN_PERSON:
            lessons[visit["host"], visit["week"]].add(visit["lesson"])
            visits[visit["host"], visit["week"]].append(at)
    for (host, week), opened in lessons.items():
        limit = case.cap(host, "hosted_lessons_week", "hosted_lessons_week")
        if limit is not None and len(opened) > limit:
            said = f"Person {host} opens {len(opened)} lessons in week {week}, allowed are {limit}."
            yield Broken("hosted_lessons", tuple(visits[host, week]), said)


def _seats(case: _Case) -> Iterator[Broken]:
    groups = _grouped(case, lambda v: (v["lesson"], v["week"]), IN_PERSON)
    limit = case.rule("visitors_per_lesson")
    yield from _over("seats", groups, lambda _: limit, lambda key: f"Too many visitors in lesson {key[0]}")


def _videos(case: _Case) -> Iterator[Broken]:
    groups = _grouped(case, lambda v: (v["host"], v["week"]), ("video",))
    limit = case.rule("videos_hosted_week")
    yield from _over("videos", groups, lambda _: limit, lambda key: f"Too many video visits to person {key[0]}")


def _substitutes(case: _Case) -> Iterator[Broken]:
    groups = _grouped(case, lambda _: 0, ("substitute",))
    limit = case.rule("substitute_half_days")
    yield from _over("substitutes", groups, lambda _: limit, lambda _: "Too many half days of substitutes")


def _accounted(case: _Case) -> Iterator[Broken]:
    """Every request is in the plan: met, or among ``unmet`` (when the plan lists any)."""
    unmet = case.plan.get("unmet")
    if not isinstance(unmet, list):
        return
    told = Counter(row.get("request") for row in unmet if isinstance(row, dict))
    met = {visit["request"] for _, visit in case.visits}
    for request in range(len(case.instance.get("requests") or [])):
        if told[request] + (request in met) != 1:
            yield Broken("accounted", (), f"Request {request} must be either met or listed as unmet, once.")


def value_of(instance: Row, plan: Row) -> float:
    """The plan's value, summed anew: ``weight x (base + fit_weight x fit) x factor[mode] - cost[mode]``."""
    value = instance.get("value") or {}
    factor = {"own": 1, "cover": 1, "video": 0.85, "recording": 0.7, "substitute": 1} | value.get("factor", {})
    cost = {"own": 0, "cover": 0.02, "video": 0, "recording": 0, "substitute": 0.2} | value.get("cost", {})
    total = 0.0
    for visit in plan["visits"]:
        request = instance["requests"][visit["request"]]
        fit = max((pair[1] for pair in request["hosts"] if pair[0] == visit["host"]), default=0.0)
        worth = request.get("weight", 1) * (value.get("base", 0.4) + value.get("fit", 0.6) * fit)
        total += worth * factor[visit["mode"]] - cost[visit["mode"]]
    return total


def _told_value(case: _Case) -> Iterator[Broken]:
    told, bound = case.plan.get("value"), case.plan.get("bound")
    if case.malformed or not isinstance(told, int | float):
        return
    real = value_of(case.instance, case.plan)
    if abs(told - real) > 1e-6 * max(1.0, abs(real)):
        yield Broken("told_value", (), f"The plan says it is worth {told:g}; its visits are worth {real:g}.")
    if isinstance(bound, int | float) and real > bound + 1e-6 * max(1.0, abs(real)):
        yield Broken("told_value", (), f"The plan is worth {real:g}, more than its bound {bound:g}: no bound.")


CHECKS: Mapping[str, Callable[[_Case], Iterator[Broken]]] = {
    "once": _once,
    "willing_host": _willing_host,
    "not_self": _not_self,
    "host_teaches": _host_teaches,
    "right_subject": _right_subject,
    "window": _window,
    "coverable": _coverable,
    "watch_time": _watch_time,
    "all_lessons_used": _all_lessons_used,
    "travel": _travel,
    "consent": _consent,
    "lesson_once": _lesson_once,
    "lesson_week": _lesson_week,
    "cover": _cover,
    "covers_given": _covers_given,
    "visitor_term": _visitor_cap(
        "visitor_term", "visits", "visits_per_visitor", (*IN_PERSON, "video", "recording"), "makes too many visits"
    ),
    "visitor_week": _visitor_week,
    "own_periods": _visitor_cap(
        "own_periods", "own_periods", "own_periods", ("own", "video"), "gives too many own periods"
    ),
    "own_minutes": _own_minutes,
    "classes_missed": _visitor_cap(
        "classes_missed", "classes_missed", "classes_missed", ("cover", "substitute"), "misses too many classes"
    ),
    "recordings": _visitor_cap("recordings", "recordings", "recordings", ("recording",), "watches too many recordings"),
    "hosted_lessons": _hosted_lessons,
    "seats": _seats,
    "videos": _videos,
    "substitutes": _substitutes,
    "accounted": _accounted,
    "told_value": _told_value,
}

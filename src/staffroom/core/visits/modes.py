"""A visit in five modes: which slots there are in each, and the checker of one.

``own``: in an own free period, in person. ``cover``: a colleague teaches one class of the visitor's meanwhile.
``video``: live, from the own school, in an own free period. ``recording``: a recording, watched in an own free
period. ``substitute``: a substitute teaches the visitor's classes of a half day; the last resort.

Every mode is judged as a visit in free periods of an instance in which the mode's own facts hold (a covered class
is free time, a video needs no way), by the rules of ``staffroom.core.visits.rules``, and by its own rules besides.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from staffroom.core.visits.answer import VisitSlot
from staffroom.core.visits.instance import Instance, Lesson, Proposed
from staffroom.core.visits.request import find_slots
from staffroom.core.visits.rules import Params, Rule, Violation, check, check_rule
from staffroom.core.visits.sentences import Lang, fill

NOON = 720  # where a day of school is halved
COVERED = ("cover", "substitute")


class Mode(StrEnum):
    """From what costs nobody anything to the last resort."""

    OWN = "own"
    COVER = "cover"
    VIDEO = "video"
    RECORDING = "recording"
    SUBSTITUTE = "substitute"


class ModeRule(StrEnum):
    """Rules that one mode has and the others have not, in the order in which reasons are told."""

    NOT_FROM_AFAR = "not_from_afar"
    COVERED_CLASSES = "covered_classes"
    HOSTS_THEN = "hosts_then"
    CLASSES_MISSED_CAP = "classes_missed_cap"
    VIDEOS_WEEK_CAP = "videos_week_cap"
    RECORDINGS_CAP = "recordings_cap"
    LAST_RESORT = "last_resort"
    SUBSTITUTE_BUDGET = "substitute_budget"


@dataclass(frozen=True, slots=True)
class ModeViolation:
    """One of these rules broken, with the numbers its sentence needs."""

    rule: ModeRule
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a mode needs to know besides the instance: the host's consent, half days of substitutes taken in the term
    of each date (``half_days`` on those that are not named), and in how many slots the visit could be had without one
    (None: not looked at)."""

    video: bool = False
    recording: bool = False
    half_days: int = 0
    half_days_on: Mapping[int, int] = field(default_factory=dict)
    otherwise: int | None = None

    def taken(self, day: int | None) -> int:
        """Half days of substitutes taken in the term of a date."""
        return self.half_days if day is None else self.half_days_on.get(day, self.half_days)


@dataclass(frozen=True, slots=True)
class ModeSlot:
    """A slot in a mode. ``covered``: the visitor's classes that somebody else teaches, by time."""

    mode: Mode
    slot: VisitSlot
    covered: tuple[str, ...] = ()

    def proposed(self, visitor: str) -> Proposed:
        return replace(self.slot.proposed(visitor), covered=self.covered)

    @property
    def uses(self) -> tuple[str, ...]:
        """The visitor's lessons for which promises are made."""
        return tuple(dict.fromkeys((*self.slot.uses, *self.covered)))


# --- The instance in which a mode's own facts hold ----------------------------------------------------


def in_mode(mode: Mode, instance: Instance, covered: Iterable[str] = ()) -> Instance:
    """The instance as a visit in free periods sees it: rules that do not hold in this mode are taken out."""
    if mode == Mode.OWN:
        return instance
    if mode == Mode.VIDEO:
        return _from_afar(instance)
    given = set(covered)
    lessons = tuple(replace(x, kind="free") if x.id in given else x for x in instance.lessons)
    rules = replace(instance.rules, own_periods=None, contract_prep_minutes_week=None)
    people = {key: replace(one, own_periods=None) for key, one in instance.people.items()}
    return replace(instance, lessons=lessons, rules=rules, people=people)


def _from_afar(instance: Instance) -> Instance:
    """No way, no seat, no limit of visitors in the room."""
    schools = {x.school for x in instance.lessons} | {one.school for one in instance.people.values()}
    ways = {(one, other): 0 for one in schools for other in schools}
    rules = replace(instance.rules, visitors_per_lesson=None, hosted_lessons_week=None)
    hosts = tuple(replace(one, lessons_week=None) for one in instance.request.hosts)
    return replace(instance, travel=ways, rules=rules, request=replace(instance.request, hosts=hosts))


# --- The checker --------------------------------------------------------------------------------------


def check_mode(
    mode: Mode, visit: Proposed, instance: Instance, terms: Terms = Terms()
) -> tuple[Violation | ModeViolation, ...]:
    """Every rule that the visit would break in this mode; empty when it is allowed."""
    if mode == Mode.RECORDING:
        return _check_recording(visit, instance, terms)
    own = _own_rules(mode, visit, instance, terms)
    classes = [x for x in _lessons(instance, visit.covered) if x.person == visit.visitor and x.kind == "teach"]
    found: list[Violation | ModeViolation] = list(check(visit, in_mode(mode, instance, [x.id for x in classes])))
    kept = check_rule(Rule.CONTRACT_MINUTES, visit, instance) if mode in COVERED else None
    return (*found, *([kept] if kept else []), *own)


def _own_rules(mode: Mode, visit: Proposed, instance: Instance, terms: Terms) -> Iterator[ModeViolation]:
    if mode == Mode.VIDEO:
        if not terms.video:
            yield ModeViolation(ModeRule.NOT_FROM_AFAR, _named(visit, instance))
        most, made = instance.rules.videos_hosted_week, _videos(visit, instance)
        if most is not None and made >= most:
            yield ModeViolation(ModeRule.VIDEOS_WEEK_CAP, {**_named(visit, instance), "made": made, "most": most})
    if mode in COVERED:
        yield from _of_classes(mode, visit, instance)
    if mode == Mode.SUBSTITUTE:
        if terms.otherwise:
            yield ModeViolation(ModeRule.LAST_RESORT, {"otherwise": terms.otherwise})
        budget = instance.rules.substitute_half_days
        taken = terms.taken(next((x.date for x in instance.lessons if x.id == visit.lesson), None))
        if budget is not None and taken >= budget:
            yield ModeViolation(ModeRule.SUBSTITUTE_BUDGET, {"taken": taken, "most": budget})


def _of_classes(mode: Mode, visit: Proposed, instance: Instance) -> Iterator[ModeViolation]:
    classes = _lessons(instance, visit.covered)
    mine = all(x.person == visit.visitor and x.kind == "teach" and x.id in visit.window for x in classes)
    halves = {x.start < NOON for x in classes}
    right = len(classes) == 1 if mode == Mode.COVER else len(halves) == 1
    if not (classes and mine and right):
        yield ModeViolation(ModeRule.COVERED_CLASSES, {"variant": mode.value})
    if any(b.host == visit.visitor and b.lesson in visit.covered for b in instance.booked):
        yield ModeViolation(ModeRule.HOSTS_THEN)
    missed = sum(1 for b in instance.booked if b.visitor == visit.visitor and b.mode in COVERED)
    most = instance.rules.classes_missed
    if most is not None and missed >= most:
        yield ModeViolation(ModeRule.CLASSES_MISSED_CAP, {"made": missed, "most": most})


def _videos(visit: Proposed, instance: Instance) -> int:
    week = next((x.date - 1) // 7 for x in instance.lessons if x.id == visit.lesson)
    theirs = (b for b in instance.booked if b.host == visit.host and b.mode == Mode.VIDEO)
    return sum(1 for b in theirs if (b.date - 1) // 7 == week)


RECORDING_RULES = (
    Rule.NOT_SELF,
    Rule.VISITOR_FREE,
    Rule.VISITOR_AWAY,
    Rule.VISITOR_PROMISED,
    Rule.VISITOR_TERM_CAP,
    Rule.CONTRACT_MINUTES,
)


def _check_recording(visit: Proposed, instance: Instance, terms: Terms) -> tuple[Violation | ModeViolation, ...]:
    """``lesson`` is the visitor's own free period. The host's timetable plays no part."""
    own = [check_rule(rule, visit, instance) for rule in RECORDING_RULES]
    found: list[Violation | ModeViolation] = [one for one in own if one is not None]
    if not terms.recording:
        found.append(ModeViolation(ModeRule.NOT_FROM_AFAR, {**_named(visit, instance), "variant": "recording"}))
    made = sum(1 for b in instance.booked if b.visitor == visit.visitor and b.mode == Mode.RECORDING)
    most = instance.rules.recordings
    if most is not None and made >= most:
        found.append(ModeViolation(ModeRule.RECORDINGS_CAP, {"made": made, "most": most}))
    return tuple(found)


def _named(visit: Proposed, instance: Instance) -> dict[str, str | int]:
    return {"host": instance.people[visit.host].name}


def _lessons(instance: Instance, ids: Iterable[str]) -> list[Lesson]:
    wanted = set(ids)
    return sorted((x for x in instance.lessons if x.id in wanted), key=lambda x: (x.start, x.id))


# --- The finder ---------------------------------------------------------------------------------------


def slots_in(
    mode: Mode, instance: Instance, terms: Terms = Terms(), *, classes: Collection[str] = ()
) -> tuple[ModeSlot, ...]:
    """Every lawful slot of this mode, by fit, time watched and date as the finder has them; each passes the checker.

    ``classes``: the visitor's classes that may be covered; none given: any.
    """
    if mode == Mode.COVER:
        listed = _cover(instance, classes)
    else:
        found = {Mode.OWN: _own, Mode.VIDEO: _video, Mode.SUBSTITUTE: _substitute, Mode.RECORDING: _recordings}
        listed = found[mode](instance)
    me = instance.request.visitor
    return tuple(one for one in listed if mode == Mode.OWN or not check_mode(mode, one.proposed(me), instance, terms))


def _own(instance: Instance) -> list[ModeSlot]:
    return [ModeSlot(Mode.OWN, slot) for slot in find_slots(instance, explained=False).slots]


def _video(instance: Instance) -> list[ModeSlot]:
    return [ModeSlot(Mode.VIDEO, slot) for slot in find_slots(_from_afar(instance), explained=False).slots]


def _cover(instance: Instance, only: Collection[str] = ()) -> list[ModeSlot]:
    """One class a day is taken for free time, the first of each day, then the second ...: as many searches as a day
    has classes. Of several classes that could be covered for one lesson, the one that allows the longest watch. What
    can be seen in an own free period needs no cover."""
    days = {day: [x for x in held if not only or x.id in only] for day, held in _classes_by_day(instance).items()}
    seen = {slot.lesson for slot in find_slots(instance, explained=False).slots}
    longest: dict[str, ModeSlot] = {}
    for nth in range(max(map(len, days.values()), default=0)):
        chosen = {day: classes[nth].id for day, classes in days.items() if nth < len(classes)}
        answer = find_slots(in_mode(Mode.COVER, instance, chosen.values()), explained=False)
        for slot in answer.slots:
            covered, before = chosen.get(slot.date), longest.get(slot.lesson)
            if covered is None or covered not in slot.uses or slot.lesson in seen:
                continue
            if before is None or slot.watch > before.slot.watch:
                longest[slot.lesson] = ModeSlot(Mode.COVER, slot, (covered,))
    return list(longest.values())


def _substitute(instance: Instance) -> list[ModeSlot]:
    """All classes of a day are taken for free time; what is covered then are those of one half of the day."""
    days = _classes_by_day(instance)
    everything = [x.id for classes in days.values() for x in classes]
    found = []
    for slot in find_slots(in_mode(Mode.SUBSTITUTE, instance, everything), explained=False).slots:
        taken = [x for x in days.get(slot.date, ()) if x.id in slot.uses]
        if taken:
            half = taken[0].start < NOON
            whole = tuple(x.id for x in days[slot.date] if (x.start < NOON) == half and x.id in slot.window)
            if {x.id for x in taken} <= set(whole):
                found.append(ModeSlot(Mode.SUBSTITUTE, slot, whole))
    return found


def _recordings(instance: Instance) -> list[ModeSlot]:
    """Every own free period between the dates in which there is time to watch."""
    request, host = instance.request, instance.request.hosts[0]
    now = request.now_date * 1440 + request.now_minute
    mine = (x for x in instance.lessons if x.person == request.visitor and x.kind == "free")
    return [
        ModeSlot(
            Mode.RECORDING,
            VisitSlot(host.person, x.id, x.date, x.start, x.end, 0, host.fit, False, (x.id,), (x.id,), 0),
        )
        for x in mine
        if request.first <= x.date <= request.last
        and x.date * 1440 + x.start >= now
        and x.end - x.start >= instance.rules.min_watch
    ]


def _classes_by_day(instance: Instance) -> dict[int, list[Lesson]]:
    days: dict[int, list[Lesson]] = {}
    me, first, last = instance.request.visitor, instance.request.first, instance.request.last
    for x in sorted(instance.lessons, key=lambda x: (x.start, x.id)):
        if x.person == me and x.kind == "teach" and first <= x.date <= last:
            days.setdefault(x.date, []).append(x)
    return days


# --- In words -----------------------------------------------------------------------------------------

MODE_SENTENCES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "not_from_afar": "{host} does not show lessons by live video.",
        "not_from_afar.recording": "{host} shows no recording (any more).",
        "covered_classes.cover": "A colleague covers one class, which must be yours and in the time you are away.",
        "covered_classes.substitute": "A substitute takes your classes of one half of a day.",
        "hosts_then": "A colleague is coming to see that class of yours, so you must be there.",
        "classes_missed_cap": "You have been away from your classes for {made} visits this term; {most} are the most.",
        "videos_week_cap": "{host} has {made} visitors by video that week already; {most} are the most.",
        "recordings_cap": "You have watched {made} recordings this term; {most} are the most.",
        "last_resort": "A substitute is the last resort, and there are {otherwise} times without one.",
        "substitute_budget": "The district has used {taken} half days of substitutes for visits this term; {most} are"
        " the most.",
    },
    "es": {
        "not_from_afar": "{host} no muestra clases por video en vivo.",
        "not_from_afar.recording": "{host} no muestra ninguna grabación (o ya no).",
        "covered_classes.cover": "Un colega cubre una sola clase, que debe ser tuya y estar dentro del tiempo en que"
        " faltas.",
        "covered_classes.substitute": "Una persona suplente toma tus clases de medio día.",
        "hosts_then": "Alguien viene a ver esa clase tuya, así que debes estar.",
        "classes_missed_cap": "Ya has faltado a tus clases por {made} visitas este periodo escolar; el máximo es"
        " {most}.",
        "videos_week_cap": "{host} ya tiene {made} visitas por video esa semana; el máximo es {most}.",
        "recordings_cap": "Ya has visto {made} grabaciones este periodo escolar; el máximo es {most}.",
        "last_resort": "Una persona suplente es el último recurso, y hay {otherwise} horarios sin ella.",
        "substitute_budget": "El distrito ya ha usado {taken} medios días de suplencia para visitas este periodo"
        " escolar; el máximo es {most}.",
    },
}


def mode_sentence(violation: Violation | ModeViolation, lang: Lang = "en") -> str:
    """What stands in the way, whichever rule it is."""
    if isinstance(violation, Violation):
        return fill(violation.rule.value, violation.params, lang)
    return fill(violation.rule.value, violation.params, lang, MODE_SENTENCES)

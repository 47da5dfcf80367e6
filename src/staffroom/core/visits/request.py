"""The finder: for one request, every lawful slot, best first; for every other lesson, the reasons why not.

Legality is decided here with intervals and sums, in one pass over the hosts' lessons. The checker in
``rules`` decides it again its own way; the only thing asked of it here is the numbers of one example a reason.
"""

from collections import defaultdict
from dataclasses import replace

from staffroom.core.visits.answer import Answer, Reason, Refusal, VisitSlot, why_sentence
from staffroom.core.visits.instance import Instance, Lesson, SchoolDay
from staffroom.core.visits.rules import Rule, Violation, check_rule
from staffroom.core.visits.search import Search

__all__ = ["Answer", "Examples", "Reason", "Refusal", "VisitSlot", "find_slots", "why_sentence"]


def find_slots(instance: Instance, *, explained: bool = True) -> Answer:
    """Every lesson of the request's hosts between its dates, as a slot or as a refusal; deterministic.

    Best first: fit (in steps of 0.05), minutes watched, travel, the sooner, the host's spare lessons that
    week, then ids. A slot is the longest watch the visitor's free time allows, and the earliest of those.
    Unless ``explained``, ``reasons`` stays empty: the refusals hold the same facts.
    """
    search = Search(instance)
    slots: list[VisitSlot] = []
    refusals: list[Refusal] = []
    for offer, lesson in search.candidates():
        verdict = search.judge(offer, lesson)
        if isinstance(verdict, Refusal):
            refusals.append(verdict)
        else:
            slots.append(verdict)
    refusals.extend(search.hosts_without_lessons())
    slots.sort(key=_best_first)
    return Answer(tuple(slots), _reasons(refusals, instance) if explained else (), tuple(refusals))


def _best_first(slot: VisitSlot) -> tuple[object, ...]:
    fit = -round(slot.fit * 20)
    return fit, -slot.watch, slot.travel, slot.date, slot.start, -slot.spare, slot.host, slot.lesson


def _reasons(refusals: list[Refusal], instance: Instance) -> tuple[Reason, ...]:
    together: dict[tuple[Rule, ...], list[Refusal]] = defaultdict(list)
    for refusal in refusals:
        together[refusal.rules].append(refusal)
    count: dict[Rule, int] = defaultdict(int)
    first: dict[Rule, Refusal] = {}
    # The clearest example is one where as little else as possible is in the way.
    for rules in sorted(together, key=len):
        for rule in rules:
            count[rule] += len(together[rules])
            first.setdefault(rule, together[rules][0])
    order, examples = list(Rule), Examples(instance)
    ranked = sorted(count, key=lambda rule: (-count[rule], order.index(rule)))
    return tuple(Reason(rule, count[rule], examples.of(rule, first[rule])) for rule in ranked)


class Examples:
    """What the checker says about refused lessons of one instance.

    No rule looks further than the visitor's lessons of one week, the host's one lesson and the school days of its
    date: the checker is given these only, so that asking about many lessons stays cheap.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._lessons = {lesson.id: lesson for lesson in instance.lessons}
        self._weeks: dict[int, list[Lesson]] = defaultdict(list)
        self._days: dict[int, list[SchoolDay]] = defaultdict(list)
        for lesson in instance.lessons:
            if lesson.person == instance.request.visitor:
                self._weeks[_week(lesson.date)].append(lesson)
        for day in instance.days:
            self._days[day.date].append(day)

    def of(self, rule: Rule, refusal: Refusal) -> Violation:
        """The violation of a rule that this refusal names, with the numbers its sentence needs."""
        proposed = refusal.proposed
        if proposed is None:
            params = {"host": self._instance.people[refusal.host].name, "variant": "never"}
            return Violation(rule, params)
        found = check_rule(rule, proposed, self._about(self._lessons[refusal.lesson]))
        if found is None:
            raise ValueError(f"The checker does not agree that {rule} is in the way of {refusal.lesson}.")
        return found

    def _about(self, lesson: Lesson) -> Instance:
        mine, days = self._weeks[_week(lesson.date)], self._days[lesson.date]
        return replace(self._instance, lessons=(*mine, lesson), days=tuple(days))


def _week(day: int) -> int:
    return (day - 1) // 7

"""The finder: for one request, every lawful slot, best first; for every other lesson, the reasons why not.

Legality is decided here with intervals and sums, in one pass over the hosts' lessons. The checker in
``rules`` decides it again its own way; the only thing asked of it here is the numbers of one example a reason.
"""

from collections import defaultdict
from dataclasses import replace

from staffroom.core.visits.answer import Answer, Reason, Refusal, VisitSlot, why_sentence
from staffroom.core.visits.instance import Instance, Lesson, Proposed
from staffroom.core.visits.rules import Rule, Violation, check
from staffroom.core.visits.search import Search

__all__ = ["Answer", "Reason", "Refusal", "VisitSlot", "find_slots", "why_sentence"]


def find_slots(instance: Instance) -> Answer:
    """Every lesson of the request's hosts between its dates, as a slot or as a refusal; deterministic.

    Best first: fit (in steps of 0.05), minutes watched, travel, the sooner, the host's spare lessons that
    week, then ids. A slot is the longest watch the visitor's free time allows, and the earliest of those.
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
    return Answer(tuple(slots), _reasons(refusals, instance), tuple(refusals))


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
    order = list(Rule)
    ranked = sorted(count, key=lambda rule: (-count[rule], order.index(rule)))
    return tuple(Reason(rule, count[rule], _example(rule, first[rule], instance)) for rule in ranked)


def _example(rule: Rule, refusal: Refusal, instance: Instance) -> Violation:
    proposed = refusal.proposed
    if proposed is None:
        params = {"host": instance.people[refusal.host].name, "variant": "never"}
        return Violation(rule, params)
    relevant = replace(instance, lessons=_lessons_about(proposed, instance))
    return next(found for found in check(proposed, relevant) if found.rule == rule)


def _lessons_about(visit: Proposed, instance: Instance) -> tuple[Lesson, ...]:
    return tuple(x for x in instance.lessons if x.person == visit.visitor or x.id == visit.lesson)

"""The best plan of a tiny instance by trying everything; lawful is what the checker says.

Shares no code with the solver.
"""

from staffroom.core.visits.plan import check_plan, value_of

from .small import plan, visit

IGNORED = {"accounted", "told_value"}


def lawful(instance, visits):
    return not any(one.rule not in IGNORED for one in check_plan(instance, plan(*visits)))


def options(instance, request):
    """Every lawful single visit of one request with its value, week by week, the most valuable first."""
    found = []
    visitor = instance["requests"][request]["visitor"]
    for host, _fit in instance["requests"][request]["hosts"]:
        if instance["people"][host]["recording"]:
            found += [visit(request, host, "recording")]
        for at, lesson in enumerate(instance["lessons"]):
            if lesson["person"] == host and lesson["kind"] == "teach":
                found += [visit(request, host, "substitute", lesson=at)]
                found += list(_with_windows(instance, request, host, visitor, at, lesson["day"]))
    found = [one for one in found if lawful(instance, [one])]
    weeks = [
        one | {"week": week} for one in found for week in range(instance["weeks"] if one["lesson"] is not None else 1)
    ]
    return sorted(weeks, key=lambda one: -value_of(instance, plan(one)))


def _with_windows(instance, request, host, visitor, lesson, day):
    mine = [n for n, one in enumerate(instance["lessons"]) if one["person"] == visitor and one["day"] == day]
    mine.sort(key=lambda n: instance["lessons"][n]["start"])
    for a in range(len(mine)):
        for b in range(a + 1, len(mine) + 1):
            window = mine[a:b]
            yield visit(request, host, "own", lesson=lesson, window=window)
            yield visit(request, host, "video", lesson=lesson, window=window)
            for cover, free in enumerate(instance["lessons"]):
                if free["kind"] == "free" and free["person"] != visitor and free["day"] == day:
                    yield visit(request, host, "cover", lesson=lesson, window=window, cover=cover)


def leaves_a_visited_class(instance, visits):
    """A class that is covered and visited in the same week: no rule forbids it, but its teacher is not there."""
    seen = {(one["lesson"], one["week"]) for one in visits}
    return any(
        (lesson, one["week"]) in seen
        for one in visits
        if one["mode"] == "cover"
        for lesson in one["window"]
        if instance["lessons"][lesson]["kind"] == "teach"
    )


def best(instance):
    """The value of the best lawful plan. Depth first, cut where even the best options would not do."""
    choices = [options(instance, request) for request in range(len(instance["requests"]))]
    tops = [value_of(instance, plan(some[0])) if some else 0.0 for some in choices]
    found = 0.0

    def look(request, visits, value):
        nonlocal found
        if value + sum(tops[request:]) <= found + 1e-9:
            return
        if request == len(choices):
            found = value
            return
        for one in choices[request]:
            together = [*visits, one]
            if lawful(instance, together) and not leaves_a_visited_class(instance, together):
                look(request + 1, together, value + value_of(instance, plan(one)))
        look(request + 1, visits, value)

    look(0, [], 0.0)
    return found

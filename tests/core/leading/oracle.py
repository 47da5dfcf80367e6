"""Two other planners: one that looks at every plan there is, and what a careful person does with paper."""

from itertools import product

from staffroom.core.leading import Choice, LeadCase, check_lead_plan

MODES = ("own", "cover", "substitute")


def cost(plan: list[Choice] | tuple[Choice, ...], case: LeadCase) -> tuple[int, int, int]:
    """Members not seen, new half days, covers: less is better, in this order."""
    halves = {one.half for one in plan if one.mode == "substitute"} - case.halves
    return len(case.members) - len(plan), len(halves), sum(one.mode == "cover" for one in plan)


def brute_force(case: LeadCase) -> tuple[int, int, int]:
    """The least cost over every plan there is."""
    each = [[None, *(one for one in case.choices if one.member == member)] for member in case.members]
    plans = ([one for one in picked if one] for picked in product(*each))
    return min(cost(plan, case) for plan in plans if not check_lead_plan(plan, case))


def greedy(case: LeadCase) -> list[Choice]:
    """The cheapest kind first, the soonest first; whatever fits beside what is taken already."""
    taken: list[Choice] = []
    for one in sorted(case.choices, key=lambda one: (MODES.index(one.mode), one.date, one.start, one.member)):
        if not check_lead_plan([*taken, one], case):
            taken.append(one)
    return taken

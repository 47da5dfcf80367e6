"""The plan of a term: a generated district, its scarce variant, and blocks up to the size of the largest districts.

Beside each plan, in the same run: first-fit, best-greedy, random, and a coordinator who tries three colleagues a
request. The bound is proved by the relaxation; every plan and baseline passes the checker, which shares no code with
them. Re-planning: 5 % of the teachers are away for one week. Every figure is to be read with its caps, which are
printed.

    python benchmarks/visits.py [--json] [--seeds 3] [--blocks 54 [--skip-districts]] [--thorough]
"""

import argparse
import json
import random
import resource
import sys
import time
from collections import Counter
from datetime import date

from staffroom.core.synthetic import make_district
from staffroom.core.synthetic.demand import visit_demand
from staffroom.core.visits.plan import check_plan, read_instance, value_of
from staffroom.core.visits.plan.baselines import best_greedy, coordinator, first_fit, random_fit
from staffroom.core.visits.plan.instance import OWNED
from staffroom.core.visits.plan.repair import Away, repair
from staffroom.core.visits.plan.solve import make_plan

DAY = date(2026, 11, 25)
REQUESTS = 4700


def as_plan(visits):
    return {"format": "staffroom-plan/1", "visits": [v._asdict() | {"window": list(v.window)} for v in visits]}


def figures(raw, term, visits):
    """Shares of all requests, and the worst school's share, all without a substitute."""
    written = as_plan(visits)
    broken = check_plan(raw, written)
    assert not broken, broken[:3]
    modes = Counter(visit.mode for visit in visits)
    schools = term.school[term.visitor].tolist()
    asked, met = Counter(schools), Counter(schools[v.request] for v in visits if v.mode != "substitute")
    total = term.requests
    return {
        "without_substitute": (len(visits) - modes["substitute"]) / total,
        "in_person": (modes["own"] + modes["cover"] + modes["substitute"]) / total,
        "modes": {mode: count / total for mode, count in sorted(modes.items())},
        "worst_school": min(met[school] / count for school, count in asked.items()),
        "value": value_of(raw, written),
    }


def caps(raw, term):
    own = Counter(term.caps[:, OWNED].tolist())
    rules = {name: getattr(term.rules, name) for name in term.rules.__slots__}
    return {name: None if cap == 1 << 30 else cap for name, cap in rules.items()} | {
        "own_periods": {str(cap): count for cap, count in sorted(own.items())}
    }


def one_district(seed, scarce, effort):
    raw = visit_demand(make_district(seed=seed, today=DAY), REQUESTS, seed=seed, scarce=scarce)
    term = read_instance(raw)
    found = make_plan(term, effort=effort)
    told = figures(raw, term, found.visits) | {
        "bound": found.bound, "gap": found.gap, "seconds": found.seconds, "lp_seconds": found.relaxing,
        "seconds_per_lp": found.seconds / found.relaxing,
    }  # fmt: skip
    beside = {}
    for name, way in (("first_fit", first_fit), ("best_greedy", best_greedy), ("random", random_fit),
                      ("coordinator_3", coordinator)):  # fmt: skip
        began = time.monotonic()
        visits = way(term)
        beside[name] = {"seconds": time.monotonic() - began} | figures(raw, term, visits)
        beside[name]["plan_is_worth"] = told["value"] / beside[name]["value"]
    return {
        "seed": seed, "scarce": scarce, "effort": effort, "people": term.people, "requests": term.requests,
        "plan": told, "beside": beside, "ill": ill(raw, term, found.visits), "caps": caps(raw, term),
    }  # fmt: skip


def ill(raw, term, visits):
    """5 % of the teachers away in week 3: how many visits are hit, how many placed again, how long it takes."""
    away = [Away(person, 3) for person in random.Random(1).sample(range(term.people), term.people // 20)]
    mended = repair(term, visits, away)
    assert not check_plan(raw, as_plan(mended.visits))
    stay = set(visits) & set(mended.visits)
    return {
        "hit": len(mended.hit), "placed": len(mended.placed), "seconds": mended.seconds,
        "others_moved": len(visits) - len(mended.hit) - len(stay),
    }  # fmt: skip


def many_blocks(count, effort="usual"):
    """Districts of 40 schools one after another, as a worker would take blocks of a large one: seconds a block."""
    rows, people, requests, gaps = [], 0, 0, []
    for n in range(count):
        raw = visit_demand(make_district(seed=3000 + n, today=DAY), REQUESTS, seed=3000 + n)
        term = read_instance(raw)
        began = time.process_time()
        found = make_plan(term, effort=effort)
        rows.append(time.process_time() - began)
        people, requests = people + term.people, requests + term.requests
        gaps.append(found.gap)
        print(f"block {n + 1} of {count}: {rows[-1]:.1f} CPU s, gap {found.gap:.4%}", file=sys.stderr, flush=True)
        if n % 9 == 0:
            assert not check_plan(raw, as_plan(found.visits))
    third = max(1, count // 3)
    return {
        "blocks": count, "people": people, "requests": requests, "cpu_seconds": sum(rows),
        "first_third": sum(rows[:third]) / third, "last_third": sum(rows[-third:]) / third,
        "worst_gap": max(gaps), "mean_gap": sum(gaps) / count,
    }  # fmt: skip


def say(told):
    for row in told["districts"]:
        plan = row["plan"]
        print(f"\n{'scarce' if row['scarce'] else 'ordinary'} caps, seed {row['seed']}: {row['people']} teachers with "
              f"classes, {row['requests']} requests, effort {row['effort']}")  # fmt: skip
        print("  caps: " + ", ".join(f"{name} {cap}" for name, cap in row["caps"].items()))
        print(f"  plan            {line(plan)}  gap {plan['gap']:.4%}  {plan['seconds']:.1f} s, "
              f"{plan['seconds_per_lp']:.1f} x its linear program")  # fmt: skip
        for name, beside in row["beside"].items():
            worth = f"the plan is worth {beside['plan_is_worth']:.3f} x"
            print(f"  {name:<15} {line(beside)}  {worth}  {beside['seconds']:.1f} s")
        sick = row["ill"]
        print(f"  5 % away for a week: {sick['hit']} visits hit, {sick['placed']} placed again, {sick['others_moved']} "
              f"others moved, {sick['seconds']:.2f} s")  # fmt: skip
    if told["blocks"]:
        b = told["blocks"]
        print(f"\n{b['blocks']} blocks, {b['people']} teachers, {b['requests']} requests, {b['cpu_seconds']:.0f} CPU s")
        print(f"  {b['first_third']:.1f} s a block in the first third, {b['last_third']:.1f} s in the last third")
        print(f"  worst gap {b['worst_gap']:.4%}, mean {b['mean_gap']:.4%}")
    print(f"most memory {told['megabytes']:.0f} MB")


def line(row):
    modes = ", ".join(f"{mode} {share:.1%}" for mode, share in row["modes"].items())
    return (f"{row['without_substitute']:.1%} without a substitute, {row['in_person']:.1%} in person ({modes}), "
            f"worst school {row['worst_school']:.1%}, value {row['value']:.1f}")  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--blocks", type=int, default=0)
    parser.add_argument("--thorough", action="store_true")
    parser.add_argument("--skip-districts", action="store_true", help="only the blocks")
    args = parser.parse_args()
    make_plan(read_instance(visit_demand(make_district(size="tiny", today=DAY), 50)), effort="usual")  # compiles
    effort = "thorough" if args.thorough else "usual"
    told = {
        "districts": [
            one_district(2026 + n, scarce, effort) for n in range(0 if args.skip_districts else args.seeds)
            for scarce in (False, True)
        ],
        "blocks": many_blocks(args.blocks) if args.blocks else None,
    }  # fmt: skip
    told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if args.json:
        print(json.dumps(told, indent=2))
    else:
        say(told)


if __name__ == "__main__":
    main()

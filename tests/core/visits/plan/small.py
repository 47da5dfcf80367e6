"""Small instances for the planner: one by hand in which everything is known, and many at random."""

import copy
from random import Random

ANA, BEN, CLEO, DEV = range(4)


def by_hand():
    """Two schools ten minutes apart, one week. Ana (S1) wants to see Cleo (S2); Ben (S1) could take her class.

    Lessons: 0 Ana free 480-530, 1 Ana teaches 540-590, 2 Ben free 540-590, 3 Ben teaches 480-530,
    4 Cleo teaches 480-530, 5 Cleo teaches 540-590 (science), 6 Dev (S2) free 540-590, 7 Dev teaches 480-530.
    """

    def lesson(person, start, kind, subject=None, coverable=False):
        return {"person": person, "day": 0, "start": start, "end": start + 50, "kind": kind, "subject": subject,
                "coverable": coverable}  # fmt: skip

    return {
        "format": "staffroom-visits/1", "weeks": 2,
        "rules": {"before": 0, "after": 0, "min_watch": 25, "merge_gap": 5, "substitute_half_days": 0},
        "schools": [{"id": "S1"}, {"id": "S2"}], "travel": [[0, 10], [10, 0]],
        "people": [
            {"id": "Ana", "school": 0, "video": False, "recording": False},
            {"id": "Ben", "school": 0, "video": False, "recording": False},
            {"id": "Cleo", "school": 1, "video": True, "recording": True},
            {"id": "Dev", "school": 1, "video": False, "recording": False},
        ],
        "lessons": [
            lesson(ANA, 480, "free"), lesson(ANA, 540, "teach", "math", True), lesson(BEN, 540, "free"),
            lesson(BEN, 480, "teach", "math"), lesson(CLEO, 480, "teach", "math"),
            lesson(CLEO, 540, "teach", "science"), lesson(DEV, 540, "free"), lesson(DEV, 480, "teach", "math", True),
        ],
        "practices": [{"id": "talks", "subject": "math"}, {"id": "any", "subject": None}],
        "requests": [
            {"id": "R0", "visitor": ANA, "practice": 0, "weight": 1.0, "hosts": [[CLEO, 0.5]]},
            {"id": "R1", "visitor": ANA, "practice": 1, "weight": 1.0, "hosts": [[CLEO, 0.5], [DEV, 0.4]]},
            {"id": "R2", "visitor": BEN, "practice": 1, "weight": 0.5, "hosts": [[CLEO, 1.0]]},
        ],
    }  # fmt: skip


def visit(request, host, mode="own", week=0, lesson=None, window=(), cover=None):
    return {"request": request, "host": host, "mode": mode, "week": week, "lesson": lesson, "window": list(window),
            "cover": cover}  # fmt: skip


#: Ana sees Cleo's mathematics in her own period; a week later Ben takes her class for Cleo's science; a recording.
LAWFUL = [visit(0, CLEO, lesson=4, window=[0]), visit(1, CLEO, "cover", 1, 5, [1], 2), visit(2, CLEO, "recording")]


def plan(*visits, **more):
    return {"format": "staffroom-plan/1", "visits": copy.deepcopy(list(visits))} | more


def at_random(seed, people=12, schools=3, requests=24, weeks=3):
    """Everybody teaches and is free at random in three periods of three days; caps are drawn too."""
    rng = Random(seed)
    starts = (480, 535, 590)
    lessons = []
    for person in range(people):
        for day in range(3):
            for start in starts:
                free = rng.random() < 0.45
                lessons.append({
                    "person": person, "day": day, "start": start + 5 * rng.randrange(2), "end": start + 50,
                    "kind": "free" if free else "teach", "subject": None if free else rng.choice(["math", "ela"]),
                    "coverable": not free and rng.random() < 0.7,
                })  # fmt: skip
    travel = [[0 if a == b else 0 for b in range(schools)] for a in range(schools)]
    for a in range(schools):
        for b in range(a):
            travel[a][b] = travel[b][a] = rng.choice([6, 10, 14, 40])
    return {
        "format": "staffroom-visits/1", "weeks": weeks,
        "rules": {
            "min_watch": rng.choice([25, 40]), "merge_gap": rng.choice([0, 12]),
            "own_periods": rng.choice([1, 2, None]),
            "classes_missed": rng.choice([0, 1, 2]), "covers_given": rng.choice([1, 2, None]),
            "recordings": rng.choice([0, 1]), "hosted_lessons_week": rng.choice([1, 2, None]),
            "visitors_per_lesson": rng.choice([1, 2]), "videos_hosted_week": rng.choice([0, 1, 10]),
            "visits_per_visitor": rng.choice([2, 8]), "visits_per_visitor_week": rng.choice([1, 1, 2, None]),
            "substitute_half_days": rng.choice([0, 0, 1, 3]),
        },
        "schools": [{"id": f"S{n}"} for n in range(schools)], "travel": travel,
        "people": [
            {"id": f"T{n}", "school": n % schools, "own_periods": rng.choice([None, None, 1]),
             "video": rng.random() < 0.4, "recording": rng.random() < 0.3}
            for n in range(people)
        ],
        "lessons": lessons,
        "practices": [{"id": "a", "subject": "math"}, {"id": "b", "subject": None}],
        "requests": [_request(rng, n, people) for n in range(requests)],
    }  # fmt: skip


def with_own_caps(raw, seed):
    """The same with caps of some people's own, minutes of the week among them."""
    raw, rng = copy.deepcopy(raw), Random(1000 + seed)
    for one in raw["people"]:
        for name in ("visits", "classes_missed", "recordings", "covers_given", "hosted_lessons_week"):
            if rng.random() < 0.3:
                one[name] = rng.choice([0, 1, 1, 2])
        if rng.random() < 0.6:
            each = [rng.choice([0, 45, 50, 90, 200]) for _ in range(raw["weeks"])]
            one["own_minutes_week"] = rng.choice([each, each[0]])
    return raw


def dated(raw):
    """The same term with each week's lessons written out."""
    raw = copy.deepcopy(raw)
    raw["lessons"] = [lesson | {"week": week} for week in range(raw["weeks"]) for lesson in raw["lessons"]]
    return raw


def _request(rng, n, people):
    visitor = rng.randrange(people)
    hosts = rng.sample(range(people), rng.randrange(1, 5))
    return {
        "id": f"R{n}", "visitor": visitor, "practice": rng.randrange(2), "weight": round(rng.uniform(0.2, 1), 2),
        "hosts": [[host, round(rng.random(), 2)] for host in hosts],
    }  # fmt: skip

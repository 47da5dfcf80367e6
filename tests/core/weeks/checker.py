"""The time analyses again, the slow way: every minute is a number in a set, every pair and every change is tried.

Shares no code with ``staffroom.core.weeks`` but the records that go in; grades and subjects are read here by hand.
"""

from functools import lru_cache
from itertools import product

LOW, MIDDLE = ("KG", "01", "02"), ("03", "04", "05")
UPPER, HIGH = ("06", "07", "08"), ("09", "10", "11", "12")


def band(grade):
    return next(
        (name for name, held in (("K-2", LOW), ("3-5", MIDDLE), ("6-8", UPPER), ("9-12", HIGH)) if grade in held), None
    )


def homeroom(lesson):
    if lesson.subject == "multiple":
        return True
    return not lesson.subject and len(lesson.grades) > 0 and all(grade in LOW + MIDDLE for grade in lesson.grades)


def topics(week):
    """What a teacher's classes are about."""
    found = set()
    for lesson in week:
        if lesson.kind != "teach":
            continue
        if homeroom(lesson):
            found.update(("band", band(grade)) for grade in lesson.grades if band(grade))
        elif lesson.subject:
            found.add(("subject", lesson.subject))
    return found


class Slow:
    """One instance, looked at by brute force."""

    def __init__(self, tables, weeks=None):
        self.tables, self.rules = tables, tables.rules
        self.weeks = weeks or {one.id: one.week for one in tables.teachers}
        self.home = {one.id: one.school for one in tables.teachers}
        self.hours = tables.hours
        self.hours_key = tuple(sorted(tables.hours.items()))
        self.shown = {pk: shown(self.weeks[pk]) for pk in self.weeks}
        self.teaching = [pk for pk in self.weeks if self.shown[pk]]

    # --- Windows --------------------------------------------------------------------------------
    def windows(self, person):
        return windows(tuple(self.weeks[person]), self.hours_key, self.rules)

    def free_minutes(self, person):
        free = {(x.day, m) for x in self.weeks[person] if x.kind == "free" for m in range(x.start, x.end)}
        return len(free - {(x.day, m) for x in self.weeks[person] if x.kind == "busy" for m in range(x.start, x.end)})

    def way(self, origin, school):
        return 0 if origin == school else self.tables.travel.get((origin, school))

    # --- Who can see whom -----------------------------------------------------------------------
    def sees(self, visitor, host):
        """Minutes to the nearest lesson seen; None when there is none."""
        ways = [
            way
            for window, lesson in product(self.windows(visitor), self.shown[host])
            if lesson.day == window[1]
            and (way := self.way(window[0], lesson.school)) is not None and (way <= self.rules.max_travel or way == 0)
            and watched(window[2], window[3], way, lesson.start, lesson.end) >= self.rules.min_watch
        ]  # fmt: skip
        return min(ways, default=None)

    def relevant(self, one, other):
        return bool(topics(self.weeks[one]) & topics(self.weeks[other]))

    def pairs(self, *, relevant=True):
        return {
            (one, other)
            for one, other in product(self.teaching, self.teaching)
            if one != other and (not relevant or self.relevant(one, other)) and self.sees(one, other) is not None
        }

    def reach(self, person):
        origins = {self.home[person], *(w[0] for w in self.windows(person) if w[3] - w[2] >= self.rules.min_watch)}
        schools = {x.school for week in self.weeks.values() for x in week if x.kind != "busy"} | set(self.home.values())
        return {
            school
            for origin, school in product(origins, schools)
            if (way := self.way(origin, school)) is not None and (way == 0 or way <= self.rules.max_travel)
        }

    def sight(self, person):
        """(seen, relevant, relevant within reach, nearest, reason) of one visitor."""
        others = [one for one in self.teaching if one != person]
        seen = [one for one in others if self.sees(person, one) is not None]
        relevant = [one for one in seen if self.relevant(person, one)]
        reach = self.reach(person)
        within = [
            one for one in others if self.relevant(person, one) and any(x.school in reach for x in self.shown[one])
        ]
        nearest = min((self.sees(person, one) for one in relevant), default=None)
        return len(seen), len(relevant), len(within), nearest, None if relevant else self.reason(person, others)

    def reason(self, person, others):
        if not any(w[3] - w[2] >= self.rules.min_watch for w in self.windows(person)):
            return "no_free_time"
        if not topics(self.weeks[person]):
            return "no_subject"
        relevant = [one for one in others if self.relevant(person, one)]
        if not relevant:
            return "nobody_relevant"
        near = any(
            watched(window[2], window[3], 0, lesson.start, lesson.end) >= self.rules.min_watch
            for one in relevant
            for window, lesson in product(self.windows(person), self.shown[one])
            if lesson.day == window[1]
        )
        return "too_far" if near else "same_time"

    # --- Common time ----------------------------------------------------------------------------
    def common(self, people, minutes, day=None):
        """The slots; when there are none, how many moves free one, and the best: (person, lesson, slot)."""
        slots = self.slots({pk: self.windows(pk) for pk in people}, minutes, day)
        if slots:
            return slots, 0, None
        found = []
        for person in people:
            for lesson in self.weeks[person]:
                if lesson.kind != "teach" or day not in (None, lesson.day):
                    continue
                # One of several equal lessons is set free.
                place = self.weeks[person].index(lesson)
                week = [x._replace(kind="free") if n == place else x for n, x in enumerate(self.weeks[person])]
                held = {pk: self.windows(pk) for pk in people} | {
                    person: windows(tuple(week), self.hours_key, self.rules)
                }
                freed = self.slots(held, minutes, lesson.day)
                if freed:
                    best = min(freed, key=lambda slot: (slot[1] - slot[2], slot))
                    found.append((best[1] - best[2], best[0], best[1], person, lesson.start, lesson.end, best[2]))
        return (), len(found), min(found, default=None)

    def slots(self, held, minutes, day=None):
        """Every choice of one window each shares a stretch; those inside another are left out."""
        found = set()
        for on in {w[1] for ws in held.values() for w in ws}:
            if day not in (None, on):
                continue
            choices = [[w for w in ws if w[1] == on and w[3] - w[2] >= minutes] for ws in held.values()]
            for choice in product(*choices):
                shared = set.intersection(*(set(range(w[2], w[3])) for w in choice))
                if len(shared) >= minutes:
                    found.add((on, min(shared), max(shared) + 1))
        inside = {a for a in found for b in found if a != b and a[0] == b[0] and b[1] <= a[1] and a[2] <= b[2]}
        return tuple(sorted(found - inside))

    # --- Changes --------------------------------------------------------------------------------
    def swaps(self, person):
        """Each free and taught lesson of a school and day at different times, as (school, day, free, taught times)."""
        found = []
        for free, taught in product(self.weeks[person], self.weeks[person]):
            if (free.kind, taught.kind) == ("free", "teach") and (free.school, free.day) == (taught.school, taught.day):
                times = (free.start, free.end), (taught.start, taught.end)
                if times[0] != times[1]:
                    found.append((free.school, free.day, *times))
        return sorted(set(found))

    def after(self, people, swap):
        """The weeks when these people's two lessons change places."""
        school, day, fro, to = swap
        weeks = dict(self.weeks)
        for person in people:
            week = list(self.weeks[person])
            a = next(
                n
                for n, x in enumerate(week)
                if (x.day, x.start, x.end, x.school, x.kind) == (day, *fro, school, "free")
            )
            b = next(
                n
                for n, x in enumerate(week)
                if (x.day, x.start, x.end, x.school, x.kind) == (day, *to, school, "teach")
            )
            week[a], week[b] = (
                week[a]._replace(start=to[0], end=to[1], name=week[b].name),
                week[b]._replace(start=fro[0], end=fro[1], name=week[a].name),
            )
            weeks[person] = tuple(sorted(week, key=lambda x: (x.day, x.start, x.end, x.school, x.kind)))
        return weeks

    def changes(self, schools=None):
        """Every change as (kind, gain, school, day, fro, to, people)."""
        now, groups, found = len(self.pairs()), {}, []
        for person in self.teaching:
            for swap in self.swaps(person):
                if schools is None or swap[0] in schools:
                    groups.setdefault(swap, []).append(person)
        for swap, people in sorted(groups.items()):
            ordered = sorted(people, key=lambda pk: (sorted(topics(self.weeks[pk])), pk))
            tried = [("teacher", (pk,)) for pk in people]
            tried += [("stagger", tuple(ordered[1::2]))] if len(ordered) > 1 else []
            for kind, movers in tried:
                gain = len(Slow(self.tables, self.after(movers, swap)).pairs()) - now
                found.append((kind, gain, *swap, movers))
        return found

    # --- Singletons -----------------------------------------------------------------------------
    def singletons(self, minutes, mates):
        found = []
        held = {}
        for person in self.weeks:
            for lesson in self.weeks[person]:
                if lesson.kind == "teach":
                    for group in self.groups(lesson):
                        held.setdefault((group, lesson.school), set()).add(person)
        for (group, school), people in sorted(held.items()):
            if len(people) == 1:
                person = next(iter(people))
                mine = [g for g, s in held if s == school and person in held[g, s]]
                alone = all(len(held[g, school]) == 1 for g in mine)
                others = {pk for (g, _), pks in held.items() if g == group for pk in pks} - {person}
                listed = sorted(self.mate(person, other, group, school, held, minutes) for other in others)
                sharing = [(pk, at, way, days, longest) for _, way, at, pk, days, longest in listed if days]
                found.append((person, school, group, alone, len(others), tuple(sharing[:mates])))
        return found

    def mate(self, person, other, group, school, held, minutes):
        places = [s for (g, s), pks in held.items() if g == group and other in pks]
        ways = [(self.tables.travel.get((school, place)), place) for place in places]
        way, at = min(ways, key=lambda one: (one[0] is None, one[0] or 0, one[1]))
        slots = self.slots({person: self.windows(person), other: self.windows(other)}, minutes)
        longest = max((slot[2] - slot[1] for slot in slots), default=0)
        return (way is None, way or 0), way, at, other, len({slot[0] for slot in slots}), longest

    def groups(self, lesson):
        if homeroom(lesson):
            return [("grade", grade) for grade in lesson.grades]
        return [("subject", lesson.subject)] if lesson.subject else []


def shown(week):
    """The lessons of a week of which no minute is reserved."""
    busy = {(x.day, m) for x in week if x.kind == "busy" for m in range(x.start, x.end)}
    taught = [x for x in week if x.kind == "teach"]
    return [x for x in taught if not busy & {(x.day, m) for m in range(x.start, x.end)}]


@lru_cache(maxsize=200_000)
def watched(start, end, way, begins, ends):
    """Minutes of the lesson in the window, the journey there and back taken off."""
    return len(set(range(start + way, end - way)) & set(range(begins, ends)))


@lru_cache(maxsize=50_000)
def windows(week, hours, rules):
    """(school, day, start, end): runs of free lessons next to each other in the order of the day."""
    hours, found = dict(hours), []
    for day in sorted({x.day for x in week}):
        busy = {m for x in week if x.day == day and x.kind == "busy" for m in range(x.start, x.end)}
        listed = sorted(
            (x for x in week if x.day == day and x.kind != "busy"), key=lambda x: (x.start, x.end, x.school, x.kind)
        )
        runs = []
        for n, lesson in enumerate(listed):
            if lesson.kind != "free":
                continue
            last = listed[n - 1] if n else None
            near = runs and lesson.start - max(x.end for x in runs[-1]) <= rules.merge_gap
            if near and last is not None and last.kind == "free" and last.school == lesson.school:
                runs[-1].append(lesson)
            else:
                runs.append([lesson])
        for run in runs:
            school, start, end = run[0].school, run[0].start, max(x.end for x in run)
            if (school, day) in hours:
                first, latest = hours[school, day]
                minutes = range(start - rules.before * (start <= first), end + rules.after * (end >= latest))
                found += [(school, day, *span) for span in stretches([m for m in minutes if m not in busy])]
    return found


def stretches(minutes):
    """Start and end of each run of minutes that follow each other."""
    starts = [m for n, m in enumerate(minutes) if not n or minutes[n - 1] != m - 1]
    ends = [m + 1 for n, m in enumerate(minutes) if n + 1 == len(minutes) or minutes[n + 1] != m + 1]
    return list(zip(starts, ends, strict=True))


def ledger(free, planned, required):
    """(free minutes, given by kind, left): minute by minute."""
    open_minutes = {(day, m) for day, start, end in free for m in range(start, end)}
    left, given = set(open_minutes), {}
    for kind, day, start, end in sorted(planned):
        taken = left & {(day, m) for m in range(start, end)}
        left -= taken
        given[kind] = given.get(kind, 0) + len(taken)
    return len(open_minutes), given, len(left)

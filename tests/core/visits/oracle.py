"""A second opinion on one request, minute by minute, sharing no code with the finder or the checker.

For every lesson it tries every pair of minutes between which the visitor could be in the room.
"""

from datetime import date, timedelta


def monday(ordinal):
    day = date.fromordinal(ordinal)
    return day - timedelta(days=day.weekday())


def runs_of(instance, day):
    """minute -> index of the free run, for the visitor on a day; with each run's school and lessons."""
    me, rules = instance.request.visitor, instance.rules
    mine = sorted((x for x in instance.lessons if x.person == me and x.date == day), key=lambda x: (x.start, x.end))
    teaching = {m for x in mine if x.kind == "teach" for m in range(x.start, x.end)}
    groups = []
    for x in [x for x in mine if x.kind == "free"]:
        end = groups[-1][-1].end if groups else None
        if (
            groups
            and groups[-1][-1].school == x.school
            and x.start - end <= rules.merge_gap
            and not any(m in teaching for m in range(end, x.start))
        ):
            groups[-1].append(x)
        else:
            groups.append([x])
    found = []
    for group in groups:
        minutes = set(range(group[0].start, group[-1].end))
        for d in instance.days:
            if d.school == group[0].school and d.date == day:
                if group[0].start <= d.start:
                    minutes |= set(range(group[0].start - rules.before, group[0].start))
                if group[-1].end >= d.end:
                    minutes |= set(range(group[-1].end, group[-1].end + rules.after))
        found.append((group[0].school, minutes - teaching))
    return found


def forbidden(instance, day):
    """Minutes in which the visitor is promised or away; a free lesson that holds a promise is gone whole."""
    me = instance.request.visitor
    promised = {m for b in instance.booked if b.visitor == me and b.date == day for m in range(b.start, b.end)}
    promised |= {
        m
        for b in instance.busy
        if b.person == me and b.date == day and b.kind == "promise"
        for m in range(b.start, b.end)
    }
    gone = set(promised)
    for x in instance.lessons:
        whole = set(range(x.start, x.end))
        if x.person == me and x.date == day and x.kind == "free" and whole & promised:
            gone |= whole
    away = {
        m for b in instance.busy if b.person == me and b.date == day and b.kind == "away" for m in range(b.start, b.end)
    }
    return gone | away, promised


def contract_allows(instance, day, away):
    least = instance.rules.contract_prep_minutes_week
    if least is None:
        return True
    prep, spent = 0, 0
    me = instance.request.visitor
    for d in range(monday(day).toordinal(), monday(day).toordinal() + 7):
        promised = forbidden(instance, d)[1]
        free = set()
        for x in instance.lessons:
            if x.person == me and x.date == d and x.kind == "free":
                free |= set(range(x.start, x.end))
        free -= promised
        prep += len(free)
        if d == day:
            spent = len(free & away)
    return spent == 0 or prep - spent >= least


def host_allows(instance, host, x):
    r, q = instance.rules, instance.request
    me = q.visitor
    mine = [b for b in instance.booked if b.visitor == me]
    own = instance.people[me].own_periods
    own = r.own_periods if own is None else own
    hosting = {b.lesson for b in instance.booked if b.host == host.person and monday(b.date) == monday(x.date)}
    span = set(range(x.start, x.end))
    day = date.fromordinal(x.date)
    shut = [
        c
        for c in instance.closed
        if c.host == host.person
        and c.weekday in (None, day.weekday())
        and c.date in (None, x.date)
        and c.period in (None, x.period)
    ]
    hindered = [b for b in instance.busy if b.person == host.person and b.date == x.date]
    hindered += [b for b in instance.booked if b.visitor == host.person and b.date == x.date]
    wait = (x.date - q.now_date) * 24 * 60 + x.start - q.now_minute
    none = 10**6
    return all(
        (
            host.person != me,
            host.willing,
            x.kind == "teach" and x.person == host.person,
            q.subject in (None, x.subject),
            not shut,
            host.sections is None or x.section in host.sections,
            not host.only_open or x.id in host.open_lessons,
            not any(span & set(range(b.start, b.end)) for b in hindered),
            len([b for b in instance.booked if b.lesson == x.id]) < (r.visitors_per_lesson or none),
            len(hosting | {x.id}) <= (r.hosted_lessons_week or none),
            host.lessons_week is None or len(hosting | {x.id}) <= host.lessons_week,
            len([b for b in mine if monday(b.date) == monday(x.date)]) < (r.visits_per_visitor_week or none),
            len(mine) < (r.visits_per_visitor or none),
            len([b for b in mine if b.own]) < (none if own is None else own),
            wait >= r.notice_hours * 60,
            any(d.school == x.school and d.date == x.date for d in instance.days),
        )
    )


def journey(instance, school, other):
    return 0 if school == other else instance.travel.get((school, other), 10**6)


def lawful(instance):
    """(host, lesson) -> (start, end): the longest lawful watch, the earliest of those."""
    q, r = instance.request, instance.rules
    answer = {}
    for host in q.hosts:
        for x in instance.lessons:
            if x.person != host.person or not q.first <= x.date <= q.last or not host_allows(instance, host, x):
                continue
            gone = forbidden(instance, x.date)[0]
            best = None
            for school, minutes in runs_of(instance, x.date):
                travel = journey(instance, school, x.school)
                session = any(d.school == school and d.date == x.date for d in instance.days)
                if travel > r.max_travel or not session:
                    continue
                open_minutes = minutes - gone
                for start in range(x.start, x.end):
                    for end in range(start + r.min_watch, x.end + 1):
                        if best and end - start <= best[1] - best[0]:
                            continue
                        away = set(range(start - travel, end + travel))
                        if away <= open_minutes and contract_allows(instance, x.date, away):
                            best = start, end
            if best:
                answer[host.person, x.id] = best
    return answer

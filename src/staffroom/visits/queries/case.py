"""The planner's instance: all that it may know about one request, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from staffroom.core.reserved import Reserved
from staffroom.core.visits.instance import (
    Booked,
    Busy,
    ClosedDoor,
    Host,
    Instance,
    Lesson,
    Person,
    Proposed,
    Request,
    Rules,
    SchoolDay,
)
from staffroom.core.visits.modes import Mode, Terms, check_mode, mode_sentence
from staffroom.core.visits.request import find_slots
from staffroom.core.visits.rules import check
from staffroom.core.visits.sentences import Lang, sentence
from staffroom.expertise import queries as expertise
from staffroom.expertise.models import Offer, OpenDoor
from staffroom.people import queries as people
from staffroom.people.models import Assignment, District, School, Staff, Term
from staffroom.spine.access import Actor, Refused
from staffroom.spine.editions import Memory, memory
from staffroom.timetable.queries.days import school_days
from staffroom.timetable.queries.lessons import Timetable, away_days, kept_lessons, kept_timetable
from staffroom.timetable.queries.reserved import by_person, reserved_of
from staffroom.timetable.queries.settings import rules_for, rules_of, travel_matrix

from ..models import ProposedTime, Visit
from .booked import LIVE, lapsed
from .promised import cover_times
from .proposed import as_busy, times_proposed

HORIZON_DAYS = 20
NOTHING_KNOWN = Terms()
IN_FREE_TIME = (Mode.OWN, Mode.VIDEO)  # these cost an own period; a recording is watched whenever one likes
HALF_YEAR = timedelta(days=183)


def case_of(
    district: District,
    visitor: int,
    hosts: Sequence[Host],
    now: datetime,
    *,
    subject: str | None = None,
    span: tuple[date, date] | None = None,
    leave_out: int | None = None,
    closed: tuple[ClosedDoor, ...] = (),
    kept: Memory | None = None,
) -> Instance:
    """One request with all around it.

    ``visitor`` and the persons of ``hosts`` are staff ids. ``span`` are the first and last date looked at; without
    one, three weeks from today. ``leave_out`` is the id of a visit whose own promises do not count.
    ``kept``: what this process remembers, when it is at hand.
    """
    kept = memory() if kept is None else kept
    local = now.astimezone(ZoneInfo(district.time_zone))
    first, last = span or (local.date(), local.date() + timedelta(days=HORIZON_DAYS))
    ids = [visitor, *(int(host.person) for host in hosts if int(host.person) != visitor)]
    weeks = _whole_weeks(first, last)
    known = kept_timetable(kept, ids, weeks)
    # Of the hosts, only what they teach on the days looked at matters.
    asked = [day for day in weeks if first <= day <= last]
    taught = kept_lessons(kept, known, [visitor]) + kept_lessons(kept, known, ids[1:], asked, free=False)
    named = {str(one.id): one for one in kept.fetch("persons", ids, _persons).values() if one}
    schools = _schools(kept, taught, named.values())
    proposed = times_proposed(ids, weeks, leave_out)
    mine = [as_busy(one) for one in proposed if one.visitor == str(visitor)]
    others = [one for one in proposed if one.visitor != str(visitor)]
    return Instance(
        request=Request(
            visitor=str(visitor),
            hosts=tuple(hosts),
            first=first.toordinal(),
            last=last.toordinal(),
            now_date=local.date().toordinal(),
            now_minute=local.hour * 60 + local.minute,
            subject=subject,
        ),
        people=named,
        lessons=tuple(taught),
        days=_days(kept, schools, known),
        rules=_rules(kept, district, visitor, first),
        travel=_travel(kept, schools, district),
        booked=(*booked(visitor, ids, weeks, leave_out, local.date(), known.terms), *others),
        busy=(*_away(ids, weeks), *_reserved(kept, known, ids, taught), *cover_times(ids, weeks), *mine),
        closed=closed,
        school_names={str(school.pk): str(school) for school in schools},
    )


def case_for_offer(actor: Actor, offer: Offer, now: datetime, *, on: date | None = None) -> Instance:
    """The actor visiting the author of this one offer. Raises Refused when no visits are welcome.

    ``on``: a later day than is looked at else, such as that of a proposal.
    """
    return case_and_match(actor, offer, now, on=on)[0]


def case_and_match(
    actor: Actor, offer: Offer, now: datetime, *, on: date | None = None
) -> tuple[Instance, expertise.HostMatch]:
    """The same, with the offer as a match."""
    match = expertise.willing_host(actor, offer)
    if match is None:
        raise Refused(_("%(host)s takes no visits just now.") % {"host": offer.staff}, _("Choose another colleague."))
    return case_for_matches(actor, [match], now, on=on), match


def case_for_matches(
    actor: Actor,
    matches: Sequence[expertise.HostMatch],
    now: datetime,
    kept: Memory | None = None,
    *,
    on: date | None = None,
) -> Instance:
    """The actor visiting any of these hosts; ``on`` a day beyond the usual three weeks, or in them."""
    district = District.objects.get(pk=actor.district_id)
    closed = tuple(door for match in matches for door in match.closed)
    later = on is not None and (on - now.date()).days >= HORIZON_DAYS
    span = (on, on) if on and later else None
    return case_of(district, actor.staff_id or 0, hosts_of(matches), now, closed=closed, kept=kept, span=span)


def case_for_visit(visit: Visit, now: datetime, *, on: date | None = None) -> Instance:
    """A visit that is asked already: what it takes itself does not stand in its way, a door closed since does.

    ``on``: another day that is proposed for it.
    """
    host, day = Host(str(visit.host_id), 1.0), on or visit.date
    closed = expertise.closed_for_planner([visit.host_id]).get(visit.host_id, ())
    given = {"span": (day, day), "leave_out": visit.pk, "closed": tuple(closed)}
    return _by_purpose(visit, case_of(visit.district, visit.visitor_id, (host,), now, **given))


def _by_purpose(visit: Visit, case: Instance) -> Instance:
    return to_get_to_know(case) if visit.purpose == Visit.Purpose.TEAM else case


def to_get_to_know(case: Instance) -> Instance:
    """The case of a new lead who gets to know a team: how many of these visits there are in a week is for the plan
    of that, so that one half day of release can serve several (decision 022). All other limits hold."""
    return replace(case, rules=replace(case.rules, visits_per_visitor_week=None))


def case_for_move(visit: Visit, now: datetime) -> Instance:
    """Other times for a visit that is asked or booked: what it takes itself does not stand in its way."""
    if visit.offer is None:
        return case_for_hosts(visit.district, visit.visitor_id, [visit.host_id], now, leave_out=visit.pk)
    match = expertise.willing_host(actor_of(visit.visitor, now), visit.offer)
    if match is None:
        raise Refused(_("%(host)s takes no visits just now.") % {"host": visit.host}, _("Cancel it, or talk about it."))
    hosts = hosts_of([match])
    return case_of(visit.district, visit.visitor_id, hosts, now, leave_out=visit.pk, closed=tuple(match.closed))


def case_for_hosts(
    district: District,
    visitor: int,
    hosts: Sequence[int],
    now: datetime,
    *,
    span: tuple[date, date] | None = None,
    leave_out: int | None = None,
) -> Instance:
    """Colleagues whom somebody gets to know, in whatever they teach; their closed doors and own limits hold."""
    closed = tuple(door for doors in expertise.closed_for_planner(hosts).values() for door in doors)
    limits = expertise.hosting_limits(hosts)
    asked = [Host(str(one), 1.0, willing=one in limits, lessons_week=limits.get(one)) for one in hosts]
    return to_get_to_know(case_of(district, visitor, asked, now, span=span, leave_out=leave_out, closed=closed))


def actor_of(visitor: Staff, now: datetime) -> Actor:
    """The visitor as on the web; a teacher for those who have no account yet."""
    today = now.astimezone(ZoneInfo(visitor.district.time_zone)).date()
    account = getattr(visitor, "account", None)
    if account is not None:
        return people.actor_for(account, today)
    return Actor(0, visitor.pk, visitor.district_id, frozenset({"teacher"}), today=today)


def hosts_of(matches: Iterable[expertise.HostMatch]) -> tuple[Host, ...]:
    """Matches as the planner reads them: the practice is shown in the classes of the match only."""
    return tuple(
        Host(
            str(match.staff_id),
            match.likeness,
            sections=frozenset(str(section) for section in match.sections),
            open_lessons=frozenset(_lesson_id(match, door) for door in match.open_doors),
            lessons_week=match.lessons_week,
        )
        for match in matches
    )


def _lesson_id(match: expertise.HostMatch, door: OpenDoor) -> str:
    """The timetable's id of the lesson behind an open door."""
    return f"{match.staff_id}/{door.date}/{door.section.school_id}/{door.start}/{door.section_id}"


def persons(staff_ids: Collection[int]) -> dict[str, Person]:
    """Name and home school of each, as the planner reads them. Two queries."""
    home: dict[int, str] = {}
    held = Assignment.objects.filter(staff_id__in=staff_ids, school__isnull=False, active=True).order_by(
        "-primary", "-fte", "id"
    )
    for staff_id, school_id in held.values_list("staff_id", "school_id"):
        home.setdefault(staff_id, str(school_id))
    found = Staff.objects.filter(pk__in=staff_ids).only("given", "family", "preferred")
    return {str(one.pk): Person(str(one.pk), str(one), home.get(one.pk, "")) for one in found}


def booked(
    visitor: int,
    staff_ids: Collection[int],
    weeks: Sequence[date],
    leave_out: int | None,
    today: date,
    terms: Iterable[Term],
) -> tuple[Booked, ...]:
    """Every visit of the visitor this term, and every visit to or by the others in these weeks.

    What was asked for a day before ``today`` and never answered did not take place: it costs nobody anything.
    """
    begins, ends = term_around(weeks[0], terms)
    mine = Q(visitor_id=visitor, date__gte=min(begins, weeks[0]), date__lt=max(ends, weeks[-1]))
    around = (Q(host_id__in=staff_ids) | Q(visitor_id__in=staff_ids)) & Q(date__range=(weeks[0], weeks[-1]))
    rows = Visit.objects.filter(~lapsed(today), mine | around, state__in=LIVE)
    if leave_out is not None:
        rows = rows.exclude(pk=leave_out)
    found = rows.values_list("visitor_id", "host_id", "date", "lesson", "start", "end", "travel", "mode")
    return tuple(
        Booked(str(guest), str(host), day.toordinal(), lesson, start - travel, end + travel, mode in IN_FREE_TIME, mode)
        for guest, host, day, lesson, start, end, travel, mode in found
    )


def term_around(day: date, terms: Iterable[Term]) -> tuple[date, date]:
    """First day and the day after the last of the shortest term that holds this date; half a year without terms."""
    held = ((term.starts, term.ends) for term in terms if term.starts <= day < term.ends)
    spans = sorted(held, key=lambda span: span[1] - span[0])
    semesters = [span for span in spans if span[1] - span[0] >= timedelta(days=50)]
    return (semesters or spans or [(day - HALF_YEAR, day + HALF_YEAR)])[0]


def remember(kept: Memory, district: District, visitors: Collection[int], hosts: Collection[int], day: date) -> None:
    """Read for many cases of one day at once what ``case_of`` would read for each. A fixed number of queries.

    ``kept`` must be the caller's own, and hold no more than it is asked for (``MOST_ON_A_SHELF``).
    """
    people = [*dict.fromkeys((*visitors, *hosts))]
    kept_timetable(kept, people, _whole_weeks(day, day))
    kept.fetch("persons", people, _persons)
    shelf = kept.shelf("time rules")
    shelf.update({(district.pk, staff, day): one for staff, one in rules_of(district, visitors, day).items()})


def _whole_weeks(first: date, last: date) -> list[date]:
    """Every weekday of the weeks from the first to the last date: the contract counts whole weeks."""
    monday = first - timedelta(days=first.weekday())
    days = (monday + timedelta(days=n) for n in range((last - monday).days + 7 - last.weekday()))
    return [day for day in days if day.weekday() < 5]


def _persons(staff_ids: list[int]) -> dict[int, Person]:
    return {int(key): one for key, one in persons(staff_ids).items()}


def _schools(kept: Memory, lessons: Iterable[Lesson], people: Iterable[Person]) -> list[School]:
    named = {lesson.school for lesson in lessons} | {one.school for one in people if one.school}
    found = kept.fetch("schools", sorted(map(int, named)), lambda missing: School.objects.in_bulk(missing))
    return [school for school in found.values() if school]


def _days(kept: Memory, schools: Sequence[School], known: Timetable) -> tuple[SchoolDay, ...]:
    """The school days of these schools on the dates of a timetable, school by school."""
    dates = known.dates
    if not dates:
        return ()
    found = kept.fetch(
        f"school days {dates[0]} {dates[-1]} {len(dates)}",
        [school.pk for school in schools],
        lambda missing: {pk: school_days([pk], dates, known=known.calendars) for pk in missing},
    )
    return tuple(day for days in found.values() for day in days or ())


def _rules(kept: Memory, district: District, visitor: int, on: date) -> Rules:
    key = (district.pk, visitor, on)
    found = kept.fetch("time rules", [key], lambda _missing: {key: rules_for(district, staff=visitor, on=on)})[key]
    return found or rules_for(district, staff=visitor, on=on)


def _travel(kept: Memory, schools: Sequence[School], district: District) -> dict[tuple[str, str], int]:
    """Minutes between these schools. The district itself is not remembered: its default is part of the name."""
    ids = tuple(school.pk for school in schools)
    name = f"travel {district.default_travel_minutes}"
    return kept.fetch(name, [ids], lambda _missing: {ids: travel_matrix(schools, district)})[ids] or {}


def _reserved(kept: Memory, known: Timetable, ids: Sequence[int], lessons: Iterable[Lesson]) -> Iterable[Busy]:
    """What the visitor has promised to learning time and teams; of the others, what lies in a lesson of theirs."""
    if not known.dates:
        return
    name = f"reserved {known.dates[0]} {known.dates[-1]} {len(known.dates)}"
    found = kept.fetch(name, ids, lambda missing: by_person(reserved_of(known, missing)))
    taught: dict[tuple[str, int], list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        taught[lesson.person, lesson.date].append(lesson)
    for person in ids:
        for one in found[person] or ():
            near = taught.get((one.person, one.date), ())
            if person == ids[0] or any(x.start < one.end and one.start < x.end for x in near):
                yield busy_of(one)


def busy_of(one: Reserved) -> Busy:
    """Reserved time as the planner reads it: a promise, with a name unless it is nobody else's business."""
    if one.kind in ("guest", "walk", "hosting"):
        return Busy(one.person, one.date, one.start, one.end, "promise")
    return Busy(one.person, one.date, one.start, one.end, "promise", one.kind, one.name)


def _away(ids: Collection[int], days: Collection[date]) -> tuple[Busy, ...]:
    return tuple(Busy(str(person), day.toordinal()) for person, day in sorted(away_days(ids, days)))


# --- Reading an instance ---------------------------------------------------------------------------


def lesson_of(case: Instance, lesson_id: str) -> Lesson:
    """The lesson of this id. Raises StopIteration when there is none."""
    return next(lesson for lesson in case.lessons if lesson.id == lesson_id)


def travel_of(case: Instance, proposed: Proposed) -> int:
    """Minutes from where the visitor is to the host's room, one way."""
    there, here = lesson_of(case, proposed.lesson), lesson_of(case, proposed.window[0])
    return 0 if there.school == here.school else case.travel[here.school, there.school]


def proposed_of(visit: Visit, case: Instance, other: ProposedTime | None = None) -> Proposed | None:
    """The visit as the checker reads it (or at another time that is proposed for it); None when its lessons are not in
    the timetable any more."""
    known = {lesson.id for lesson in case.lessons}
    at = other or visit
    if not known.issuperset({at.lesson, *at.window}):
        return None
    people = (str(visit.visitor_id), str(visit.host_id))
    return Proposed(*people, at.lesson, at.start, at.end, tuple(at.window), tuple(at.covered))


def why_not(
    case: Instance, lesson_id: str, language: str, mode: Mode = Mode.OWN, terms: Terms = NOTHING_KNOWN
) -> tuple[str, str]:
    """Sentence and advice for a lesson that has no slot (any more)."""
    if mode != Mode.OWN:
        return _why_not_in(mode, case, lesson_id, language, terms)
    found = next((one for one in find_slots(case).refusals if one.lesson == lesson_id), None)
    advice = _("Choose another time: those below are still free.")
    if found is None or found.proposed is None:
        return _("This time is not to be had: the lesson is not in the timetable (any more)."), advice
    return sentence(check(found.proposed, case)[0], sentence_language(language)), advice


def _why_not_in(mode: Mode, case: Instance, lesson_id: str, language: str, terms: Terms) -> tuple[str, str]:
    """What the mode itself has against it, as far as one lesson without a window can tell."""
    advice = _("Choose another time, or another way to see it.")
    lesson = next((one for one in case.lessons if one.id == lesson_id), None)
    if lesson is not None:
        me, host = case.request.visitor, case.request.hosts[0].person
        asked = Proposed(me, host, lesson.id, lesson.start, lesson.end, (), ())
        found = check_mode(mode, asked, case, terms)
        told = [one for one in found if one.rule not in ("visitor_free", "covered_classes")]
        if told:
            return mode_sentence(told[-1], sentence_language(language)), advice
    return _("This time is not to be had in this way (any more)."), advice


def sentence_language(language: str) -> Lang:
    """The core speaks English and Spanish."""
    return "es" if language.startswith("es") else "en"

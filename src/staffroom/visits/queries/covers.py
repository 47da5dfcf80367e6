"""Who could cover a class, and the covers of one person or visit."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from staffroom.core.visits.cover import Colleague, CoverCase, who_could_cover
from staffroom.core.visits.instance import Busy, Lesson
from staffroom.people.models import Assignment, District
from staffroom.spine.access import Actor
from staffroom.spine.scoping import current_district_id
from staffroom.timetable.planned import planned_of
from staffroom.timetable.queries.days import current_terms, week_of
from staffroom.timetable.queries.lessons import WITH_FREE_PERIODS, away_days, lessons
from staffroom.timetable.queries.settings import rules_of, time_rules

from .. import rules
from ..models import Cover, Visit
from .booked import LIVE as LIVE_VISITS
from .case import term_around
from .promised import LIVE, cover_times
from .proposed import as_busy, times_proposed

OURS = ("visit", "cover")  # planned time that the case knows already


def _covers() -> QuerySet[Cover]:
    return Cover.objects.select_related(
        "staff__account", "visitor__account", "section", "school", "district",
        "visit__visitor__account", "visit__host__account", "visit__practice", "visit__section", "visit__school",
        "visit__district", "visit__offer__staff",
    )  # fmt: skip


def cover_row(pk: int) -> Cover:
    """One cover with all that a mail of it needs."""
    return _covers().get(pk=pk)


def cover_for(actor: Actor, public_id: str) -> Cover:
    """The cover, for whoever covers and for the visitor. Everybody else gets Http404."""
    found = _covers().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    rules.read_cover(actor, found)
    return found


def covers_of(visit: Visit) -> list[Cover]:
    """Those of a visit that are asked or agreed: one at most."""
    return list(_covers().filter(visit=visit, state__in=LIVE))


def live_cover(visit: Visit) -> Cover | None:
    return next(iter(covers_of(visit)), None)


def covers_ahead(actor: Actor) -> list[Cover]:
    """What I cover or am asked to, from today on, the next first."""
    if actor.staff_id is None or actor.today is None:
        return []
    return list(_covers().filter(staff_id=actor.staff_id, state__in=LIVE, date__gte=actor.today))


def covers_on(actor: Actor, day: date) -> list[Cover]:
    """What I cover or am asked to on one day."""
    return list(_covers().filter(staff_id=actor.staff_id, state__in=LIVE, date=day).order_by("start", "pk"))


def covers_since(staff_id: int | None, since: date) -> list[Cover]:
    """What somebody covers or is asked to, from a day on, for their calendar."""
    return list(_covers().filter(staff_id=staff_id, state__in=LIVE, date__gte=since))


class Colleagues:
    """Everybody at one school who might cover, over some weeks: read once, asked about any class in them."""

    def __init__(self, district: District, school: int, days: Sequence[date], *, leave_out: int | None = None) -> None:
        self.district = district
        self.most = time_rules(district).covers_given
        held = Assignment.objects.filter(school_id=school, active=True, staff__active=True, role__in=WITH_FREE_PERIODS)
        self.ids = sorted(set(held.values_list("staff_id", flat=True)))
        whole = sorted({day for one in days for day in week_of(one)})
        self.by_week: dict[int, list[Lesson]] = {}
        for lesson in lessons(self.ids, whole):
            self.by_week.setdefault((lesson.date - 1) // 7, []).append(lesson)
        self.busy = tuple(self._busy(whole, leave_out))
        self.given = self._given(whole[0], leave_out) if whole else {}
        self.kept = rules_of(district, self.ids, whole[0]) if whole else {}

    def _busy(self, days: Sequence[date], leave_out: int | None) -> Iterator[Busy]:
        for person, day in sorted(away_days(self.ids, days)):
            yield Busy(str(person), day.toordinal())
        yield from cover_times(self.ids, days, leave_out)
        rows = Visit.objects.filter(visitor_id__in=self.ids, date__in=days, state__in=LIVE_VISITS)
        for person, day, start, end, way in rows.values_list("visitor_id", "date", "start", "end", "travel"):
            yield Busy(str(person), day.toordinal(), start - way, end + way, "promise")
        yield from map(as_busy, times_proposed(self.ids, days))

    def _given(self, day: date, leave_out: int | None) -> dict[int, int]:
        begins, ends = term_around(day, current_terms())
        rows = Cover.objects.filter(staff_id__in=self.ids, state__in=LIVE, date__gte=begins, date__lt=ends)
        if leave_out is not None:
            rows = rows.exclude(pk=leave_out)
        return dict(rows.order_by().values_list("staff_id").annotate(given=Count("pk")))

    def case(self, held: Lesson, host: int, said_no: frozenset[str] = frozenset(), only: str = "") -> CoverCase:
        """One class, with all colleagues or the one of ``only``."""
        people = [only] if only else [str(pk) for pk in self.ids]
        week = (held.date - 1) // 7
        return CoverCase(
            lesson=held,
            host=str(host),
            colleagues={one: self._colleague(int(one)) for one in people},
            lessons=tuple(self.by_week.get(week, ())),
            busy=tuple(one for one in self.busy if (one.date - 1) // 7 == week),
            said_no=said_no,
            covers_given=self.most,
        )

    def _colleague(self, person: int) -> Colleague:
        kept = self.kept.get(person)
        least, clause = (kept.contract_prep_minutes_week, kept.contract_clause) if kept else (None, "")
        return Colleague(str(person), self.given.get(person, 0), least, clause)


def cover_case(visit: Visit, held: Lesson, now: datetime, *, only: str = "", leave_out: int | None = None) -> CoverCase:
    """Who could cover this class of a visit. Who said no to it, or gave it back, is not asked again."""
    day = date.fromordinal(held.date)
    known = Colleagues(visit.district, int(held.school), [day], leave_out=leave_out)
    asked = Cover.objects.filter(visit=visit, lesson=held.id).exclude(state__in=LIVE)
    said_no = frozenset(map(str, asked.values_list("staff_id", flat=True)))
    return known.case(held, visit.host_id, said_no, only)


def cover_order(case: CoverCase) -> Iterator[str]:
    """Whom to ask, one after the other; without those whose team or learning time lies there."""
    day = date.fromordinal(case.lesson.date)
    for person in who_could_cover(case):
        planned = [one for one in planned_of(int(person), [day]) if one.kind not in OURS]
        if not any(one.start < case.lesson.end and case.lesson.start < one.end for one in planned):
            yield person


def coverable(case: CoverCase) -> bool:
    """Whether anybody could, as far as timetable, promises, caps and contract tell."""
    return bool(who_could_cover(case))


def covers_key(visit: Visit) -> str:
    """Under which a person's covers of the term are numbered."""
    begins, _ends = term_around(visit.date, current_terms())
    return f"{begins}/cover"


def covers_to_remind(today: date, last: date) -> list[Cover]:
    """Agreed covers after today until ``last`` of which nobody has been reminded."""
    found = _covers().filter(state=Cover.State.ACCEPTED, reminded=None, date__gt=today, date__lte=last)
    return list(found.order_by("pk"))


def covers_adrift(now: datetime) -> list[Cover]:
    """Covers ahead whose class or whose colleague's free period is not where it was. Four queries at most."""
    district = District.objects.get(pk=current_district_id())
    today = now.astimezone(ZoneInfo(district.time_zone)).date()
    rows = _covers().filter(state__in=LIVE, date__gte=today).order_by("pk")
    ahead = [one for one in rows if not rules.cover_begun(one, now)]
    if not ahead:
        return []
    people = sorted({person for one in ahead for person in (one.staff_id, one.visitor_id)})
    known = {one.id: one for one in lessons(people, sorted({one.date for one in ahead}))}
    return [one for one in ahead if not _as_it_was(one, known)]


def _as_it_was(cover: Cover, known: Mapping[str, Lesson]) -> bool:
    held, free = known.get(cover.lesson), known.get(cover.free)
    if held is None or free is None or cover.visit.covered != [cover.lesson]:
        return False
    return (held.start, held.end) == (cover.start, cover.end) and free.start <= held.start and held.end <= free.end


def covers_without_somebody(now: datetime) -> list[Cover]:
    """Covers ahead on days on which whoever would cover is away. Three queries."""
    district = District.objects.get(pk=current_district_id())
    today = now.astimezone(ZoneInfo(district.time_zone)).date()
    rows = _covers().filter(state__in=LIVE, date__gte=today).order_by("pk")
    ahead = [one for one in rows if not rules.cover_begun(one, now)]
    away = away_days({one.staff_id for one in ahead}, {one.date for one in ahead})
    return [one for one in ahead if (one.staff_id, one.date) in away]


def cover_page(actor: Actor, now: datetime, found: Cover) -> dict[str, object]:
    """One cover, for whoever covers: the class, never where its teacher goes."""
    mine = found.staff_id == actor.staff_id
    return {
        "cover": found,
        "mine": mine,
        "visit": None if mine else found.visit,
        "can_answer": rules.answer_cover.allows(actor, found, now),
        "can_give_up": rules.give_up_cover.allows(actor, found, now),
        "over": rules.cover_begun(found, now),
        "given": Cover.objects.filter(_this_term(found), staff_id=found.staff_id, state__in=LIVE).count(),
        "most": time_rules(found.district).covers_given,
    }


def _this_term(found: Cover) -> Q:
    begins, ends = term_around(found.date, current_terms())
    return Q(date__gte=begins, date__lt=ends)

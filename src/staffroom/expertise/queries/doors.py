"""Reads of open doors, closed doors and hosting wishes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.core.visits.instance import Lesson
from staffroom.people.models import Assignment, District, School, Section, Staff, Teaching
from staffroom.spine.access import Actor
from staffroom.timetable.models import Away, Bell
from staffroom.timetable.queries.days import between
from staffroom.timetable.queries.lessons import away_days, lessons
from staffroom.timetable.queries.settings import time_rules
from staffroom.ui.templatetags.ui import long_day

from .. import rules
from ..models import ClosedDoor, Hosting, Offer, OpenDoor
from .audience import seen_by
from .offers import my_sections

WEEKDAY_NAMES = {
    "Mon": gettext_lazy("Every Monday"),
    "Tue": gettext_lazy("Every Tuesday"),
    "Wed": gettext_lazy("Every Wednesday"),
    "Thu": gettext_lazy("Every Thursday"),
    "Fri": gettext_lazy("Every Friday"),
}
WEEKDAYS = tuple(WEEKDAY_NAMES)


@dataclass(frozen=True, slots=True)
class DoorFilter:
    """What somebody looks for: a practice's code, a school's public id, a subject's code; empty: any."""

    practice: str = ""
    school: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class LessonAhead:
    """One of my own lessons that I could open. ``id`` is the timetable's."""

    id: str
    date: date
    period: str
    start: int
    end: int
    section: Section


@dataclass(frozen=True, slots=True)
class Share:
    """Of how many teachers, how many have at least one open slot this month."""

    teachers: int
    with_open_door: int

    @property
    def percent(self) -> int:
        return round(100 * self.with_open_door / self.teachers) if self.teachers else 0


def _doors(actor: Actor, first: date, last: date) -> QuerySet[OpenDoor]:
    held = OpenDoor.objects.filter(district_id=actor.district_id, date__gte=first, date__lte=last)
    assignments = Prefetch("staff__assignments", Assignment.objects.filter(active=True).select_related("school"))
    joined = held.select_related("offer__practice", "staff", "section__school")
    return joined.prefetch_related(assignments).order_by("date", "start", "staff__family", "id")


def _filtered(doors: QuerySet[OpenDoor], wanted: DoorFilter) -> QuerySet[OpenDoor]:
    if wanted.practice:
        doors = doors.filter(offer__practice__code=wanted.practice)
    if wanted.school:
        doors = doors.filter(section__school__public_id=wanted.school)
    return doors.filter(section__subject=wanted.subject) if wanted.subject else doors


def _not_away(doors: QuerySet[OpenDoor]) -> QuerySet[OpenDoor]:
    away = Away.objects.filter(staff_id=OuterRef("staff_id"), starts__lte=OuterRef("date"), ends__gte=OuterRef("date"))
    return doors.exclude(Exists(away))


def open_doors(
    actor: Actor, first: date, last: date, wanted: DoorFilter | None = None, *, limit: int | None = None
) -> list[OpenDoor]:
    """Open doors of the district between two dates, both included, by time; the actor's own among them.

    Left out: doors of offers that the actor may not read (any more), of people who left, are away, or welcome nobody
    just now.
    ``limit``: so many at most, the soonest.
    """
    rules.read_offers(actor)
    doors = _filtered(_doors(actor, first, last), wanted or DoorFilter())
    shown = doors.filter(seen_by(actor, "offer__")).exclude(staff__hosting__welcome=False)
    return list(_not_away(shown)[:limit])


def door_for(actor: Actor, public_id: str) -> OpenDoor:
    """One open door that the actor sees on the board, today or later, or their own. Raises Http404, Forbidden."""
    rules.read_offers(actor)
    ahead = _doors(actor, actor.today or date.min, date.max).filter(public_id=public_id)
    shown = ahead.filter(seen_by(actor, "offer__")).exclude(staff__hosting__welcome=False)
    found = _not_away(shown).first() or ahead.filter(staff_id=actor.staff_id).first()
    if found is None:
        raise Http404
    return found


def my_doors(actor: Actor, since: date) -> list[OpenDoor]:
    """The actor's own open doors from a date on, whatever the state of their offer."""
    return list(_doors(actor, since, date.max).filter(staff_id=actor.staff_id))


def own_door(actor: Actor, public_id: str) -> OpenDoor:
    """One open door of the actor's own; Http404 when there is none, Forbidden when it is a colleague's."""
    door = OpenDoor.objects.filter(district_id=actor.district_id, public_id=public_id).select_related("staff").first()
    if door is None:
        raise Http404
    rules.change_door(actor, door)
    return door


def schools_with_doors(actor: Actor, first: date) -> QuerySet[School]:
    """Schools in which a door is open from a date on: the choices of the filter."""
    sections = Section.objects.filter(pk__in=_sections_with_doors(actor, first))
    return School.objects.filter(district_id=actor.district_id, active=True, pk__in=sections.values("school_id"))


def subjects_with_doors(actor: Actor, first: date) -> list[str]:
    """Subject codes of the lessons whose door is open from a date on."""
    held = Section.objects.filter(district_id=actor.district_id, pk__in=_sections_with_doors(actor, first))
    return sorted(code for code in set(held.values_list("subject", flat=True).order_by()) if code)


def _sections_with_doors(actor: Actor, first: date) -> QuerySet:
    shown = OpenDoor.objects.filter(seen_by(actor, "offer__"), date__gte=first)
    return shown.values("section_id").order_by()


def _begins_later(lesson: Lesson, here: datetime) -> bool:
    return (lesson.date, lesson.start) > (here.date().toordinal(), here.hour * 60 + here.minute)


def lessons_ahead(actor: Actor, now: datetime) -> list[LessonAhead]:
    """The actor's lessons of the next two weeks that are not open yet, without days away. A fixed number of queries."""
    if actor.staff_id is None:
        return []
    here = now.astimezone(ZoneInfo(actor.time_zone))
    today = here.date()
    dates = between(today, today + timedelta(days=rules.DOOR_DAYS - 1))
    away = away_days([actor.staff_id], dates)
    taken = {(door.date, door.period) for door in my_doors(actor, today)}
    sections = {str(section.pk): section for section in my_sections(actor)}
    found = [lesson for lesson in lessons([actor.staff_id], dates) if lesson.kind == "teach"]
    ahead = [_ahead(lesson, sections[lesson.section]) for lesson in found if _begins_later(lesson, here)]
    return [one for one in ahead if (actor.staff_id, one.date) not in away and (one.date, one.period) not in taken]


def _ahead(lesson: Lesson, section: Section) -> LessonAhead:
    day = date.fromordinal(lesson.date)
    return LessonAhead(lesson.id, day, lesson.period, lesson.start, lesson.end, section)


def closed_doors(actor: Actor) -> list[ClosedDoor]:
    """When the actor wants no visitors, dates that are over left out."""
    mine = ClosedDoor.objects.filter(district_id=actor.district_id, staff_id=actor.staff_id)
    return list(mine.filter(Q(date=None) | Q(date__gte=actor.today)) if actor.today else mine)


def period_name(period: str) -> str:
    """ "3" is "Period 3"; a period with a name of its own keeps it."""
    return _("Period %(number)s") % {"number": period} if period.isdigit() else period


def closed_sentence(closed: ClosedDoor) -> str:
    """When, in words: "Every Monday, Period 3", "June 4, the whole day"."""
    day = long_day(closed.date) if closed.date else WEEKDAY_NAMES.get(closed.day, _("Any day"))
    return f"{day}, {period_name(closed.period) or _('the whole day')}"


def shuts(closed: Iterable[ClosedDoor], day: date, period: str) -> bool:
    """Whether one of these wishes covers a period of a date."""
    label = day.strftime("%a") if day.weekday() > 4 else WEEKDAYS[day.weekday()]
    return any(
        (one.date in (None, day)) and (one.day in ("", label)) and (one.period in ("", period)) for one in closed
    )


def my_periods(actor: Actor) -> list[str]:
    """Names of the periods of the actor's schools, in the order of the day."""
    rows = Bell.objects.filter(district_id=actor.district_id, school_id__in=actor.schools, kind="class")
    return list(dict.fromkeys(rows.order_by("start", "period").values_list("period", flat=True)))


def hosting_of(actor: Actor) -> Hosting:
    """How the actor hosts; without a row the district's rules as they are, not yet saved."""
    row = Hosting.objects.filter(district_id=actor.district_id, staff_id=actor.staff_id).first()
    return row or Hosting(district_id=actor.district_id, staff_id=actor.staff_id)


def hosting_limits(staff_ids: Collection[int]) -> dict[int, int | None]:
    """Those of these people who welcome visitors, each with their own limit of hosted lessons a week. One query."""
    rows = Hosting.objects.filter(staff_id__in=[*staff_ids])
    wishes = {
        staff: (welcome, most) for staff, welcome, most in rows.values_list("staff_id", "welcome", "lessons_week")
    }
    found = {one: wishes.get(one, (True, None)) for one in staff_ids}
    return {one: most for one, (welcome, most) in found.items() if welcome}


def hosted_lessons_limit(actor: Actor) -> int:
    """The district's own limit of hosted lessons a week: nobody's own limit is above it."""
    return time_rules(District.objects.get(pk=actor.district_id)).hosted_lessons_week


def open_door_share(district_id: int, today: date) -> Share:
    """How many of the teachers with a class have at least one open slot in this month (row 36). Two queries."""
    teachings = Teaching.objects.filter(district_id=district_id, active=True, section__active=True)
    teachers = Staff.objects.filter(district_id=district_id, active=True, pk__in=teachings.values("staff_id"))
    month = OpenDoor.objects.filter(date__year=today.year, date__month=today.month)
    opened = month.filter(offer__state=Offer.State.PUBLISHED).values("staff_id")
    return Share(teachers.count(), teachers.filter(pk__in=opened).count())

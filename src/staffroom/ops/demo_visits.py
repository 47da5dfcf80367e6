"""Visits of the demo district: the teacher's with her neighbour, those of the months before, what is seen from afar."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from staffroom.core.synthetic.week import Timetable
from staffroom.expertise.models import Offer
from staffroom.people.models import Assignment, Section
from staffroom.visits.models import FromAfar, NextStep, Visit, VisitNote

from .demo_words import CADENCE_SHARE, LINES, NEXT_STEP, RECORDING

if TYPE_CHECKING:
    from .demo import Writer


def visited(writer: "Writer") -> VisitNote | None:
    """The neighbour was with the teacher last week or before; each wrote two lines, which are the teacher's."""
    week, host, visitor = Timetable.of(writer.made), writer.made.cast["teacher"], writer.made.cast["neighbour"]
    days = [writer.made.today - timedelta(days=n) for n in range(4, 40)]
    found = ((day, x) for day in days for x in week.on(host, day) if x.section and _free(week, visitor, day, x))
    day, lesson = next(found, (None, None))
    if lesson is None:  # the year has just begun
        return None
    offer = Offer.objects.filter(staff_id=writer.staff[host]).order_by("pk").first()
    school = lesson.school
    place = f"{writer.schools[school]}/{lesson.start}/{writer.sections[lesson.section]}"
    people = {"host_id": writer.staff[host], "visitor_id": writer.staff[visitor]}
    row = people | {
        "offer_id": offer.pk, "practice_id": offer.practice_id, "section_id": writer.sections[lesson.section],
        "school_id": writer.schools[school], "date": day, "period": lesson.period, "start": lesson.start,
        "end": lesson.end, "lesson": f"{writer.staff[host]}/{day}/{place}", "state": Visit.State.ACCEPTED,
        "created": writer.then, "decided": writer.then,
    }  # fmt: skip
    visit = writer.create(Visit, [row])[0]
    at = datetime.combine(day, time(16), tzinfo=writer.then.tzinfo)
    given = {"visit_id": visit.pk, "begun": at, "updated": at, "handed_over": at}
    lines = [
        given | {"author_id": people[who], "saw": saw, "take": take, "tries": tries} for who, saw, take, tries in LINES
    ]
    note: VisitNote = writer.create(VisitNote, lines)[0]
    steps = [{"visit_id": visit.pk, "staff_id": people["visitor_id"], "text": NEXT_STEP, "due": day}]
    writer.create(NextStep, steps)
    return note


def seen_from_afar(writer: "Writer") -> None:
    """The host may be seen by live video; another offer can be watched as a recording too."""
    host = writer.staff[writer.made.cast["host"]]
    offers = [pk for (staff, _practice), pk in sorted(writer.offers.items()) if staff == host][:2]
    rows = [
        {"offer_id": pk, "staff_id": host, "live": True, "recording": RECORDING if n else "",
         "consented": writer.then}
        for n, pk in enumerate(offers)
    ]  # fmt: skip
    writer.create(FromAfar, rows)


def cadence(writer: "Writer") -> None:
    """Visits of the months before, so that the cadence has something to show: counted, never by person."""
    offer = Offer.objects.filter(staff_id=writer.staff[writer.made.cast["host"]]).order_by("pk").first()
    section = Section.objects.filter(teachings__staff_id=offer.staff_id).order_by("pk").first()
    if section is None:
        return
    named = {writer.staff[one] for one in writer.made.cast.values()}
    teachers = Assignment.objects.filter(role="teacher").exclude(staff_id__in=named).order_by("pk")
    modes = ("own", "own", "cover", "own", "video", "recording")
    rows = []
    for number, visitor in enumerate(dict.fromkeys(teachers.values_list("staff_id", flat=True))):
        if number % CADENCE_SHARE == 0:
            day = _weekday(writer.made.today - timedelta(days=1 + number * 7 % 110))
            rows.append(
                {
                    "visitor_id": visitor, "host_id": offer.staff_id, "offer_id": offer.pk,
                    "practice_id": offer.practice_id, "section_id": section.pk, "school_id": section.school_id,
                    "mode": modes[number // CADENCE_SHARE % len(modes)], "date": day, "period": "1",
                    "start": 540, "end": 580, "lesson": f"before/{number}", "state": Visit.State.ACCEPTED,
                    "created": writer.then, "decided": writer.then, "reminded": writer.then,
                }
            )  # fmt: skip
    writer.create(Visit, rows)


def _weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _free(week: Timetable, person: str, day: date, lesson: Any) -> bool:
    """Whether somebody teaches nothing while a lesson lasts."""
    return all(x.end <= lesson.start or lesson.end <= x.start for x in week.on(person, day) if x.section)

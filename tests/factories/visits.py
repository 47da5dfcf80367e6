"""A week in which a visit is possible: Ana shows number talks in period 1, when Ben and Gil are free.

Lincoln and Garfield are fifteen minutes apart and ring four periods from 8:00. It is Monday, seven in the morning;
the first lesson that may be asked for is Tuesday's.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from staffroom.expertise.models import Offer, Practice
from staffroom.people.models import School, Section, Staff
from staffroom.people.queries import actor_for
from staffroom.spine.access import Actor
from staffroom.spine.scoping import district_scope
from staffroom.timetable.models import TimeRules
from staffroom.visits import actions
from staffroom.visits.models import Cover, FromAfar, Visit, VisitNote

from .cast import Cast, make_cast
from .expertise import make_offer, make_practice
from .people import make_assignment, make_section, make_staff, saved
from .timetable import make_bells, rebuild

MONDAY = date(2026, 10, 5)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
NEXT_WEEK = TUESDAY + timedelta(days=7)
_numbers = count(1)
NOW = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)
AFTERWARDS = datetime(2026, 10, 6, 18, 0, tzinfo=UTC)  # Tuesday, eleven in the morning


@dataclass(frozen=True, slots=True)
class Scene:
    """The cast, one practice, and Ana's published offer of it."""

    cast: Cast
    practice: Practice
    offer: Offer

    def lesson(self, day: date = TUESDAY, *, host: Staff | None = None, section: Section | None = None) -> str:
        """The timetable's id of the host's lesson in period 1."""
        who, what = host or self.cast.ana, section or self.cast.ana_section
        return f"{who.pk}/{day}/{what.school_id}/480/{what.pk}"

    def actor(self, staff: Staff, today: date = MONDAY) -> Actor:
        """Who asks, on that Monday."""
        return actor_for(staff.account, today)

    @contextmanager
    def scope(self) -> Iterator[None]:
        with district_scope(self.cast.district.pk):
            yield

    def ask(self, visitor: Staff | None = None, day: date = TUESDAY, **given: Any) -> Visit:
        """A visit asked for through the action. ``offer`` and ``lesson`` other than Ana's may be given."""
        offer = given.pop("offer", self.offer)
        lesson = given.pop("lesson", None) or self.lesson(day)
        by = self.actor(visitor or self.cast.ben)
        with self.scope():
            return actions.ask_visit(by=by, **{"now": NOW, "offer_id": offer.public_id, "lesson": lesson, **given})

    def accept(self, visit: Visit, by: Staff | None = None, now: datetime = NOW, **given: Any) -> Visit:
        """Yes, said by the host unless told otherwise."""
        with self.scope():
            return actions.accept_visit(by=self.actor(by or visit.host), now=now, visit_id=visit.public_id, **given)

    def decline(self, visit: Visit, by: Staff | None = None, now: datetime = NOW, **given: Any) -> Visit:
        with self.scope():
            return actions.decline_visit(by=self.actor(by or visit.host), now=now, visit_id=visit.public_id, **given)

    def cancel(self, visit: Visit, by: Staff | None = None, now: datetime = NOW) -> Visit:
        with self.scope():
            return actions.cancel_visit(by=self.actor(by or visit.visitor), now=now, visit_id=visit.public_id)

    def booked(self, visitor: Staff | None = None, day: date = TUESDAY, **given: Any) -> Visit:
        """A visit asked for and accepted."""
        return self.accept(self.ask(visitor, day, **given))

    def rules(self, **changes: Any) -> TimeRules:
        """The district's time rules, with changes."""
        with self.scope():
            row = TimeRules.objects.first() or TimeRules(district=self.cast.district)
        for name, value in changes.items():
            setattr(row, name, value)
        return saved(row)


def make_scene(cast: Cast | None = None) -> Scene:
    """Bells and meetings in both schools, one practice, Ana's offer."""
    cast = cast or make_cast()
    for school in (cast.lincoln, cast.garfield, cast.cedar):
        make_bells(school)
    for district in (cast.district, cast.other_district):
        rebuild(district)
    practice = make_practice(cast.district, name_es="Charlas numéricas", subject="math")
    make_practice(cast.other_district)
    return Scene(cast, practice, make_offer(cast.ana, practice, cast.ana_section))


def make_teachers(school: School, number: int, periods: str, name: str = "Teacher") -> list[tuple[Staff, Section]]:
    """So many teachers, each with one class of mathematics in these periods. Call ``rebuild`` afterwards."""
    made = []
    for _ in range(number):
        n = next(_numbers)
        staff = make_staff(school.district, f"{name}{n}", f"Of{school.short_name}")
        make_assignment(staff, "teacher", school)
        year = "2026-27"
        made.append((staff, make_section(school, f"{name} {n}", staff, subject="math", periods=periods, terms=year)))
    return made


def make_hosts(scene: Scene, number: int) -> list[tuple[Staff, Section, Offer]]:
    """More people at Lincoln who show the practice in period 1."""
    made = make_teachers(scene.cast.lincoln, number, "MTWRF 1", name="Host")
    rebuild(scene.cast.district)
    return [(staff, section, make_offer(staff, scene.practice, section)) for staff, section in made]


def make_visit(scene: Scene, visitor: Staff, host: Staff, day: date, **fields: Any) -> Visit:
    """A row as it is, without rules, promises and mails: for lists."""
    given: dict[str, Any] = {
        "practice": scene.practice,
        "offer": scene.offer,
        "section": scene.cast.ana_section,
        "school": scene.cast.lincoln,
        "period": "1",
        "lesson": scene.lesson(day),
        "start": 480,
        "end": 530,
        "state": Visit.State.ACCEPTED,
        "created": NOW,
        **fields,
    }
    return saved(Visit(district=scene.cast.district, visitor=visitor, host=host, date=day, **given))


def make_note(visit: Visit, author: Staff, **fields: Any) -> VisitNote:
    """Two lines about a visit, handed over unless told otherwise."""
    given: dict[str, Any] = {"saw": "Wait time", "begun": NOW, "updated": NOW, "handed_over": NOW, **fields}
    return saved(VisitNote(district=visit.district, visit=visit, author=author, **given))


def make_cover(visit: Visit, staff: Staff, **fields: Any) -> Cover:
    """A row as it is: a class of the visitor's that a colleague is asked to cover, in period 2 of that day."""
    with district_scope(visit.district_id):
        section = visit.visitor.teachings.select_related("section__school").first().section
    given: dict[str, Any] = {
        "section": section,
        "school": section.school,
        "date": visit.date,
        "period": "2",
        "lesson": f"{visit.visitor_id}/{visit.date}/{section.school_id}/535/{section.pk}",
        "free": f"{staff.pk}/{visit.date}/{section.school_id}/535/",
        "start": 535,
        "end": 585,
        "created": NOW,
        **fields,
    }
    return saved(Cover(district=visit.district, visit=visit, staff=staff, visitor=visit.visitor, **given))


def on_day(actor: Actor, day: date) -> Actor:
    """The same person on another day."""
    return replace(actor, today=day)


Clock = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Covering:
    """Hana shows the practice in period 2, which Ben teaches; Ana and the colleagues are free then."""

    scene: Scene
    host: Staff
    section: Section
    offer: Offer
    colleagues: list[Staff]

    def lesson(self, day: date = TUESDAY) -> str:
        """The timetable's id of Hana's lesson in period 2."""
        return f"{self.host.pk}/{day}/{self.section.school_id}/535/{self.section.pk}"

    def ask(self, day: date = TUESDAY, **given: Any) -> Visit:
        return self.scene.ask(**{"offer": self.offer, "lesson": self.lesson(day), "mode": "cover", **given})

    def answer(self, cover: Cover, yes: bool = True, now: datetime = NOW) -> Cover:
        act = actions.accept_cover if yes else actions.decline_cover
        with self.scene.scope():
            return act(by=self.scene.actor(cover.staff), now=now, cover_id=cover.public_id)

    def booked(self, day: date = TUESDAY) -> Visit:
        """Asked, and agreed by Hana and by whoever was asked to cover."""
        visit = self.ask(day)
        self.scene.accept(visit)
        with self.scene.scope():
            self.answer(visit.covers.get(state="asked"))
            return Visit.objects.get(pk=visit.pk)


def make_covering(scene: Scene, number: int = 1) -> Covering:
    """Ana is free in period 2 already; so many more colleagues are."""
    host, section = make_teachers(scene.cast.lincoln, 1, "MTWRF 2", name="Hana")[0]
    colleagues = [staff for staff, _section in make_teachers(scene.cast.lincoln, number, "MTWRF 1", name="Colleague")]
    rebuild(scene.cast.district)
    offer = make_offer(host, scene.practice, section)
    return Covering(scene, host, section, offer, [scene.cast.ana, *colleagues])


def make_from_afar(offer: Offer, **fields: Any) -> FromAfar:
    """The host's consent to live video unless told otherwise."""
    given: dict[str, Any] = {"live": True, "consented": NOW, **fields}
    return saved(FromAfar(district=offer.district, offer=offer, staff=offer.staff, **given))

"""A Monday on which a walk is possible: Ben organises, four colleagues teach in period 1, three more are free then."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from staffroom.core.walks import Shape
from staffroom.people.models import Section, Staff
from staffroom.walks import actions
from staffroom.walks.models import Jotting, Pattern, Thanks, Walk, Walker, WalkStop
from staffroom.walks.queries import Asked, walk_again

from .people import saved
from .timetable import rebuild
from .visits import MONDAY, NOW, TUESDAY, WEDNESDAY, Scene, make_hosts, make_teachers

CHOICE = f"{TUESDAY}/480"
DURING = datetime(2026, 10, 6, 15, 5, tzinfo=UTC)  # Tuesday, five past eight
AFTER = datetime(2026, 10, 6, 16, 0, tzinfo=UTC)
SCHOOL_READS = AFTER + timedelta(days=2, hours=1)


@dataclass(frozen=True, slots=True)
class Walking:
    """The scene, its hosts (Ana is one of four), and colleagues who are free in period 1."""

    scene: Scene
    hosts: list[Staff]
    sections: list[Section]
    walkers: list[Staff]

    @property
    def ben(self) -> Staff:
        return self.scene.cast.ben

    def asked(self, **given: Any) -> Asked:
        """What Ben types."""
        shape = given.pop("shape", Shape("walk", 4, 8, 3, 4))
        fields = {"first": MONDAY, "last": MONDAY + timedelta(days=4), "focus": "Who does the talking?", **given}
        return Asked(shape, self.scene.cast.lincoln, **fields)

    def start(self, choice: str = CHOICE, by: Staff | None = None, **given: Any) -> Walk:
        with self.scene.scope():
            who = self.scene.actor(by or self.ben)
            return actions.start_walk(by=who, now=NOW, asked=self.asked(**given), choice=choice)

    def answer(self, walk: Walk, who: Staff, yes: bool = True, now: datetime = NOW) -> Walk:
        with self.scene.scope():
            return actions.answer_walk(by=self.scene.actor(who), now=now, walk_id=walk.public_id, yes=yes)

    def join(self, walk: Walk, who: Staff) -> Walk:
        with self.scene.scope():
            return actions.join_walk(by=self.scene.actor(who), now=NOW, walk_id=walk.public_id)

    def invite(self, walk: Walk, who: Staff) -> Walker:
        with self.scene.scope():
            by = self.scene.actor(self.ben)
            return actions.invite_walker(by=by, now=NOW, walk_id=walk.public_id, staff=who.public_id)

    def again(self, walk: Walk) -> Walk:
        with self.scene.scope():
            return walk_again(walk.pk)

    def booked(self, walkers: int = 2, rooms: int = 4) -> Walk:
        """A walk that takes place on Tuesday: Ben and so many others, so many rooms."""
        walk = self.start()
        for who in self.walkers[:walkers]:
            self.join(walk, who)
        for stop in self.stops(walk)[:rooms]:
            self.answer(walk, stop.host)
        return self.again(walk)

    def stops(self, walk: Walk) -> list[WalkStop]:
        with self.scene.scope():
            return list(WalkStop.objects.filter(walk=walk).select_related("host", "section").order_by("start", "id"))

    def write(self, walk: Walk, by: Staff, text: str = "Pairs explained to each other.", **given: Any) -> Pattern:
        fields = {"step": "noticing", "rooms": 3, "now": AFTER, **given}
        with self.scene.scope():
            return actions.write_pattern(by=self.scene.actor(by), walk_id=walk.public_id, text=text, **fields)

    def released(self) -> tuple[Walk, Pattern]:
        """A walk that is over, with one pattern given to its hosts."""
        walk = self.booked()
        pattern = self.write(walk, self.ben)
        with self.scene.scope():
            actions.release_patterns(by=self.scene.actor(self.ben), now=AFTER, walk_id=walk.public_id)
            pattern.refresh_from_db()
        return self.again(walk), pattern


def make_walking(scene: Scene, hosts: int = 3, walkers: int = 3) -> Walking:
    """``hosts`` besides Ana, and so many colleagues who teach in period 2, as Ben does."""
    made = make_hosts(scene, hosts)
    free = [staff for staff, _section in make_teachers(scene.cast.lincoln, walkers, "MTWRF 2", name="Walker")]
    rebuild(scene.cast.district)
    everybody = [scene.cast.ana, *(staff for staff, _section, _offer in made)]
    sections = [scene.cast.ana_section, *(section for _staff, section, _offer in made)]
    return Walking(scene, everybody, sections, free)


# --- Rows as they are, without rules, promises and mails ------------------------------------------------
def make_walk(scene: Scene, organiser: Staff, day: date = WEDNESDAY, **fields: Any) -> Walk:
    """A walk that takes place, its organiser going along."""
    given: dict[str, Any] = {
        "school": scene.cast.lincoln, "kind": Walk.Kind.WALK, "state": Walk.State.BOOKED, "focus": "Who talks?",
        "walkers_wanted": 4, "rooms_wanted": 4, "minutes": 8, "corridor": 3, "open_places": False, "date": day,
        "start": 480, "end": 521, "created": NOW, **fields,
    }  # fmt: skip
    walk = saved(Walk(district=scene.cast.district, organiser=organiser, **given))
    make_walker(walk, organiser)
    return walk


def make_walker(walk: Walk, staff: Staff, **fields: Any) -> Walker:
    return saved(Walker(district=walk.district, walk=walk, staff=staff, **{"state": "accepted", **fields}))


def make_stop(walk: Walk, host: Staff, section: Section, **fields: Any) -> WalkStop:
    given = {
        "state": "accepted", "lesson": f"{host.pk}/{walk.date}/{section.school_id}/480/{section.pk}", "start": 480,
        "end": 488, **fields,
    }  # fmt: skip
    return saved(WalkStop(district=walk.district, walk=walk, host=host, section=section, **given))


def make_pattern(walk: Walk, author: Staff, **fields: Any) -> Pattern:
    given = {"step": "noticing", "text": "Pairs explained to each other.", "rooms": 3, "created": NOW, **fields}
    return saved(Pattern(district=walk.district, walk=walk, author=author, **given))


def make_jotting(walk: Walk, staff: Staff, text: str = "Four pairs compared two ways.") -> Jotting:
    return saved(Jotting(district=walk.district, walk=walk, staff=staff, text=text, updated=NOW))


def make_thanks(stop: WalkStop, author: Staff, text: str = "Your silence after the question stays with me.") -> Thanks:
    return saved(Thanks(district=stop.district, stop=stop, author=author, text=text, created=NOW))

"""A team that meets in period 1 on Tuesdays, and Gil, who leads at the other school and is free then."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from staffroom.guests import actions
from staffroom.guests.models import GuestHour, GuestThanks, NewLead
from staffroom.people.models import Staff
from staffroom.teams.models import MeetingSlot, RoleHolding, Team

from .people import saved
from .roles import make_kind, make_role
from .teams import make_slot, make_team
from .visits import NOW, TUESDAY, Scene, make_scene

START, END = 500, 515  # fifteen minutes each way: all of period 1


@dataclass(frozen=True, slots=True)
class Inviting:
    """The scene, Ana's and Ben's team with its time, and shortcuts of who asks and who answers."""

    scene: Scene
    team: Team
    slot: MeetingSlot

    def ask(self, guest: Staff | None = None, by: Staff | None = None, **given: Any) -> GuestHour:
        told: dict[str, Any] = {"on": TUESDAY, "start": START, "about": "How you plan a number talk", "now": NOW}
        with self.scene.scope():
            return actions.ask_guest(
                by=self.scene.actor(by or self.scene.cast.ana), team_id=self.team.public_id,
                guest=guest or self.scene.cast.gil, **told | given,
            )  # fmt: skip

    def _act(self, act: Any, hour: GuestHour, by: Staff, now: datetime = NOW, **given: Any) -> GuestHour:
        with self.scene.scope():
            return act(by=self.scene.actor(by), now=now, public_id=hour.public_id, **given)

    def accept(self, hour: GuestHour, by: Staff | None = None) -> GuestHour:
        return self._act(actions.accept_guest, hour, by or self.scene.cast.gil)

    def decline(self, hour: GuestHour, by: Staff | None = None) -> GuestHour:
        return self._act(actions.decline_guest, hour, by or self.scene.cast.gil)

    def cancel(self, hour: GuestHour, by: Staff | None = None) -> GuestHour:
        return self._act(actions.cancel_guest, hour, by or self.scene.cast.gil)

    def propose(self, hour: GuestHour, on: date, by: Staff | None = None) -> GuestHour:
        return self._act(actions.propose_meeting, hour, by or self.scene.cast.gil, on=on, start=START)

    def booked(self, **given: Any) -> GuestHour:
        return self.accept(self.ask(**given))

    def follow(self, now: datetime = NOW) -> int:
        with self.scene.scope():
            return actions.follow(district_id=self.team.district_id, now=now)


def make_inviting(scene: Scene | None = None) -> Inviting:
    scene = scene or make_scene()
    cast = scene.cast
    team = make_team("Grade 3 team", cast.lincoln, lead=cast.ana, members=[cast.ben])
    make_leader(cast.gil, scene)
    return Inviting(scene, team, make_slot(team, start=START, end=END))


def make_leader(staff: Staff, scene: Scene) -> RoleHolding:
    """Somebody who holds a role at Garfield."""
    with scene.scope():
        held = RoleHolding.objects.filter(role__kind__name="Instructional Coach").first()
    kind = held.role.kind if held else make_kind(scene.cast.district, name="Instructional Coach")
    return make_role(kind, scene.cast.garfield, staff)


def make_hour(scene: Scene, team: Team, guest: Staff, asked_by: Staff, day: date, **fields: Any) -> GuestHour:
    """A row as it is, without rules, promises and mails."""
    given: dict[str, Any] = {
        "school": scene.cast.lincoln, "about": "How you plan", "start": START, "end": END, "state": "booked",
        "created": NOW, "decided": NOW, **fields,
    }  # fmt: skip
    return saved(GuestHour(district=team.district, team=team, guest=guest, asked_by=asked_by, date=day, **given))


def make_thanks(hour: GuestHour, author: Staff, text: str = "You made us think.") -> GuestThanks:
    return saved(GuestThanks(district=hour.district, hour=hour, author=author, text=text, written=NOW))


def make_new_lead(team: Team, staff: Staff) -> NewLead:
    return saved(NewLead(district=team.district, team=team, staff=staff, created=NOW))

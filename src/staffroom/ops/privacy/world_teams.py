"""A team, a guest, a new lead and roles in the district in which the check asks."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from staffroom.guests.models import GuestHour, GuestThanks, NewLead
from staffroom.spine.access import Audience
from staffroom.teams.models import (
    Concept,
    Fund,
    Lane,
    Membership,
    OwnGoal,
    PersonalSupport,
    Role,
    RoleCover,
    RoleHolding,
    RoleKind,
    Team,
)
from staffroom.teams.queries import team_feed_token

from .oracle import OfTeam

if TYPE_CHECKING:
    from .world import Things


def make_teams(things: "Things") -> None:
    """A team that Ana leads, with Ben in it; her own goal there, published; and Ben supports her besides."""
    day = things.world.today - timedelta(days=9)
    team = Team.objects.create(
        district=things.district, school=things.school, kind=Team.Kind.PLC, name="Check team", begins=day
    )
    for person, part in ((things.ana, "lead"), (things.ben, "member")):
        Membership.objects.create(district=things.district, team=team, staff=person, part=part, begins=day)
    around = OfTeam(things.school.pk, frozenset({things.ana.pk, things.ben.pk}))
    things.keep("team", "team", team, owners=(things.ana,), team=around)
    things.keep("team_feed", "team", team, key=team_feed_token(things.ana.account, team), team=around)
    things.keep("team_goal", "team_goal", team, owners=(things.ana, things.ben), team=around)
    OwnGoal.objects.create(
        district=things.district, team=team, staff=things.ana, text="words", state="published", updated=things.now
    )
    things.keep("own_goal", "own_goal", team, owners=(things.ana,), team=around, published=Audience.SCHOOL)
    support = PersonalSupport.objects.create(
        district=things.district, staff=things.ana, supporter=things.ben, how="coaching", begins=day
    )
    _roles(things, day)
    _guests(things, team)
    things.keep("own_support", "own_support", support, owners=(things.ana,), partners=frozenset({things.ben.pk}))


def _guests(things: "Things", team: Team) -> None:
    """Ben asks Ana to a meeting as a guest, and thanked her for another; she is named as lead of the team."""
    given = {
        "district": things.district, "team": team, "guest": things.ana, "asked_by": things.ben, "school": things.school,
        "about": "words", "start": 600, "end": 640, "created": things.now,
    }  # fmt: skip
    hour = GuestHour.objects.create(**given, date=things.world.today + timedelta(days=4))
    over = GuestHour.objects.create(**given, date=things.world.today - timedelta(days=4), state="booked")
    thanks = GuestThanks.objects.create(
        district=things.district, hour=over, author=things.ben, text="words", written=things.now
    )
    NewLead.objects.create(district=things.district, team=team, staff=things.ana, created=things.now)
    around = OfTeam(things.school.pk, frozenset({things.ana.pk, things.ben.pk}))
    # Who is asked plays the part of the host in the routes.
    parts = (("host", things.ana.pk), ("visitor", things.ben.pk))
    things.keep("guest_hour", "guest", hour, owners=(things.ana, things.ben), team=around, parts=parts)
    things.keep("guest_thanks", "guest_thanks", thanks, owners=(things.ana,), partners=frozenset({things.ben.pk}))
    things.keep("new_team", "own_learning", team, owners=(things.ana,))


def _roles(things: "Things", day: date) -> None:
    """A role at Ana's school that Ben holds; Ana is asked whether she could step in."""
    kind = RoleKind.objects.create(district=things.district, name="Check role", purpose="words")
    fund = Fund.objects.create(district=things.district, name="Check fund", budget=1, fte_cost=1)
    role = Role.objects.create(
        district=things.district, kind=kind, school=things.school, fund=fund, hours=1, begins=day
    )
    RoleHolding.objects.create(district=things.district, role=role, staff=things.ben, begins=day)
    cover = RoleCover.objects.create(district=things.district, role=role, staff=things.ana, asked=things.now)
    nobody = OfTeam(things.school.pk, frozenset())
    lane = Lane.objects.create(district=things.district, name="Check lane", outcome="words")
    concept = Concept.objects.create(district=things.district, name="Check concept")
    things.keep("lane", "fund", lane)
    things.keep("concept", "fund", concept)
    things.keep("role_kind", "fund", kind)
    things.keep("fund", "fund", fund)
    things.keep("leader_role", "role", role, team=nobody)
    things.keep("role_cover_asked", "role_cover_asked", cover, owners=(things.ana,), team=nobody)

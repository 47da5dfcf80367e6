"""Who may do what with teams: the matrix, asked with how somebody stands to a team; and what a team must be."""

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Audience, Forbidden, Permission, Refused, Standing, decide, paired, row

from .models import OwnGoal, Team

MOST_TEXT = 600
MOST_PURPOSE = 240
PARTS_THAT_BELONG = ("member", "lead")
LONGEST_MEETING = 8 * 60
MOST_WEEKS = 12


def standing_to(actor: Actor, team: Team, part: str = "") -> Standing:
    """How somebody stands to a team, which belongs to whoever leads it. ``part``: the actor's own part in it today.

    A team is no record about a person, so who evaluates whom plays no part in it.
    """
    return Standing(
        own=part == "lead",
        paired=part == "supporter",
        team=part == "member",
        same_school=team.school_id in actor.schools,
        leads=team.school_id in actor.leads,
        same_district=team.district_id == actor.district_id,
    )


def _may(actor: Actor, record: str, standing: Standing, permission: Permission) -> bool:
    return decide(row(record), actor.roles, standing, permission).allowed


@paired
def read_team(actor: Actor, team: Team, part: str = "") -> None:
    """See a team: everybody who works in the district."""
    standing = standing_to(actor, team, part)
    if not standing.same_district:
        raise Http404
    if not _may(actor, "team", standing, Permission.READ):
        raise Forbidden(
            _("Teams are seen by people who work in the district."),
            _("Ask the central office to look at your post in the roster."),
        )


@paired
def read_teams(actor: Actor) -> None:
    """See which teams there are, and the organization chart."""
    if not _may(actor, "team", Standing(), Permission.READ):
        raise Forbidden(
            _("Teams are seen by people who work in the district."),
            _("Ask the central office to look at your post in the roster."),
        )


@paired
def change_team(actor: Actor, team: Team, part: str = "") -> None:
    """Change a team, its people, support and times: whoever leads it, leads its school, or the central office."""
    read_team(actor, team, part)
    if not _may(actor, "team", standing_to(actor, team, part), Permission.WRITE):
        raise Forbidden(
            _("This team is changed by whoever leads it, the principal of its school, or the central office."),
            _("Tell one of them what should be different."),
        )


@paired
def make_teams(actor: Actor) -> None:
    """Make teams and see whose card is complete: principals for their school, the central office for all."""
    if not (actor.leads or _may(actor, "team", Standing(), Permission.WRITE)):
        raise Forbidden(
            _("Teams are made by principals for their school and by the central office."),
            _("If you belong to a team that is not here, tell your principal."),
        )


def sees_all_schools(actor: Actor) -> bool:
    """Whether somebody makes teams for every school, not only for those they lead."""
    return _may(actor, "team", Standing(), Permission.WRITE)


@paired
def make_team_at(actor: Actor, school_id: int | None) -> None:
    """Make a team of this school; None: of the whole district."""
    make_teams(actor)
    if school_id not in actor.leads and not sees_all_schools(actor):
        raise Forbidden(
            _("Principals make teams for the schools they lead."), _("Choose your school, or ask the central office.")
        )


def _to_its_goal(actor: Actor, team: Team, part: str) -> Standing:
    """A team's goal belongs to everybody in the team."""
    around = standing_to(actor, team)
    return Standing(
        own=part in PARTS_THAT_BELONG,
        paired=part == "supporter",
        same_school=around.same_school,
        leads=around.leads,
        same_district=around.same_district,
    )


@paired
def read_team_goal(actor: Actor, team: Team, part: str = "") -> None:
    """Read what a team wants to reach."""
    if not _may(actor, "team_goal", _to_its_goal(actor, team, part), Permission.READ):
        raise Forbidden(
            _("Goals of teams are for colleagues; IT keeps the system, not its content."),
            _("The goal of a team of your own stands on your card."),
        )


@paired
def set_team_goal(actor: Actor, team: Team, part: str = "") -> None:
    """Say what a team wants to reach: its members and whoever leads it."""
    read_team(actor, team, part)
    if not _may(actor, "team_goal", _to_its_goal(actor, team, part), Permission.WRITE):
        raise Forbidden(
            _("The goal of a team is written by the people in it."),
            _("Suggest it to them; anyone of them can write it."),
        )


def standing_to_own_goal(actor: Actor, goal: OwnGoal, team: Team, part: str = "") -> Standing:
    """How somebody stands to one member's own goal: published means to the team and the team's school."""
    published = Audience.SCHOOL if goal.state == OwnGoal.State.PUBLISHED else None
    return Standing(
        own=goal.staff_id == actor.staff_id,
        team=bool(part),
        same_school=bool(part) or team.school_id in actor.schools,
        leads=team.school_id in actor.leads,
        same_district=goal.district_id == actor.district_id,
        published=published,
    )


@paired
def read_own_goal(actor: Actor, goal: OwnGoal, team: Team, part: str = "") -> None:
    """Read one member's own goal. For whoever may not, it does not exist."""
    record = "own_goal" if goal.state == OwnGoal.State.PUBLISHED else "own_goal_draft"
    if not _may(actor, record, standing_to_own_goal(actor, goal, team, part), Permission.READ):
        raise Http404


@paired
def write_own_goal(actor: Actor, team: Team, part: str = "") -> None:
    """Write one's own goal in a team: whoever belongs to it."""
    read_team(actor, team, part)
    if part not in PARTS_THAT_BELONG:
        raise Forbidden(
            _("Own goals are written by the people in the team."),
            _("Open a team you belong to, and write yours there."),
        )


@paired
def have_card(actor: Actor) -> None:
    """Have a team card: everybody on the staff list."""
    if actor.staff_id is None:
        raise Forbidden(
            _("This account belongs to nobody on the staff list, so there is no card."),
            _("Ask the central office to connect it."),
        )


def check_text(text: str, most: int, what: str) -> str:
    """The text without spaces around it; neither empty nor too long. Raises Refused."""
    clean = text.strip() if most == MOST_TEXT else " ".join(text.split())
    if not clean:
        raise Refused(_("%(what)s is empty.") % {"what": what}, _("One plain sentence is enough."))
    if len(clean) > most:
        raise Refused(
            _("%(what)s has %(n)d letters; there is room for %(most)d.")
            % {"what": what, "n": len(clean), "most": most},
            _("Say the main thing; the rest is for your meeting."),
        )
    return clean


def check_rhythm(every_weeks: int, minutes: int) -> None:
    """How often and how long. Raises Refused."""
    if not 1 <= every_weeks <= MOST_WEEKS or not 5 <= minutes <= LONGEST_MEETING:
        raise Refused(
            _("Say between every week and every %(weeks)d weeks, and at least 5 minutes.") % {"weeks": MOST_WEEKS},
            _("Correct the two numbers."),
        )


def check_times(start: int, end: int) -> None:
    """A meeting ends after it starts, on the same day. Raises Refused."""
    if not (0 <= start < end <= 24 * 60) or end - start > LONGEST_MEETING:
        raise Refused(_("A meeting ends after it starts, on the same day."), _("Correct the two times."))


@paired
def is_there(team: Team, ended: bool) -> None:
    """A team that has ended is not changed any more."""
    if ended:
        raise Refused(
            _("“%(team)s” has ended, so it is not changed any more.") % {"team": team.name},
            _("Open it again first, or choose another team."),
        )

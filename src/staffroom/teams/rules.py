"""Who may do what with teams: the matrix, asked with how somebody stands to a team; and what a team must be."""

from datetime import date
from decimal import Decimal

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Audience, Forbidden, Permission, Refused, Standing, decide, paired, row

from .models import OwnGoal, Role, RoleCover, Team

MOST_TEXT = 600
MOST_PURPOSE = 240
MOST_LINE = 160
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


@paired
def keep_rhythm(actor: Actor, team: Team, part: str = "") -> None:
    """Say what a meeting of the team is for and whether it was held: the people in it, as with its goal."""
    read_team(actor, team, part)
    if not _may(actor, "team_goal", _to_its_goal(actor, team, part), Permission.WRITE):
        raise Forbidden(
            _("What a meeting is for and whether it was held is said by the people in the team."),
            _("Ask one of them."),
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


# --- Roles that leaders hold ----------------------------------------------------------------------------
MOST_HOURS = 60
MOST_DOLLARS = 100_000_000
HOLDS_MANY = 3


def standing_to_role(actor: Actor, role: Role) -> Standing:
    """How somebody stands to a role, which is a school's or the district's, not its holder's."""
    return Standing(
        same_school=role.school_id in actor.schools,
        leads=role.school_id in actor.leads,
        same_district=role.district_id == actor.district_id,
    )


@paired
def read_roles(actor: Actor) -> None:
    """See which roles there are, what each is for and who holds it: everybody who works in the district."""
    if not _may(actor, "role", Standing(), Permission.READ):
        raise Forbidden(
            _("Roles of leaders are seen by people who work in the district."),
            _("Ask the central office to look at your post in the roster."),
        )


@paired
def read_role(actor: Actor, role: Role) -> None:
    """See one role, without its money."""
    if role.district_id != actor.district_id:
        raise Http404
    read_roles(actor)


@paired
def change_role(actor: Actor, role: Role) -> None:
    """Change a role, who holds it and who is asked to step in: who leads its school, and the central office."""
    read_role(actor, role)
    if not _may(actor, "role", standing_to_role(actor, role), Permission.WRITE):
        raise Forbidden(
            _("This role is changed by the principal of its school or the central office."),
            _("Tell one of them what should be different."),
        )


def keeps_every_role(actor: Actor) -> bool:
    """Whether somebody keeps the roles of every school, the list of kinds and the funds."""
    return _may(actor, "role", Standing(), Permission.WRITE)


@paired
def keep_roles(actor: Actor) -> None:
    """Keep roles: principals those of their school, the central office all."""
    if not (actor.leads or keeps_every_role(actor)):
        raise Forbidden(
            _("Roles are kept by principals for their school and by the central office."),
            _("Your own roles stand on the page “My roles”."),
        )


@paired
def keep_lists(actor: Actor) -> None:
    """Write the district's list of kinds of roles, and its funds."""
    if not _may(actor, "fund", Standing(), Permission.WRITE):
        raise Forbidden(
            _("The kinds of roles and the funds are written by the central office."),
            _("Ask them for what is missing in the list."),
        )


@paired
def make_role_at(actor: Actor, school_id: int | None) -> None:
    """Make a role at this school; None: for the whole district."""
    keep_roles(actor)
    if school_id not in actor.leads and not keeps_every_role(actor):
        raise Forbidden(
            _("Principals make roles at the schools they lead."), _("Choose your school, or ask the central office.")
        )


def reads_money(actor: Actor, role: Role, holder_id: int | None = None) -> bool:
    """Whether somebody sees hours, fund and stipend of a role: who keeps it, and who holds it today."""
    own = Standing(own=actor.staff_id is not None and holder_id == actor.staff_id)
    return any(_may(actor, "role_money", one, Permission.READ) for one in (own, standing_to_role(actor, role)))


def _to_cover(actor: Actor, role: Role, holder_id: int | None, cover: RoleCover) -> Standing:
    around = standing_to_role(actor, role)
    return Standing(
        own=actor.staff_id is not None and cover.staff_id == actor.staff_id,
        paired=actor.staff_id is not None and holder_id == actor.staff_id,
        same_school=around.same_school,
        leads=around.leads,
        same_district=around.same_district,
    )


def sees_cover(actor: Actor, role: Role, holder_id: int | None, cover: RoleCover) -> bool:
    """Whether somebody sees who could step in. While they are only asked: they alone."""
    record = "role_cover" if cover.accepted else "role_cover_asked"
    return _may(actor, record, _to_cover(actor, role, holder_id, cover), Permission.READ)


def knows_of_cover(actor: Actor, role: Role, holder_id: int | None, cover: RoleCover) -> bool:
    """Whether somebody sees that a colleague is asked, or agreed; not who."""
    record = "role_cover" if cover.accepted else "role_cover_asked"
    standing = _to_cover(actor, role, holder_id, cover)
    return any(_may(actor, record, standing, one) for one in (Permission.READ, Permission.KNOW))


@paired
def answer_cover(actor: Actor, cover: RoleCover) -> None:
    """Say yes or no to stepping in, or take a yes back: whoever was asked. For others it does not exist."""
    if actor.staff_id is None or cover.staff_id != actor.staff_id:
        raise Http404


def check_role(begins: date, ends: date | None, hours: Decimal, release_hours: Decimal) -> None:
    """Dates in order, hours that fit into a week. Raises Refused."""
    if ends is not None and ends < begins:
        raise Refused(_("The role would end before it begins."), _("Correct the two dates."))
    if not (0 <= hours <= MOST_HOURS and 0 <= release_hours <= MOST_HOURS):
        raise Refused(
            _("A week of a role has between 0 and %(most)d hours.") % {"most": MOST_HOURS}, _("Correct the hours.")
        )


@paired
def role_is_there(role: Role, ended: bool) -> None:
    """A role that has ended is not changed any more."""
    if ended:
        raise Refused(
            _("This role has ended, so it is not changed any more."), _("Open it again first, or make a new one.")
        )

"""Who may invite, answer, cancel, thank; and who plans the visits of a new lead. Predicates in pairs."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Forbidden, Permission, Refused, Standing, decide, paired, row
from staffroom.teams.models import Team
from staffroom.teams.rules import PARTS_THAT_BELONG, change_team, make_teams, read_team
from staffroom.trust.queries import stands_over

from .models import LIVE, GuestHour, GuestThanks

MOST_ABOUT, MOST_THANKS = 160, 240


@paired
def invite(actor: Actor, team: Team, part: str = "") -> None:
    """Ask for a guest: whoever leads the team or belongs to it."""
    read_team(actor, team, part)
    if actor.staff_id is None or part not in PARTS_THAT_BELONG:
        raise Forbidden(
            _("Guests are invited by the people in the team."), _("Suggest it to one of them; any of them can ask.")
        )
    if team.school_id is None:
        raise Refused(
            _("A team of the whole district has no school to which a guest could travel."),
            _("Invite your guest yourselves, or ask for one at the meeting of a school's team."),
        )


def standing_to(actor: Actor, hour: GuestHour, part: str = "") -> Standing:
    """How somebody stands to a guest hour: it belongs to the guest, to who asked, and to the people in the team.

    It is a meeting and no record about a person, so who evaluates whom plays no part in it (as with teams).
    """
    mine = actor.staff_id is not None and actor.staff_id in (hour.guest_id, hour.asked_by_id)
    here = hour.district_id == actor.district_id
    return Standing(own=mine, team=not mine and part in PARTS_THAT_BELONG, same_district=here)


@paired
def read_hour(actor: Actor, hour: GuestHour, part: str = "") -> None:
    """See a guest hour. It does not exist for anybody else."""
    if not decide(row("guest"), actor.roles, standing_to(actor, hour, part), Permission.READ).allowed:
        raise Http404


def _on_its_side(actor: Actor, hour: GuestHour, part: str) -> bool:
    """Whether the actor speaks for the team."""
    return actor.staff_id != hour.guest_id and (actor.staff_id == hour.asked_by_id or part in PARTS_THAT_BELONG)


@paired
def answer(actor: Actor, hour: GuestHour, part: str, now: datetime) -> None:
    """Say yes or no: the guest; to a meeting that the guest proposed, anybody of the team. Until it begins."""
    if hour.guest_answers and actor.staff_id != hour.guest_id:
        raise Forbidden(_("Only the guest answers."), _("You can take the request back."))
    if not hour.guest_answers and not _on_its_side(actor, hour, part):
        raise Forbidden(_("The team answers the meeting that you proposed."), _("You can take it back."))
    if hour.state != GuestHour.State.ASKED:
        raise Refused(_("This has been answered already, or is not needed any more."), _("Open it to see."))
    _not_begun(hour, now)


@paired
def propose(actor: Actor, hour: GuestHour, now: datetime) -> None:
    """Propose another of the team's meetings: the guest, until it begins."""
    if actor.staff_id != hour.guest_id:
        raise Forbidden(_("Only the guest proposes another meeting."), _("Take it back and ask for another one."))
    if hour.state not in LIVE:
        raise Refused(_("This does not take place any more."), _("There is nothing left to change."))
    _not_begun(hour, now)


@paired
def cancel(actor: Actor, hour: GuestHour, part: str, now: datetime) -> None:
    """Cancel: the guest, or anybody of the team, until it begins."""
    if actor.staff_id != hour.guest_id and not _on_its_side(actor, hour, part):
        raise Forbidden(_("Guest and team cancel a guest hour."))
    if hour.state not in LIVE:
        raise Refused(_("This does not take place any more."), _("There is nothing left to cancel."))
    _not_begun(hour, now)


@paired
def thank(actor: Actor, hour: GuestHour, part: str, now: datetime) -> None:
    """Thank the guest in two lines: anybody of the team, once the booked hour is over."""
    if not _on_its_side(actor, hour, part):
        raise Forbidden(_("The team thanks its guest."), _("Thank the team yourself when you see them."))
    if hour.state != GuestHour.State.BOOKED or now < instant(hour, hour.end):
        raise Refused(_("The guest has not been there yet."), _("Come back afterwards: two lines are enough."))


def reads_thanks(actor: Actor, thanks: GuestThanks) -> bool:
    """The guest, and whoever wrote it, unless they evaluate the guest by now."""
    guest, me = thanks.hour.guest_id, actor.staff_id
    if me is None or me not in (guest, thanks.author_id):
        return False
    return me == guest or actor.today is None or (me, guest) not in stands_over({me, guest}, actor.today)


@paired
def delete_thanks(actor: Actor, thanks: GuestThanks) -> None:
    """Take it away: the guest, and whoever wrote it. It does not exist for anybody else."""
    if not reads_thanks(actor, thanks):
        raise Http404


def check_line(text: str, most: int, empty: str) -> str:
    """One line without spaces around it; neither empty nor too long. Raises Refused."""
    clean = " ".join(text.split())
    if not clean:
        raise Refused(empty, _("One plain line is enough."))
    if len(clean) > most:
        raise Refused(
            _("This has %(n)d letters; there is room for %(most)d.") % {"n": len(clean), "most": most},
            _("Say the main thing; the rest is for the meeting."),
        )
    return clean


def _not_begun(hour: GuestHour, now: datetime) -> None:
    if begun(hour, now):
        raise Refused(_("The meeting has begun or is over."), _("Ask for another meeting."))


def begun(hour: GuestHour, now: datetime) -> bool:
    """Whether the guest is on the way. The district must be loaded with the hour."""
    return now >= instant(hour, hour.start - hour.travel)


def instant(hour: GuestHour, minutes: int) -> datetime:
    """Minutes from midnight of the day on the district's wall clock, as an instant."""
    zone = ZoneInfo(hour.district.time_zone)
    return datetime.combine(hour.date, time(*divmod(minutes, 60)), tzinfo=zone)


@paired
def wish(actor: Actor) -> None:
    """Say whether one wants to be asked as a guest, and have guest hours: everybody on the staff list."""
    if actor.staff_id is None:
        raise Forbidden(_("This account belongs to no staff member."), _("Ask IT to connect your account."))


@paired
def count_guests(actor: Actor) -> None:
    """See how soon guests are booked, as counts: the central office."""
    if not decide(row("access_picture"), actor.roles, Standing(), Permission.READ).allowed:
        raise Forbidden(_("These counts are for the central office."), _("Your own guests stand under “Guests”."))


# --- New leads ------------------------------------------------------------------------------------------


@paired
def choose_lead(actor: Actor, team: Team, part: str = "") -> None:
    """Say who is going to lead a team: whoever leads it, leads its school, or the central office."""
    change_team(actor, team, part)


@paired
def see_leads(actor: Actor) -> None:
    """See how many of their future members new leads have seen: principals for their school, the central office."""
    make_teams(actor)


@paired
def plan_as_lead(actor: Actor, is_new_lead: bool) -> None:
    """Plan visits to the members of a team: whoever is going to lead it, or does since lately."""
    if actor.staff_id is None or not is_new_lead:
        raise Forbidden(
            _("This plan is for whoever is going to lead the team, or leads it since lately."),
            _("The principal or the central office says who that is, on the page of the team."),
        )

"""Who may do what with people and rosters, and in which state of an import: predicates in pairs."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Forbidden, Refused, paired
from staffroom.spine.jobs import Job

from .models import Account, AssignmentRole, Invitation, RosterImport, Staff

State = RosterImport.State
APPLICABLE = frozenset({State.READY, State.HELD, State.FAILED})
LONGEST_WORK = timedelta(hours=1)


def is_stuck(roster_import: RosterImport, job: Job | None, now: datetime) -> bool:
    """Whether the job at work on it ended without saying so, as after a power cut: an hour is far too long."""
    if roster_import.state not in (State.CHECKING, State.APPLYING, State.UNDOING) or job is None:
        return False
    return job.finished is not None or (job.started or job.created) < now - LONGEST_WORK


@paired
def bring_rosters(actor: Actor) -> None:
    """Upload, apply and undo rosters and bell schedules."""
    if not actor.has("central", "it"):
        raise Forbidden(_("Rosters are brought by the central office."), _("Ask the central office to upload it."))


@paired
def can_apply(roster_import: RosterImport) -> None:
    """The import was read, nothing stops it, and it was not applied yet."""
    if roster_import.state not in APPLICABLE:
        raise Refused(
            _("This roster cannot be applied: it is “%(state)s”.") % {"state": roster_import.get_state_display()},
            _("Look at its page to see what happened, or upload the file again."),
        )


@paired
def confirmed_if_held(roster_import: RosterImport, confirmed: bool) -> None:
    """A held import needs someone's word that so many may leave."""
    if roster_import.held_because and not confirmed:
        raise Refused(
            _("This roster is held: many would leave."),
            _("Read what would leave, then tick the box that says it is right."),
        )


@paired
def read_since(roster_import: RosterImport, later: RosterImport | None) -> None:
    """Nothing was applied since the file was compared with what we hold."""
    if later is not None:
        raise Refused(
            _("Another roster was applied or undone since this one was read, or is at work now: its preview is void."),
            _("Upload the file again: it is compared anew."),
        )


@paired
def can_undo(roster_import: RosterImport, later: RosterImport | None, stuck: bool = False) -> None:
    """Applied, and the last one that was; or an undo that stopped half-way, of which nothing was written."""
    if roster_import.state != State.APPLIED and not (stuck and roster_import.state == State.UNDOING):
        raise Refused(
            _("Only a roster that is applied can be undone; this one is “%(state)s”.")
            % {"state": roster_import.get_state_display()},
            _("Go back to the list of rosters."),
        )
    if later is not None:
        raise Refused(
            _("“%(file)s” was applied after this roster, so undoing this one would break it.")
            % {"file": later.file_name},
            _("Undo the later one first, or upload a roster that says what is right."),
        )


@paired
def can_discard(roster_import: RosterImport, stuck: bool = False) -> None:
    """Not applied: there is nothing to undo. Of work that stopped half-way nothing was written either."""
    stopped = stuck and roster_import.state in (State.CHECKING, State.APPLYING)
    if roster_import.state not in APPLICABLE | {State.REFUSED} and not stopped:
        raise Refused(
            _("This roster cannot be put aside: it is “%(state)s”.") % {"state": roster_import.get_state_display()},
            _("A roster that is applied can be undone instead."),
        )


# --- Accounts ----------------------------------------------------------------------------------------
# Roles that see more than a colleague does: IT, which sees no content, must not be able to make itself one.
SEES_MORE = frozenset({AssignmentRole.CENTRAL, AssignmentRole.PRINCIPAL, AssignmentRole.ASSISTANT_PRINCIPAL})


@paired
def read_accounts(actor: Actor) -> None:
    """See who has an account: central office and IT of everyone, a principal of the own school."""
    if not actor.has("central", "it", "principal"):
        raise Forbidden(
            _("Accounts are looked after by the central office and IT."),
            _("Your own account is under “My account”."),
        )


@paired
def manage_accounts(actor: Actor) -> None:
    """Invite, close, open again, sign out, remove a second factor."""
    if not actor.has("central", "it"):
        raise Forbidden(
            _("Accounts are looked after by the central office and IT."), _("Ask them to change this account.")
        )


@paired
def give_role(actor: Actor, role: str) -> None:
    """Which roles a newcomer may be invited with."""
    if role in SEES_MORE and not actor.has("central"):
        raise Forbidden(
            _("Only the central office invites principals and people of the central office."),
            _("Ask the central office to make this invitation."),
        )


@paired
def not_ones_own(actor: Actor, account: Account) -> None:
    """What one does not do to the own account, so that nobody is locked out by a slip."""
    if account.pk == actor.account_id:
        raise Refused(_("This is your own account."), _("Ask somebody else of the central office or IT to do it."))


@paired
def can_be_invited(staff: Staff, has_account: bool) -> None:
    """Works in the district and has no account."""
    if not staff.active:
        raise Refused(_("This person does not work in the district any more."), _("Look at the staff list."))
    if has_account:
        raise Refused(
            _("This person has an account already."), _("Sign in, or ask for a code or a new password on that page.")
        )


@paired
def still_waits(invitation: Invitation, now: datetime) -> None:
    """Not accepted, not taken back, not expired."""
    state = invitation.state_at(now)
    if state != Invitation.State.OPEN:
        raise Refused(
            _("This invitation is “%(state)s”.") % {"state": state.label},
            _("Ask whoever sent it for a new one. If you have accepted it already, sign in."),
        )


@paired
def nobody_signed_in(is_signed_in: bool) -> None:
    """A link opens the account of whoever it was given to: nobody steps out of their own account into another."""
    if is_signed_in:
        raise Refused(
            _("You are signed in, and this link opens an account for somebody who has none."),
            _("If it is yours, sign out first and open the link again. If not, pass it on."),
        )


@paired
def role_still_to_come(invitation: Invitation, today: date) -> None:
    """A newcomer's role has not ended before it began."""
    if invitation.ends is None or invitation.ends <= today:
        raise Refused(_("The role that this invitation gives has ended."), _("Ask whoever sent it for a new one."))


@paired
def address_is_free(email: str, known: bool) -> None:
    """Nobody in the district has this mail address."""
    if known:
        raise Refused(
            _("%(email)s belongs to somebody on the staff list.") % {"email": email},
            _("Find that person under “Accounts” and invite them from there."),
        )

"""Who may do what with people and rosters, and in which state of an import: predicates in pairs."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from staffroom.core.roster.year import Year
from staffroom.spine.access import Actor, Forbidden, Refused, paired
from staffroom.spine.jobs import Job

from .models import Account, AssignmentRole, Ending, Invitation, RosterImport, SignInCode, Staff

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
def year_is_over(year: Year | None, today: date) -> None:
    """A school year that is known, and whose last term has ended."""
    if year is None:
        raise Refused(
            _("No term of that school year is known."),
            _("Look at the list of school years; a year is known by the year in which it ends."),
        )
    if not year.over(today):
        raise Refused(
            _("The school year %(year)s still runs, until %(day)s.")
            % {"year": year.name, "day": date_format(year.last_day)},
            _("Close it after that day."),
        )


@paired
def no_roster_at_work(at_work: RosterImport | None) -> None:
    """No roster is being applied or undone."""
    if at_work is not None:
        raise Refused(
            _("The roster “%(file)s” is at work.") % {"file": at_work.file_name},
            _("Wait until it is done, then try again."),
        )


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


# --- Last days by hand -------------------------------------------------------------------------------
FURTHEST = timedelta(days=366)


@paired
def end_people(actor: Actor) -> None:
    """Set the last day of somebody's work without a roster."""
    if not actor.has("central"):
        raise Forbidden(
            _("Last days are set by the central office."), _("Ask the central office, or wait for the next roster.")
        )


@paired
def not_ones_own_work(actor: Actor, person: Staff) -> None:
    """Nobody ends their own work by a slip."""
    if person.pk == actor.staff_id:
        raise Refused(_("This is yourself."), _("Ask somebody else of the central office to do it."))


@paired
def works_here(person: Staff) -> None:
    """Somebody who works in the district."""
    if not person.active:
        raise Refused(_("This person does not work in the district any more."), _("Look at the staff list."))


@paired
def near_enough(last_day: date, today: date) -> None:
    """Within a year, before or after: another year is a slip of the pen."""
    if abs(last_day - today) > FURTHEST:
        raise Refused(
            _("%(day)s is more than a year away.") % {"day": date_format(last_day)}, _("Check the year of the date.")
        )


@paired
def no_last_day_yet(ending: Ending | None) -> None:
    """No last day is set for the same."""
    if ending is not None:
        raise Refused(
            _("A last day is set already: %(day)s.") % {"day": date_format(ending.last_day)},
            _("Take that one back first, under “Last days set by hand”."),
        )


@paired
def can_take_back_ending(ending: Ending) -> None:
    """It holds, and its day has not passed."""
    if ending.carried_out is not None:
        raise Refused(
            _("The last day, %(day)s, has passed, and the work has ended.") % {"day": date_format(ending.last_day)},
            _("Let the roster begin the person anew: with an assignment that begins after that day."),
        )
    if not ending.holds:
        raise Refused(_("This last day does not hold any more."), _("Load the page again to see how it stands."))


# --- Codes on paper ----------------------------------------------------------------------------------
NOWHERE = ".invalid"  # the end of the address of who has none
NUMBER_DIGITS = 6
WRONG_MOST = 5


@paired
def print_codes(actor: Actor) -> None:
    """Print codes for people without a desk: the central office for all, who leads a school for its own."""
    if not actor.has("central") and not actor.leads:
        raise Forbidden(
            _("Sign-in codes on paper are printed by the central office, or by whoever leads a school."),
            _("Ask one of them to print one for you or your crew."),
        )


@paired
def code_still_waits(code: SignInCode | None, now: datetime) -> None:
    """A code that is known, not used, not taken back and not expired."""
    if code is None:
        raise Refused(
            _("We do not know this code."), _("Look at each letter on the paper again. There is no O, I, L, S, B or Z.")
        )
    state = code.state_at(now)
    if state == SignInCode.State.USED:
        raise Refused(
            _("This code was used already. Each code works once."),
            _("If it was not you who used it, tell the central office now. Ask for a new code."),
        )
    if state != SignInCode.State.OPEN:
        raise Refused(_("This code is “%(state)s”.") % {"state": state.label}, _("Ask for a new code."))


@paired
def code_opens(staff: Staff, account: Account | None, *, is_classified: bool, has_factor: bool) -> None:
    """Who may come in by code, asked again when it is used: jobs and accounts change after paper is printed."""
    if not is_classified:
        raise Refused(
            _("Codes on paper are for people in jobs without a desk, while they work in the district."),
            _("Sign in with your work mail address, or ask the central office."),
        )
    if account and (not account.is_active or not account.email.endswith(NOWHERE) or has_factor):
        raise Refused(
            _("Your account is opened in another way: by mail or with a second factor, or it is closed."),
            _("Use the sign-in page, or ask the central office."),
        )


@paired
def link_opens(account: Account, *, is_classified: bool, has_factor: bool) -> None:
    """Who may come in by a link to their private address."""
    if not account.is_active or not is_classified or has_factor:
        raise Refused(
            _("This link does not open your account any more."), _("Use the sign-in page, or ask the central office.")
        )


@paired
def link_still_waits(link: SignInCode, now: datetime) -> None:
    """A link works once, for a short time."""
    if link.state_at(now) != SignInCode.State.OPEN:
        raise Refused(_("This link was used already, or it is too old."), _("Ask for a new one."))


@paired
def keep_phone_key(actor: Actor) -> None:
    """Set a number or a private address: people in jobs without a desk. For all others both would be a weaker door."""
    if actor.staff_id is None or actor.roles != {"classified"}:
        raise Forbidden(
            _("A number and a private mail address are for people in jobs without a desk."),
            _("You sign in with your work mail address, a password or a passkey."),
        )


@paired
def good_number(number: str) -> None:
    """Six digits, neither all the same nor a row."""
    if len(number) != NUMBER_DIGITS or not (number.isascii() and number.isdigit()):
        raise Refused(_("The number has six digits."), _("Type six digits, nothing else."))
    steps = {int(after) - int(before) for before, after in zip(number, number[1:], strict=False)}
    if steps <= {0} or steps in ({1}, {-1}):
        raise Refused(
            _("This number is guessed first."), _("Take six digits that are no row, such as a date you know.")
        )


@paired
def private_address(email: str, *, is_taken: bool) -> None:
    """A private address that belongs to nobody else here: asked when whoever reads its mail confirms it."""
    if not email or is_taken:
        raise Refused(
            _("This address belongs to somebody else in Staffroom."), _("Choose an address that only you read.")
        )

"""Who may do what with people and rosters, and in which state of an import: predicates in pairs."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Forbidden, Refused, paired
from staffroom.spine.jobs import Job

from .models import RosterImport

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

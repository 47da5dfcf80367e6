"""Who may do what with time: predicates in pairs."""

from datetime import date

from django.utils.translation import gettext as _

from staffroom.people.rules import bring_rosters
from staffroom.spine.access import Actor, Forbidden, Permission, Refused, paired
from staffroom.spine.jobs import Job
from staffroom.trust import queries as trust
from staffroom.trust import rules as by_matrix

from .models import AbsenceImport, Away, BellImport, DayChange

State = BellImport.State


@paired
def bring_bells(actor: Actor) -> None:
    """Upload bell schedules and see their imports: whoever brings rosters."""
    if not bring_rosters.allows(actor):
        raise Forbidden(
            _("Bell schedules are brought by the central office."), _("Ask the central office to upload them.")
        )


@paired
def apply_bells(actor: Actor, bell_import: BellImport, job: Job | None = None) -> None:
    """Apply what a file says: once, and again only when the job that tried has ended without doing it."""
    bring_bells(actor)
    if bell_import.state == State.READY or is_stuck(bell_import, job):
        return
    if bell_import.state == State.REFUSED:
        raise Refused(
            _("This file has errors, so none of it was taken."), _("Correct the rows listed and upload it again.")
        )
    if bell_import.state == State.APPLYING:
        raise Refused(_("These bells are being applied already."), _("Wait until the job ends."))
    raise Refused(
        _("This import is no longer waiting: %(state)s.") % {"state": bell_import.get_state_display().lower()},
        _("Upload the file again."),
    )


def is_stuck(bell_import: BellImport, job: Job | None) -> bool:
    """Whether the job that was to apply it has ended, and it is not applied."""
    ended = job is None or job.state in (Job.State.FAILED, Job.State.CANCELLED)
    return bell_import.state == State.APPLYING and ended


@paired
def undo_bells(actor: Actor, bell_import: BellImport, last: BellImport | None) -> None:
    """Undo the import whose bells ring now; earlier ones are covered by it."""
    bring_bells(actor)
    if bell_import.state != State.APPLIED:
        raise Refused(_("Only bells that were applied can be undone."), _("Look at the history of bell imports."))
    if last is None or last.pk != bell_import.pk:
        later = last.file_name if last else ""
        raise Refused(
            _("Another file was applied after this one: %(file)s.") % {"file": later}, _("Undo the later one first.")
        )


@paired
def discard_bells(actor: Actor, bell_import: BellImport) -> None:
    """Put aside a file that was not applied."""
    bring_bells(actor)
    if bell_import.state not in (State.READY, State.REFUSED):
        raise Refused(_("Only a file that waits can be put aside."), _("Undo it if it was applied."))


@paired
def set_time_rules(actor: Actor) -> None:
    """Change the caps and the contract's minutes; everyone may read them."""
    if not actor.has("central"):
        raise Forbidden(
            _("The district's time rules are set by the central office."), _("Ask the central office to change them.")
        )


@paired
def reserve(actor: Actor, school: int | None) -> None:
    """Reserve time for learning: the central office anywhere, who leads a school in that school. None: all schools."""
    led = school is not None and school in actor.leads
    standing = trust.standing_to(actor, [actor.staff_id] if led and actor.staff_id else [])
    if not by_matrix.may(actor, "learning_time", standing, Permission.WRITE):
        raise Forbidden(
            _("Time of this calendar is reserved by the central office, and at a school by its principal."),
            _("Ask them to change it."),
        )


@paired
def change_days(actor: Actor, school: int | None) -> None:
    """Change dates of a calendar by hand: the central office any, who leads a school those of it. None: all schools."""
    led = school is not None and school in actor.leads
    standing = trust.standing_to(actor, [actor.staff_id] if led and actor.staff_id else [])
    if not by_matrix.may(actor, "special_day", standing, Permission.WRITE):
        raise Forbidden(
            _("Dates of this calendar are changed by the central office, and at a school by its principal."),
            _("Ask them to change it."),
        )


def check_day(day: date, today: date | None) -> None:
    """A date that can be changed: a weekday from today on. Raises Refused."""
    if today is not None and day < today:
        raise Refused(_("That day is over."), _("Choose today or a day to come."))
    if day.weekday() > 4:
        raise Refused(_("There is no school on weekends."), _("Choose a day from Monday to Friday."))


@paired
def undo_day(actor: Actor, change: DayChange, now_is: list[str] | None) -> None:
    """Undo a change as long as the date still is what it made of it. ``now_is``: what the date is."""
    change_days(actor, change.school_id)
    if change.undone is not None:
        raise Refused(_("This change is undone already."), _("Look at the calendar."))
    if change.after != now_is:
        raise Refused(_("The day was changed again since."), _("Undo the later change first, or change the day."))
    check_day(change.date, actor.today)


@paired
def set_away(actor: Actor) -> None:
    """Say when one is away."""
    if actor.staff_id is None:
        raise Forbidden(
            _("This account belongs to nobody on the staff list."), _("Ask the central office to connect it.")
        )


@paired
def remove_away(actor: Actor, away: Away) -> None:
    """Take back days away: one's own."""
    if actor.staff_id != away.staff_id:
        raise Forbidden(_("Days away belong to the person who set them."), _("Ask them to remove the days."))


@paired
def see_school_time(actor: Actor) -> None:
    """See what the timetable of a school allows: its principals, leaders and the central office."""
    if not actor.leads and not actor.has("central"):
        raise Forbidden(_("This page is for principals and the central office."), _("Your own week is under My week."))


@paired
def bring_absences(actor: Actor) -> None:
    """Upload, apply and undo files of absences, and set how they are counted: the central office, and nobody else."""
    if not actor.has("central"):
        raise Forbidden(
            _("Absences are brought by the central office."), _("Why people are away is nobody else's business.")
        )


@paired
def see_absences(actor: Actor) -> None:
    """See absences as counts: the central office of all schools, a principal of the own ones."""
    if not actor.has("central") and not actor.leads:
        raise Forbidden(
            _("Absences are counted for the central office and for principals."),
            _("Your own days away are on the page of your week."),
        )


@paired
def apply_absences(absence_import: AbsenceImport) -> None:
    """Apply a file that was read and is not applied yet."""
    if absence_import.state != AbsenceImport.State.READY:
        raise Refused(
            _("This file is no longer waiting: %(state)s.") % {"state": absence_import.get_state_display().lower()},
            _("Upload the file again."),
        )


@paired
def undo_absences(absence_import: AbsenceImport, last: AbsenceImport | None) -> None:
    """Undo the file that was applied last: a later one may have changed the same days."""
    if absence_import.state != AbsenceImport.State.APPLIED:
        raise Refused(_("Only absences that were applied can be undone."), _("Look at the list of files."))
    if last is None or last.pk != absence_import.pk:
        later = last.file_name if last else ""
        raise Refused(
            _("Another file was applied after this one: %(file)s.") % {"file": later}, _("Undo the later one first.")
        )


@paired
def discard_absences(absence_import: AbsenceImport) -> None:
    """Put aside a file that was not applied."""
    if absence_import.state not in (AbsenceImport.State.READY, AbsenceImport.State.REFUSED):
        raise Refused(_("Only a file that waits can be put aside."), _("Undo it if it was applied."))

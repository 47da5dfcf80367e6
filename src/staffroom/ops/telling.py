"""Jobs and mails as pages tell of them: words for kinds, dicts for the components, invitations read back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Calendar

from staffroom.spine.jobs import Job, progress_of
from staffroom.spine.outbox import Mail

RUNNING = frozenset({Job.State.WAITING, Job.State.RUNNING})


@dataclass(frozen=True, slots=True)
class Words:
    """A kind of job: its title, and the page its result is on, addressed by one of the job's arguments."""

    title: Any
    view: str = ""
    argument: str = ""
    label: Any = ""


TO_ROSTER = {"view": "roster_import", "argument": "roster_import", "label": gettext_lazy("Go to the roster")}
TO_BELLS = {"view": "bell_import", "argument": "bell_import", "label": gettext_lazy("Go to the bell file")}
WORDS = {
    "people.read_roster": Words(gettext_lazy("Reading the roster"), **TO_ROSTER),
    "people.apply_roster": Words(gettext_lazy("Applying the roster"), **TO_ROSTER),
    "people.undo_roster": Words(gettext_lazy("Undoing the roster"), **TO_ROSTER),
    "people.mail_link": Words(gettext_lazy("Mailing a link to sign in")),
    "people.carry_out_endings": Words(gettext_lazy("Ending the work of those whose last day has passed")),
    "teams.tell_cards": Words(gettext_lazy("Telling people that their team card has changed")),
    "people.forget_sign_ins": Words(gettext_lazy("Forgetting sessions that are over")),
    "timetable.apply_bells": Words(gettext_lazy("Applying the bell times"), **TO_BELLS),
    "timetable.undo_bells": Words(gettext_lazy("Undoing the bell times"), **TO_BELLS),
    "timetable.rebuild_meetings": Words(gettext_lazy("Working out when each class meets")),
    "timetable.analyse": Words(
        gettext_lazy("Working out what the timetable allows"), view="time", label=gettext_lazy("Go to the use of time")
    ),
    "visits.look_after": Words(gettext_lazy("Looking after visits that the roster touches")),
    "visits.follow_bells": Words(gettext_lazy("Moving visits along with the new bells")),
    "visits.tell_reserved": Words(gettext_lazy("Telling people whose visits lie in newly reserved time")),
    "visits.follow_closed_doors": Words(gettext_lazy("Looking after visits at times that were closed")),
    "visits.remind": Words(gettext_lazy("Reminding people of tomorrow's visits")),
    "visits.bring_steps_back": Words(gettext_lazy("Bringing next steps back to their owners")),
    "visits.follow_days_away": Words(gettext_lazy("Looking after visits on days on which somebody is away")),
    "visits.forget_times": Words(gettext_lazy("Letting go of times that were proposed and not answered")),
    "visits.forget_links": Words(gettext_lazy("Removing links of live videos that are over")),
    "expertise.end_practices": Words(gettext_lazy("Taking practices out of use whose date has come")),
    "walks.look_after": Words(gettext_lazy("Looking after group visits")),
    "walks.follow_reserved": Words(gettext_lazy("Looking after group visits that lie in newly reserved time")),
    "walks.look_around": Words(gettext_lazy("Looking after group visits of every hour")),
    "walks.remind": Words(gettext_lazy("Reminding people of tomorrow's group visits")),
    "trust.look_after": Words(gettext_lazy("Looking after what colleagues share, after a roster")),
    "trust.end_grants": Words(gettext_lazy("Ending what may no longer be shared")),
    "trust.export_my_data": Words(
        gettext_lazy("Making a copy of your data"), view="my_data", label=gettext_lazy("Go to my data")
    ),
    "trust.leavers": Words(gettext_lazy("Looking after people who left")),
    "trust.tell_evaluated": Words(gettext_lazy("Telling people who evaluates them")),
    "trust.carry_out_evaluators": Words(gettext_lazy("Carrying out who evaluates whom from today")),
    "guests.follow": Words(gettext_lazy("Looking after guest hours that something has changed")),
    "guests.follow_reserved": Words(gettext_lazy("Ending guest hours that lie in newly reserved time")),
    "planning.make": Words(
        gettext_lazy("Making the plan of visits"), view="plan", argument="run", label=gettext_lazy("Look at the plan")
    ),
    "planning.block": Words(
        gettext_lazy("Planning a part of the district"),
        view="plan",
        argument="run",
        label=gettext_lazy("Look at the plan"),
    ),
    "planning.join": Words(
        gettext_lazy("Joining the parts of a plan"), view="plan", argument="run", label=gettext_lazy("Look at the plan")
    ),
    "visits.remove_note_drafts": Words(gettext_lazy("Removing drafts of notes that were not handed over")),
    "trust.retention": Words(gettext_lazy("Removing what is over")),
    "spine.send_mail": Words(gettext_lazy("Sending a mail")),
    "spine.sweep_outbox": Words(gettext_lazy("Looking after mails that waited")),
}


def title_of(row: Job) -> str:
    return str(WORDS[row.kind].title) if row.kind in WORDS else row.kind


def progress_card(row: Job) -> dict[str, Any]:
    """What the ``job_progress`` component draws."""
    live = progress_of(row)
    card: dict[str, Any] = {"title": title_of(row), "state": row.state, **live}
    if row.state in RUNNING:
        card["poll"] = reverse("job_progress", args=[row.public_id])
        card["cancel"] = reverse("job_cancel", args=[row.public_id])
    card["error"] = _error(row)
    card["next_url"], card["next_label"] = _next(row)
    return card


def _error(row: Job) -> str:
    """The reason in words. What a failing program said is for the log and the health page, not for everybody."""
    if row.state == Job.State.FAILED:
        return _("It did not work, and nothing was changed. The central office and IT can see why on the health page.")
    return row.error if row.state == Job.State.CANCELLED else ""


def _next(row: Job) -> tuple[str, str]:
    words = WORDS.get(row.kind)
    if not words or not words.view or (words.argument and words.argument not in row.args):
        return "", ""
    try:
        return reverse(words.view, args=[row.args[words.argument]] if words.argument else []), str(words.label)
    except NoReverseMatch:
        return "", ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """The calendar part of a mail, as its reader's calendar shows it."""

    title: str
    starts: datetime
    ends: datetime
    place: str
    cancels: bool


def invitation_of(mail: Mail) -> Invitation | None:
    """The invitation in a mail, if it has one that can be read."""
    if not mail.calendar:
        return None
    for event in Calendar.from_ical(mail.calendar).walk("VEVENT"):
        return Invitation(
            title=str(event.get("SUMMARY", "")),
            starts=event.decoded("DTSTART"),
            ends=event.decoded("DTEND"),
            place=str(event.get("LOCATION", "")),
            cancels=mail.calendar_method == "CANCEL",
        )
    return None

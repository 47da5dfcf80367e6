"""The debrief for two: what I saw, what I take, what I try; and the next step that comes back to its owner."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.trust.actions import forget_grants

from .. import mails, queries, rules
from ..models import NextStep, VisitNote
from .kinds import (
    DRAFTS_REMOVED,
    HANDED_OVER,
    NOTE_DELETED,
    NOTED,
    SHARED_AGAIN,
    SHARING_ENDED,
    STEP_DONE,
    STEP_SET,
)

COMES_BACK = timedelta(weeks=6)


@action
def write_note(
    *, by: Actor, now: datetime, visit_id: str, saw: str, take: str, tries: str = "", hand_over: bool = False
) -> VisitNote:
    """The lines of one of the two people; written again, they replace the first.

    The visitor's are a draft, which only they read, until they hand them over (``hand_over``): then they are the
    host's, and stay as they are. The host's own are handed over at once. Raises Refused where nothing is kept.
    """
    visit = queries.visit_for(by, visit_id)
    rules.write_note(by, visit, now)
    queries.stale_drafts(now).filter(visit=visit, author_id=by.staff_id).delete()
    note = queries.own_note(by, now, visit)
    if note is not None:
        rules.rewrite_note(by, note)
    given = {"saw": saw.strip(), "take": take.strip(), "tries": tries.strip(), "updated": now}
    if (hand_over or by.staff_id == visit.host_id) and (note is None or note.handed_over is None):
        given["handed_over"] = now
    note, _created = VisitNote.objects.update_or_create(
        visit=visit,
        author_id=by.staff_id,
        defaults=given,
        create_defaults=given | {"district_id": by.district_id, "begun": now},
    )
    kind = HANDED_OVER if hand_over else NOTED
    audit.record(kind, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return note


@action
def end_note_sharing(*, by: Actor, now: datetime, public_id: str) -> VisitNote:
    """The host lets the visitor read a note no longer, from the next request on. Ending twice changes nothing."""
    note = _own_note(by, now, public_id)
    if note.sharing_ended is None:
        _set_sharing_ended(note, now, by, now, SHARING_ENDED)
    return note


@action
def share_note_again(*, by: Actor, now: datetime, public_id: str) -> VisitNote:
    """The host lets the visitor read a note again: the Undo of ending."""
    note = _own_note(by, now, public_id)
    if note.sharing_ended is not None:
        _set_sharing_ended(note, None, by, now, SHARED_AGAIN)
    return note


@action
def delete_note(*, by: Actor, now: datetime, public_id: str) -> VisitNote:
    """Remove a note for good: a draft by its author, what is handed over by the host. Nobody reads it any more."""
    note = queries.note_for(by, now, public_id)
    rules.change_note(by, note)
    note.delete()
    forget_grants(record="note", object_id=public_id, now=now, by=by.staff_id)
    audit.record(NOTE_DELETED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=public_id)
    return note


@action
def remove_stale_note_drafts(*, district_id: int, now: datetime) -> int:
    """Remove every draft that was not handed over within 14 days: there are no secret files. Returns how many."""
    removed, _each = queries.stale_drafts(now).delete()
    if removed:
        audit.record(DRAFTS_REMOVED, district_id=district_id, at=now, actor=None, facts={"count": removed})
    return removed


def _own_note(by: Actor, now: datetime, public_id: str) -> VisitNote:
    """A note of the host's, with whom the visitor reads it or not. A draft is nobody's to share."""
    note = queries.note_for(by, now, public_id)
    rules.change_note(by, note)
    if note.handed_over is None:
        raise Refused(_("This is a draft: nobody else reads it."), _("Hand it over first, on the page of the visit."))
    return note


def _set_sharing_ended(note: VisitNote, ended: datetime | None, by: Actor, now: datetime, kind: str) -> None:
    note.sharing_ended = ended
    note.save(update_fields=["sharing_ended"])
    audit.record(kind, district_id=by.district_id, at=now, actor=by.staff_id, object_id=note.public_id)


@action
def set_next_step(*, by: Actor, now: datetime, visit_id: str, text: str) -> NextStep | None:
    """What I mean to try, for me alone; it comes back in six weeks. Empty words take it away."""
    visit = queries.visit_for(by, visit_id)
    rules.keep_next_step(by, visit, now)
    words = text.strip()
    if not words:
        NextStep.objects.filter(visit=visit, staff_id=by.staff_id).delete()
        return None
    today = now.astimezone(ZoneInfo(visit.district.time_zone)).date()
    fields = {"text": words, "due": today + COMES_BACK, "told": None, "done": None, "district_id": by.district_id}
    step, _created = NextStep.objects.update_or_create(visit=visit, staff_id=by.staff_id, defaults=fields)
    audit.record(STEP_SET, district_id=by.district_id, at=now, actor=by.staff_id, object_id=step.public_id)
    return step


@action
def finish_next_step(*, by: Actor, now: datetime, step_id: str, later: bool = False) -> NextStep:
    """I have looked at it again: done with it, or once more in six weeks (``later``)."""
    step = queries.step_for(by, step_id)
    if later:
        step.due, step.told = now.astimezone(ZoneInfo(by.time_zone)).date() + COMES_BACK, None
    else:
        step.done = now
    step.save(update_fields=["due", "told", "done"])
    audit.record(STEP_DONE, district_id=by.district_id, at=now, actor=by.staff_id, object_id=step.public_id)
    return step


@action
def bring_steps_back(*, district_id: int, now: datetime) -> int:
    """Mail everybody whose next step is due, once. Again: nobody is left. Returns how many."""
    found = queries.steps_due(now)
    for step in found:
        step.told = now
        step.save(update_fields=["told"])
        mails.tell_step(step, now=now)
    return len(found)

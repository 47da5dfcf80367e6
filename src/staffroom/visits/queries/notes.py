"""Notes about visits, one at a time or those of one visit, for whoever may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor
from staffroom.trust.kinds import Named, Shared
from staffroom.trust.queries import shared_until, sharing_now

from .. import rules
from ..models import Visit, VisitNote


def gone(now: datetime) -> Q:
    """Drafts that nobody handed over in time: they are no more, also before the nightly job has removed them."""
    return Q(handed_over=None, begun__lte=now - timedelta(days=rules.DRAFT_DAYS))


def stale_drafts(now: datetime) -> QuerySet[VisitNote]:
    """Those of the district in scope."""
    return VisitNote.objects.filter(gone(now))


def _notes(now: datetime) -> QuerySet[VisitNote]:
    people = VisitNote.objects.select_related("author", "visit__host", "visit__visitor", "visit__practice")
    return people.select_related("visit__district").exclude(gone(now))


def note_for(actor: Actor, now: datetime, public_id: str) -> VisitNote:
    """One note that the actor may read. Http404 for all others, as for one that does not exist."""
    note = _notes(now).filter(public_id=public_id).first()
    if note is None:
        raise Http404
    rules.read_note(actor, note)
    return note


def own_note(actor: Actor, now: datetime, visit: Visit) -> VisitNote | None:
    """What the actor has written about a visit, kept from changing until the end of the transaction."""
    mine = VisitNote.objects.select_for_update().filter(visit=visit, author_id=actor.staff_id)
    return mine.exclude(gone(now)).first()


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note as one of the two people of its visit sees it. ``closed``: the host has ended the sharing with them."""

    note: VisitNote
    found: Shared
    mine: bool
    draft: bool
    closed: bool = False


def notes_of(actor: Actor, now: datetime, visit: Visit) -> list[ShownNote]:
    """Notes of a visit that :func:`visit_for` has given: those its reader may read, or what became of their own."""
    found = []
    for note in _notes(now).filter(visit=visit).order_by("begun", "id"):
        mine = note.author_id == actor.staff_id
        if rules.may_read_note(actor, note):
            found.append(ShownNote(note, as_shared(actor, note), mine, note.handed_over is None))
        elif mine and note.sharing_ended and not rules.over_either(actor, visit):
            found.append(ShownNote(note, as_shared(actor, note), mine, draft=False, closed=True))
    return found


def as_shared(actor: Actor, note: VisitNote) -> Shared:
    """A note as the pages of sharing know it. Its title tells neither who visited nor when."""
    title = _("Note about a lesson: %(practice)s") % {"practice": note.visit.to_see}
    url, standing = reverse("note", args=[note.public_id]), rules.standing_to_note(actor, note)
    return Shared(
        rules.row_of(note), note.public_id, note.visit.host_id, title, url, standing, (note.visit.visitor_id,)
    )


def named_notes(ids: Iterable[str]) -> list[Named]:
    """Notes that were handed over, by public id, as lists name them. One query."""
    held = VisitNote.objects.filter(public_id__in=list(ids), handed_over__isnull=False)
    rows = held.select_related("visit__practice")
    told = _("Note about a lesson: %(practice)s")
    return [
        Named(row.public_id, row.visit.host_id, told % {"practice": row.visit.to_see}, _address(row)) for row in rows
    ]


def _address(note: VisitNote) -> str:
    return reverse("note", args=[note.public_id])


def shared_note(actor: Actor, public_id: str) -> Shared | None:
    """The same for whoever asks; drafts cannot be shared, and whoever evaluates one of the two people has nothing."""
    handed_over = VisitNote.objects.filter(public_id=public_id, handed_over__isnull=False)
    note = handed_over.select_related("visit__host", "visit__practice").first()
    return None if note is None or rules.over_either(actor, note.visit) else as_shared(actor, note)


def shared_visit(actor: Actor, public_id: str) -> Shared | None:
    """A visit as the page "who can see this" knows it."""
    visit = Visit.objects.filter(public_id=public_id).select_related("practice").first()
    if visit is None:
        return None
    standing, url = rules.standing_to_visit(actor, visit), reverse("visit", args=[visit.public_id])
    return Shared("visit", visit.public_id, visit.host_id, _("Visit"), url, standing, (visit.visitor_id,))


def last_day(note: VisitNote) -> date:
    """The day, on the district's calendar, on which a draft goes away."""
    return rules.draft_goes(note).astimezone(ZoneInfo(note.visit.district.time_zone)).date()


def note_page(actor: Actor, now: datetime, public_id: str) -> dict[str, Any]:
    """One note: to the host with its sharing, to the visitor as what they handed over, to a colleague with whom it is
    shared without who visited and when: that stays between the two."""
    note = note_for(actor, now, public_id)
    found = as_shared(actor, note)
    own, draft = found.standing.own, note.handed_over is None
    return {
        "note": note,
        "found": found,
        "own": own,
        "mine": note.author_id == actor.staff_id,
        "draft": draft,
        "goes": last_day(note) if draft else None,
        "of_visit": actor.staff_id in (note.visit.host_id, note.visit.visitor_id),
        "shared_with": sharing_now("note", public_id, actor.today) if own and actor.today else 0,
        "until": shared_until(actor, "note", public_id) if found.standing.granted else None,
    }

"""Who opened what: read from the audit log, for the owner of a record only."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from staffroom.people.models import Staff
from staffroom.spine.access import Actor
from staffroom.spine.audit import AuditEntry
from staffroom.spine.scoping import current_district_id

from .. import kinds
from ..kinds import Named

OPENED = "trust.opened"
MOST = 50  # of one record; of all of them fewer
FEW = 10


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opened a record on a day. ``named``: the record, where it is not plain from the page."""

    reader: str
    day: date
    record: str
    object_id: str
    named: Named | None = None


def opened_on(day: date | None, reader: int | None, object_id: str) -> bool:
    """Whether this reader's opening of this record is written down for this day (of the district's calendar)."""
    found = _entries().filter(object_id=object_id, actor=reader)
    return any(entry.facts and entry.facts.get("day") == str(day) for entry in found)


def openings_of(actor: Actor, record: str, object_id: str) -> list[Opening]:
    """Who opened one record of the actor's, and on which day; the latest first. Nobody reads it of somebody else's."""
    mine = _others_than(actor).filter(object_id=object_id)
    return [one for one in _told(mine[:MOST]) if one.record == record]


def openings_lately(actor: Actor) -> list[Opening]:
    """The latest openings of all that the actor shares, each with its record."""
    found = _told(_others_than(actor)[:MOST])[:FEW]
    named = kinds.name_all(actor, {(one.record, one.object_id) for one in found})
    return [replace(one, named=_own(named.get((one.record, one.object_id)), actor)) for one in found]


def _own(named: Named | None, actor: Actor) -> Named | None:
    return named if named is not None and named.owner_id == actor.staff_id else None


def _entries() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(district_id=current_district_id(), kind=OPENED)


def _others_than(actor: Actor) -> QuerySet[AuditEntry]:
    """Entries about the actor's records, by anybody else: never the owner themself."""
    mine = _entries().filter(subject=actor.staff_id, actor__isnull=False)
    return mine.exclude(actor=actor.staff_id).order_by("-position")


def _told(entries: Iterable[AuditEntry]) -> list[Opening]:
    """Each reader, day and record once, also where two tabs were written down at the same time."""
    rows = list(entries)
    people = Staff.objects.in_bulk({entry.actor for entry in rows})
    found = [
        Opening(str(people.get(entry.actor) or _("Somebody who left")), _day(entry), _record(entry), entry.object_id)
        for entry in rows
    ]
    return list(dict.fromkeys(found))


def _record(entry: AuditEntry) -> str:
    return str((entry.facts or {}).get("record", ""))


def _day(entry: AuditEntry) -> date:
    told = (entry.facts or {}).get("day", "")
    return date.fromisoformat(told) if told else timezone.localdate(entry.at)

"""Who opened what: read from the audit log, for the owner of a record only."""

from datetime import date

from staffroom.spine.audit import AuditEntry
from staffroom.spine.scoping import current_district_id

OPENED = "trust.opened"


def opened_on(day: date | None, reader: int | None, object_id: str) -> bool:
    """Whether this reader's opening of this record is written down for this day (of the district's calendar)."""
    found = AuditEntry.objects.filter(district_id=current_district_id(), kind=OPENED, object_id=object_id, actor=reader)
    return any(entry.facts and entry.facts.get("day") == str(day) for entry in found)

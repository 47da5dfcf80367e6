"""Who opened what an owner shared with them: written down for the owner, by person and day, without content."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import queries
from ..kinds import Shared

OPENED = audit.declare("trust.opened", gettext_lazy("A colleague with whom a record is shared opened it."))


@action
def note_opening(*, by: Actor, now: datetime, found: Shared) -> None:
    """Write down that somebody else than its owner opened a shared record: once a person, record and day.

    Call it after the right to read was asked. What an owner published to an audience is read without a trace: a list
    of readers would watch the readers.
    """
    if found.standing.own or not (found.standing.granted or found.standing.paired):
        return
    if queries.opened_on(by.today, by.staff_id, found.object_id):
        return
    audit.record(
        OPENED,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=found.object_id,
        subject=found.owner_id,
        facts={"record": found.record, "day": str(by.today)},
    )

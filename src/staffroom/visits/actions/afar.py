"""Seen without coming: the host's consent, the link of a live video, a recording that can be taken back."""

from datetime import datetime

from django.utils.translation import gettext as _

from staffroom.expertise import queries as expertise
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import FromAfar, Visit
from .ending import end
from .kinds import FROM_AFAR, LINK_SET, LINKS_GONE
from .promising import found_held, locked


@action
def set_from_afar(*, by: Actor, now: datetime, offer_id: str, live: bool, recording: str = "") -> FromAfar:
    """How the class of one of my offers may be seen without coming. Each change is written down with its time.

    What was taken back is gone at once: appointments to watch the recording end, and asked videos too. Raises Refused
    for a recording of an offer that no class belongs to.
    """
    offer = expertise.offer_for(by, offer_id)
    rules.show_from_afar(by, offer)
    before = queries.from_afar(offer)
    if recording.strip() and not before.recording and queries.section_shown(offer) is None:
        raise Refused(
            _("A recording is of a class, and you have none in the timetable just now."),
            _("Leave the address empty; what you may show live you can still say."),
        )
    fields = {"staff_id": by.staff_id, "live": live, "recording": recording.strip(), "consented": now}
    row, _created = FromAfar.objects.update_or_create(
        offer=offer, defaults=fields, create_defaults=fields | {"district_id": by.district_id}
    )
    facts = {"who": by.name, "live": live, "recording": bool(row.recording)}
    given = {"actor": by.staff_id, "object_id": row.public_id, "subject": by.staff_id, "facts": facts}
    audit.record(FROM_AFAR, district_id=by.district_id, at=now, **given)
    gone = []
    if before.live and not live:
        gone.append(Visit.Mode.VIDEO)
    if before.recording and not row.recording:
        gone.append(Visit.Mode.RECORDING)
    _end_all(found_held(lambda: queries.ahead_from_afar(offer, gone, now)), now)
    return row


def _end_all(found: list[Visit], now: datetime) -> None:
    for visit in found:
        end(visit, now, mails.Why(change="recording" if visit.mode == Visit.Mode.RECORDING else "closed"))


@action
def set_link(*, by: Actor, now: datetime, visit_id: str, link: str, recording_allowed: bool = False) -> Visit:
    """The host enters the link of a live video, changes it, or takes it back; and says whether recording is allowed."""
    visit = locked(by, visit_id)
    rules.control_link(by, visit, now)
    visit.link, visit.recording_allowed = link.strip(), recording_allowed
    visit.save(update_fields=["link", "recording_allowed"])
    audit.record(LINK_SET, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return visit


@action
def forget_links(*, district_id: int, now: datetime) -> int:
    """The links of videos that are over go away for good. Again: nothing is left to do. Returns how many."""
    over = queries.links_over(now)
    for visit in over:
        visit.link = ""
        visit.save(update_fields=["link"])
    if over:
        audit.record(LINKS_GONE, district_id=district_id, at=now, actor=None, facts={"count": len(over)})
    return len(over)

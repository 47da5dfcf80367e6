"""What every end of a visit does, whoever or whatever ends it."""

from datetime import datetime

from staffroom.spine import audit

from .. import mails
from ..models import ProposedTime, Visit, VisitChange
from .covers import end_covers
from .kinds import CANCELLED
from .promising import let_go


def free(visit: Visit) -> None:
    """Periods, seat and places in the week are free again, the cover's too, and those of a time proposed besides."""
    visit.promises.all().delete()
    drop_time(visit)


def drop_time(visit: Visit) -> None:
    """A proposed time is no more, and what it kept is free again."""
    for one in ProposedTime.objects.filter(visit=visit):
        let_go(one.holder)
        one.delete()


def remember(visit: Visit, now: datetime, why: str) -> None:
    """Write down when the visit was to be, before that changes."""
    VisitChange.objects.create(
        district_id=visit.district_id,
        visit=visit,
        at=now,
        why=why,
        was_date=visit.date,
        was_start=visit.start,
        was_end=visit.end,
    )


def end(visit: Visit, now: datetime, why: mails.Why) -> None:
    """Nobody's wish: the visit is not possible any more. All are told why, and everything is free again."""
    was_booked = visit.state == Visit.State.ACCEPTED
    remember(visit, now, why.change)
    visit.state, visit.sequence, visit.link = Visit.State.CANCELLED, visit.sequence + 1, ""
    visit.save(update_fields=["state", "sequence", "link"])
    free(visit)
    end_covers(visit, now)
    mails.tell_cancelled(visit, now=now, was_booked=was_booked, why=why)
    if was_booked:
        mails.tell_substitute(visit, now=now, needed=False)
    audit.record(CANCELLED, district_id=visit.district_id, at=now, actor=None, object_id=visit.public_id)

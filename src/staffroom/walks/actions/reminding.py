"""The day before: a mail to whoever walks or hosts."""

from datetime import date, datetime

from staffroom.spine import audit
from staffroom.spine.scoping import action
from staffroom.visits.queries import days_to_remind, without_reminders

from .. import mails, queries, rules
from ..models import Walk
from .keeping import held
from .kinds import REMINDED


def remind(*, district_id: int, now: datetime) -> int:
    """Remind who walks and who hosts of what takes place on the next day, on Fridays on Monday too; once each.

    Nobody is written to in the evening or on a weekend. Returns how many mails. Each walk is an action of its own.
    """
    days = days_to_remind(now)
    if days is None:
        return 0
    return sum(remind_of(walk=one, today=days[0], now=now) for one in queries.to_remind(*days))


@action
def remind_of(*, walk: Walk, today: date, now: datetime) -> int:
    """The same for one walk, as it is once it is held. Again: nobody."""
    walk = held(walk)
    if walk.reminded or walk.state != Walk.State.BOOKED:
        return 0
    silent, barred = without_reminders(), rules.who_stands_over_a_host(walk, today)
    # A walker who stands over a host is about to fall out; a host who does is told of their own room alone.
    not_told = silent | (barred - rules.hosts_in(walk))
    readers = [one for one in mails.certain(walk) if one.pk not in not_told]
    walk.reminded = now
    walk.save(update_fields=["reminded"])
    mails.remind_of_walk(walk, readers, barred=barred, now=now)
    if readers:
        given = {"district_id": walk.district_id, "at": now, "actor": None, "object_id": walk.public_id}
        audit.record(REMINDED, facts={"count": len(readers)}, **given)
    return len(readers)

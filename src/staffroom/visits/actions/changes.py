"""Another time, a day on which somebody cannot be there, and reminders on the day before."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from staffroom.core.visits.modes import Mode, slots_in
from staffroom.people.models import District
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.timetable.actions.away import set_away

from .. import mails, queries, rules
from ..models import Cover, Reminding, Visit
from .booking import must_be_legal, times_of
from .covering import ask_next_or_end, give_back
from .covers import ask_to_cover, end_covers
from .ending import end, free, remember
from .kinds import PROPOSED, REMINDED
from .promising import lock, locked, promise

MORNING, EVENING = 7, 18  # mails of a reminder go out between these hours of the district's day


@action
def propose_time(*, by: Actor, now: datetime, visit_id: str, lesson: str) -> Visit:
    """Either side proposes another lawful slot; the other answers. The old time is given up and written down."""
    visit = locked(by, visit_id)
    rules.propose(by, visit, now)
    case = queries.case_for_move(visit, now)
    way = Mode(visit.mode)
    terms = queries.terms_of(visit.offer, case, way, leave_out=visit.pk)
    slot = next((one for one in slots_in(way, case, terms) if one.slot.lesson == lesson), None)
    if slot is None:
        raise Refused(*queries.why_not(case, lesson, by.language, way, terms))
    proposed = slot.proposed(str(visit.visitor_id))
    must_be_legal(way, proposed, case, terms, by.language)
    was_booked = visit.state == Visit.State.ACCEPTED
    remember(visit, now, "proposed")
    end_covers(visit, now)
    free(visit)
    _put_at(visit, by, times_of(visit.offer, case, proposed, way))
    promise(visit, case, proposed, slot.uses if visit.offer else slot.slot.uses)
    if way == Mode.COVER:
        ask_to_cover(visit, case, now)
    mails.tell_proposed(visit, now=now, was_booked=was_booked)
    audit.record(PROPOSED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=visit.public_id)
    return visit


def _put_at(visit: Visit, by: Actor, times: dict[str, object]) -> None:
    fields = {
        **times, "state": Visit.State.ASKED, "proposed_by": by.staff_id, "agreed": None, "decided": None,
        "sequence": visit.sequence + 1, "link": "", "reminded": None,
    }  # fmt: skip
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save(update_fields=[name.removesuffix("_id") for name in fields])
    visit.refresh_from_db(fields=["section", "school", "open_door"])


@action
def not_there_today(*, by: Actor, now: datetime) -> Counter[str]:
    """One tap: I am not there today. Nobody is asked why. What I host, visit or cover today ends; all are told.

    Returns how many ``visits`` ended and how many ``covers`` were passed on. Again: nothing is left to do.
    """
    rules.say_not_there(by)
    day = now.astimezone(ZoneInfo(by.time_zone)).date()
    set_away(by=by, now=now, starts=day, ends=day)
    visits = [one for one in queries.visits_on(by, day) if not rules.over(one, now)]
    lock(*{person for one in visits for person in (one.visitor_id, one.host_id)})
    for visit in visits:
        end(visit, now, mails.Why(change="away"))
    covers = [one for one in queries.covers_on(by, day) if not rules.cover_begun(one, now)]
    for cover in covers:
        give_back(cover, now, Cover.State.DECLINED)
        ask_next_or_end(cover.visit, now)
    return Counter(visits=len(visits), covers=len(covers))


@action
def set_reminding(*, by: Actor, now: datetime, mail: bool) -> Reminding:
    """Whether I want a mail on the day before."""
    rules.have_visits(by)
    given = {"mail": mail, "district_id": by.district_id}
    return Reminding.objects.update_or_create(staff_id=by.staff_id, defaults=given)[0]


@action
def remind(*, district_id: int, now: datetime) -> int:
    """Remind visitor, host and cover of what is booked for the next day, on Fridays for Monday too; once each.

    Nobody is written to in the evening or on a weekend. Returns how many mails.
    """
    local = now.astimezone(ZoneInfo(District.objects.get(pk=district_id).time_zone))
    if local.weekday() > 4 or not MORNING <= local.hour < EVENING:
        return 0
    last = local.date() + timedelta(days=3 if local.weekday() == 4 else 1)
    silent, count = queries.without_reminders(), 0
    for visit in queries.to_remind(local.date(), last):
        readers = [one for one in (visit.visitor, visit.host) if one.pk not in silent]
        visit.reminded = now
        visit.save(update_fields=["reminded"])
        mails.remind_of_visit(visit, readers, now=now)
        count += len(readers)
    for cover in queries.covers_to_remind(local.date(), last):
        cover.reminded = now
        cover.save(update_fields=["reminded"])
        if cover.staff_id not in silent:
            mails.remind_of_cover(cover, now=now)
            count += 1
    if count:
        audit.record(REMINDED, district_id=district_id, at=now, actor=None, facts={"count": count})
    return count

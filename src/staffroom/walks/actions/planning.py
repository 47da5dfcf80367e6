"""Start a group visit: one of the proposals, with its hosts asked and the organiser's own time kept."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from staffroom.core.walks import Case, Proposed, check, walk_of
from staffroom.people.models import Section, Staff
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.visits.actions.promising import lock

from .. import mails, queries, rules
from ..models import Walk, Walker, WalkStop
from .keeping import keep_room, keep_walker, must_be_legal
from .kinds import STARTED


@action
def start_walk(*, by: Actor, now: datetime, asked: queries.Asked, choice: str) -> Walk:
    """Plan the walk of a proposal. ``choice`` is its key: the day and the minute at which it begins.

    Its hosts are asked, and every seat of their lessons is kept meanwhile; colleagues of the team that was named are
    asked to come along. Raises Refused when the time is not to be had any more.
    """
    rules.plan_walks(by)
    _case, first = _found(by, asked, now, choice)
    lock(by.staff_id, *(int(stop.host) for stop in first.stops))
    # Judged again under the lock: somebody may have been faster.
    case, walk = _found(by, asked, now, choice)
    rules.name_none_of(asked.focus, list(Staff.objects.filter(pk__in=[int(stop.host) for stop in walk.stops])))
    must_be_legal(check(Proposed(walk.date, walk.stops, walk.walkers[:1]), case))
    made = _save(by, now, asked, walk)
    organiser = int(walk.walkers[0])
    uses, travel = keep_walker(made, case, walk, organiser)
    for stop in walk.stops:
        keep_room(made, case, stop)
    _save_people(made, case, walk, uses=uses, travel=travel, now=now)
    again = queries.walk_again(made.pk)
    mails.tell_hosts_asked(again, now=now)
    mails.tell_walkers_asked(again, now=now)
    audit.record(STARTED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=made.public_id)
    return again


def _found(by: Actor, asked: queries.Asked, now: datetime, choice: str) -> tuple[Case, Proposed]:
    case = queries.case_of(queries.wish_for(by, asked), now)
    walk = walk_of(case, choice)
    if walk is None:
        raise Refused(_("This time is not to be had any more."), _("Choose another one of those that are left."))
    return case, walk


def _save(by: Actor, now: datetime, asked: queries.Asked, walk: Proposed) -> Walk:
    made = Walk(
        district_id=by.district_id, organiser_id=by.staff_id, school=asked.school, practice=asked.practice,
        kind=asked.shape.kind, focus=asked.focus.strip(), walkers_wanted=asked.shape.walkers,
        rooms_wanted=asked.shape.rooms, minutes=asked.shape.minutes, corridor=asked.shape.corridor,
        open_places=asked.open_places, date=date.fromordinal(walk.date), start=walk.start, end=walk.end, created=now,
    )  # fmt: skip
    made.save()
    return made


def _save_people(made: Walk, case: Case, walk: Proposed, *, uses: list[str], travel: int, now: datetime) -> None:
    taught = {one.id: int(one.section) for one in case.lessons if one.section}
    sections = Section.objects.in_bulk({taught[stop.lesson] for stop in walk.stops})
    for stop in walk.stops:
        WalkStop(
            district_id=made.district_id, walk=made, host_id=int(stop.host), section=sections[taught[stop.lesson]],
            lesson=stop.lesson, start=stop.start, end=stop.end,
        ).save()  # fmt: skip
    organiser, *others = map(int, walk.walkers)
    Walker(
        district_id=made.district_id, walk=made, staff_id=organiser, state=Walker.State.ACCEPTED, uses=uses,
        travel=travel, decided=now,
    ).save()  # fmt: skip
    for person in others[: made.walkers_wanted - 1]:
        Walker(district_id=made.district_id, walk=made, staff_id=person).save()

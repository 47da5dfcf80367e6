"""How a plan is made: read, plan, judge, keep; in blocks where a district is large, each by a job of its own.

A block is kept in one transaction, so whatever stops in the middle, a block is there or not. The job that keeps the
last block starts the join: what no block could meet looks everywhere, and only then for a substitute.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from staffroom.core.visits.plan import check_plan
from staffroom.core.visits.plan.blocks import worth
from staffroom.core.visits.plan.instance import MODES
from staffroom.core.visits.plan.pins import Planned, as_plan
from staffroom.core.visits.plan.reasons import reasons_of
from staffroom.core.visits.plan.repair import Away, fill_in
from staffroom.core.visits.plan.solve import work_out
from staffroom.expertise.models import Offer
from staffroom.people.models import District, School
from staffroom.spine import audit, jobs
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.visits.queries import section_shown

from .. import queries, rules
from ..models import PlanBlock, PlanRun, Proposal, Unmet, all_ways
from ..queries import Made, Reading, TermCase
from .judging import judge
from .kinds import STARTED

MAKE, BLOCK, JOIN = "planning.make", "planning.block", "planning.join"
WHOLE = 0  # the number of the only block of a district of usual size
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Worked:
    """What came of planning one part: lawful visits, needs that are not met with their reasons, and how good it is."""

    made: list[Made]
    unmet: list[Unmet]
    value: float
    bound: float
    seconds: float


@action
def start_plan(
    *, by: Actor, now: datetime, first: date, weeks: int, matters: str, keeps: str = PlanRun.Keeps.NOTHING,
    earlier: PlanRun | None = None, schools: Sequence[School] = (), ways: Sequence[str] | None = None,
    half_days: int = 0,
) -> PlanRun:  # fmt: skip
    """Ask for a plan; a job makes it. ``first`` is a Monday. ``ways``: the modes that it may use besides the own free
    period. Raises Refused when another one is being made; one whose worker died has failed and stops nobody."""
    rules.plan_visits(by)
    District.objects.select_for_update(no_key=True).get(pk=by.district_id)  # two that are started at once
    working = list(PlanRun.objects.filter(state=PlanRun.State.WORKING))
    for stopped in [run for run in working if queries.has_stopped(run, now)]:
        plan_failed(run=stopped, now=now)
        working.remove(stopped)
    if working:
        raise Refused(_("A plan is being made just now."), _("Wait until it is ready, then start the next."))
    run = PlanRun(
        district_id=by.district_id, first=first, weeks=weeks, matters=matters, keeps=keeps, earlier=earlier,
        kept_schools=[school.pk for school in schools], created=now, half_days=half_days,
        ways=all_ways() if ways is None else ["own", *(way for way in all_ways() if way in ways and way != "own")],
    )  # fmt: skip
    run.save()
    row = jobs.enqueue(MAKE, district_id=by.district_id, now=now, by=by.staff_id, run=run.public_id)
    run.job = row.public_id
    run.save(update_fields=["job"])
    audit.record(STARTED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=run.public_id)
    return run


def make_plan(*, run: PlanRun, now: datetime, progress: Progress) -> dict[str, Any]:
    """The whole plan of a district of usual size, or one job for each block of a large one.

    Reading and planning hold no transaction. Idempotent: a plan that is made stays as it is.
    """
    if run.state != PlanRun.State.WORKING:
        return {"state": run.state}
    groups = queries.blocks_of(settings.PLAN_BLOCK_SCHOOLS)
    if len(groups) > 1:
        split_plan(run=run, now=now, groups=groups)
        return {"state": run.state, "blocks": len(groups)}
    if not queries.is_kept(run, WHOLE):
        keep_part(run=run, now=now, worked=_work_out(queries.reading_of(run, now), now, progress))
    return join_blocks(run=run, now=now, progress=progress)


@action
def split_plan(*, run: PlanRun, now: datetime, groups: Sequence[Sequence[int]]) -> None:
    """A job for each group of schools. Again: those that are there stay."""
    held = PlanRun.objects.select_for_update().get(pk=run.pk)
    if held.state != PlanRun.State.WORKING or held.blocks.exists():
        return
    for number, schools in enumerate(groups):
        PlanBlock(district_id=run.district_id, run=held, number=number, schools=list(schools)).save()
        jobs.enqueue(BLOCK, district_id=run.district_id, now=now, run=run.public_id, number=number)


def make_block(*, run: PlanRun, number: int, now: datetime, progress: Progress) -> dict[str, Any]:
    """One block of a large district. Idempotent: a block that is kept stays."""
    block = queries.block_of(run, number)
    if run.state != PlanRun.State.WORKING or block is None or block.done:
        return {"state": run.state}
    reading = queries.reading_of(run, now, schools={int(pk) for pk in block.schools})
    keep_part(run=run, now=now, worked=_work_out(reading, now, progress), number=number)
    return {"block": number}


def _work_out(reading: Reading, now: datetime, progress: Progress) -> Worked:
    """Plan, and have each visit judged as a single one. What is refused (a host's own limit, say) is tried again in
    other weeks, as many as there are, with all else as it is; what is refused then is not proposed."""
    run = reading.run
    case = queries.case_of(reading)
    plan, inside = work_out(
        case.term, fairness=run.matters, keep=case.keep, substitutes=False,
        progress=lambda share, gap: progress(int(share * 100), 100),
    )  # fmt: skip
    _must_keep_rules(case, plan.visits)
    pairs = queries.made_of(case, plan.visits)
    good, refused = judge(run, [made for _visit, made in pairs], now)
    stay = _of(pairs, refused, plan.visits)
    shut: set[Away] = set()
    for _round in range(run.weeks):
        # What refuses is mostly a count of the week: the week is shut for them.
        shut |= {Away(case.people.index(one.wish.visitor), one.week) for one in refused}
        if not refused:
            break
        again = fill_in(case.term, stay, only={case.wishes.index(one.wish) for one in refused}, away=shut)
        _must_keep_rules(case, [*stay, *again])
        pairs = queries.made_of(case, again)
        more, refused_again = judge(run, [made for _visit, made in pairs], now)
        stay = [*stay, *_of(pairs, refused_again, again)]
        good += more
        # Who found no place keeps their last one: somebody else's may be free after this round.
        placed = [made.wish for made in (*more, *refused_again)]
        refused = [*refused_again, *(one for one in refused if one.wish not in placed)]
    gained = worth(case.term, stay)
    whys = {why.request: why for why in reasons_of(inside, plan.unmet)}
    unmet = [
        _unmet(run, wish.visitor, wish.practice, why.reason, why.change.what if why.change else "")
        for n, wish in enumerate(case.wishes)
        if (why := whys.get(n)) and not wish.firm
    ]
    unmet += [_unmet(run, one.wish.visitor, one.wish.practice, _why(case, one, shut)) for one in refused]
    unmet += [_unmet(run, visitor, practice, "no_host") for visitor, practice in reading.without_host]
    held = _held_worth(case)
    return Worked(good, unmet, gained - held, plan.bound - held, plan.seconds)


def _why(case: TermCase, one: Made, shut: Collection[Away]) -> str:
    """Refused in every week, or where there was room for it."""
    person = case.people.index(one.wish.visitor)
    return (
        "refused" if len({away.week for away in shut if away.person == person}) == case.term.weeks else "refused_there"
    )


def _of(pairs: Iterable[tuple[Planned, Made]], refused: Sequence[Made], visits: Iterable[Planned]) -> list[Planned]:
    """The visits of a plan without those refused."""
    gone = {visit.request for visit, made in pairs if made in refused}
    return [visit for visit in visits if visit.request not in gone]


def _worth(case: TermCase, one: Made) -> float:
    return case.term.value(case.wishes.index(one.wish), one.fit, MODES.index(one.mode))


def _held_worth(case: TermCase) -> float:
    """What is booked is in a plan's value and bound alike: it is nothing that this plan has found."""
    return sum(
        case.term.value(one.request, case.wishes[one.request].hosts[0].alike, MODES.index(one.mode))
        for one in case.keep
        if case.wishes[one.request].firm
    )


def _unmet(run: PlanRun, visitor: int, practice: int, reason: str, change: str = "") -> Unmet:
    return Unmet(
        district_id=run.district_id, run=run, visitor_id=visitor, practice_id=practice, reason=reason, change=change
    )


def _must_keep_rules(case: TermCase, visits: Sequence[Planned]) -> None:
    """The checker of plans, before anything is kept. What booked visits alone break is not the plan's."""
    held = {n for n, visit in enumerate(visits) if case.wishes[visit.request].firm}
    broken = [one for one in check_plan(case.raw, as_plan(visits)) if not held.issuperset(one.visits)]
    if broken:
        raise AssertionError(f"the plan breaks {broken[0].rule}")


@action
def keep_part(*, run: PlanRun, now: datetime, worked: Worked, number: int | None = None) -> None:
    """Keep what came of the whole district, or of one block: proposals, reasons, figures. Twice changes nothing.

    Whoever keeps the last block starts the join.
    """
    held = PlanRun.objects.select_for_update().get(pk=run.pk)
    if held.state != PlanRun.State.WORKING or queries.is_kept(held, WHOLE if number is None else number):
        return
    block = queries.block_of(held, number)
    if block is None:
        Proposal.objects.filter(run=held).delete()
        Unmet.objects.filter(run=held).delete()
        block = PlanBlock(district_id=run.district_id, run=held, number=WHOLE)
    _save(held, worked)
    block.done, block.value, block.bound, block.seconds = True, worked.value, worked.bound, worked.seconds
    block.save()
    if number is not None and not held.blocks.filter(done=False).exists():
        jobs.enqueue(JOIN, district_id=run.district_id, now=now, run=run.public_id)


def _save(run: PlanRun, worked: Worked) -> None:
    offers = Offer.objects.in_bulk({one.offer for one in worked.made})
    rows = [_proposal(run, one, offers[one.offer]) for one in worked.made]
    Proposal.objects.bulk_create(rows, batch_size=500)
    Unmet.objects.bulk_create(worked.unmet, batch_size=500)


def _proposal(run: PlanRun, made: Made, offer: Offer) -> Proposal:
    lesson = made.lesson
    assert lesson is not None  # noqa: S101 - judged: each has its time
    return Proposal(
        district_id=run.district_id, run=run, visitor_id=made.wish.visitor, offer_id=made.offer,
        practice_id=made.wish.practice, school_id=int(lesson.school), mode=made.mode,
        section_id=section_shown(offer) if made.mode == "recording" else int(lesson.section),
        date=date.fromordinal(lesson.date), lesson=lesson.id, window=list(made.window), covered=list(made.covered),
        cover=made.cover, start=made.start, end=made.end, travel=made.travel, fit=made.fit,
    )  # fmt: skip


def join_blocks(*, run: PlanRun, now: datetime, progress: Progress) -> dict[str, Any]:
    """What no block could meet looks everywhere, then for a substitute; then the plan is ready. Nothing else moves."""
    if run.state != PlanRun.State.WORKING:
        return {"state": run.state}
    added: list[Made] = []
    if run.half_days or run.blocks.count() > 1:
        case = queries.case_of(queries.reading_of(run, now, left=True))
        added = _last_ones(run, case, now)
        progress(90, 100)
        value = sum(_worth(case, one) for one in added)
    else:
        value = 0.0
    finish_plan(run=run, now=now, worked=Worked(added, [], value, value, 0.0))
    return {"state": PlanRun.State.READY}


def _last_ones(run: PlanRun, case: TermCase, now: datetime) -> list[Made]:
    """Visits for needs that are left, with everything else as it is; with as many substitutes as the office allows
    and the term has left."""
    rules_ = replace(
        case.term.rules, substitute_half_days=case.term.rules.substitute_half_days + queries.half_days_left(run, now)
    )  # fmt: skip
    term = replace(case.term, rules=rules_)
    found = fill_in(term, case.keep)
    case = replace(case, term=term, raw=case.raw | {
        "rules": case.raw["rules"] | {"substitute_half_days": rules_.substitute_half_days}
    })  # fmt: skip
    _must_keep_rules(case, [*case.keep, *found])
    return judge(run, [made for _visit, made in queries.made_of(case, found)], now)[0]


@action
def finish_plan(*, run: PlanRun, now: datetime, worked: Worked) -> PlanRun:
    """The plan is ready to look at. Twice changes nothing."""
    held = PlanRun.objects.select_for_update().get(pk=run.pk)
    if held.state != PlanRun.State.WORKING:
        return held
    _save(held, worked)
    for one in worked.made:
        Unmet.objects.filter(run=held, visitor_id=one.wish.visitor, practice_id=one.wish.practice).delete()
    for rows in (*queries.for_nobody(held), queries.proposed_in_vain(held, now)):
        rows.delete()
    held.figures = queries.figures_of(held, worked.value)
    held.blocks.all().delete()
    held.state, held.made = PlanRun.State.READY, now
    held.save(update_fields=["state", "made", "figures"])
    return held


@action
def plan_failed(*, run: PlanRun, now: datetime) -> None:
    """A job could not make it: nothing else has changed."""
    PlanRun.objects.filter(pk=run.pk, state=PlanRun.State.WORKING).update(state=PlanRun.State.FAILED, made=now)

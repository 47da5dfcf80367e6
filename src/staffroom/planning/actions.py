"""Every write of plans: start, make, offer, take back, delete; and each visitor's answer."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.core.visits.plan import check_plan
from staffroom.core.visits.plan.pins import PLAN_FORMAT, Planned
from staffroom.core.visits.plan.reasons import reasons_of
from staffroom.core.visits.plan.solve import work_out
from staffroom.core.visits.request import find_slots
from staffroom.expertise.models import Offer
from staffroom.people.models import School, Section
from staffroom.people.queries import actors_of
from staffroom.spine import audit, jobs
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.visits.actions import ask_visit
from staffroom.visits.models import Visit
from staffroom.visits.queries import case_for_offer

from . import mails, queries, rules
from .models import PlanRun, Proposal

STARTED = audit.declare("plan.started", gettext_lazy("A plan of visits was started."))
OFFERED = audit.declare(
    "plan.offered", gettext_lazy("A plan of visits was offered: {count} proposals."), keep=lambda facts: facts
)
WITHDRAWN = audit.declare("plan.withdrawn", gettext_lazy("An offered plan of visits was taken back."))
DELETED = audit.declare("plan.deleted", gettext_lazy("A plan of visits was deleted."))
MAKE = "planning.make"
ROUNDS = 4


@action
def start_plan(
    *, by: Actor, now: datetime, first: date, weeks: int, matters: str, keeps: str = PlanRun.Keeps.NOTHING,
    earlier: PlanRun | None = None, schools: Sequence[School] = (),
) -> PlanRun:  # fmt: skip
    """Ask for a plan; a job makes it. ``first`` is a Monday. Raises Refused when another one is being made."""
    rules.plan_visits(by)
    if PlanRun.objects.filter(state=PlanRun.State.WORKING).exists():
        raise Refused(_("A plan is being made just now."), _("Wait until it is ready, then start the next."))
    run = PlanRun(
        district_id=by.district_id,
        first=first,
        weeks=weeks,
        matters=matters,
        keeps=keeps,
        earlier=earlier,
        kept_schools=[school.pk for school in schools],
        created=now,
    )
    run.save()
    row = jobs.enqueue(MAKE, district_id=by.district_id, now=now, by=by.staff_id, run=run.public_id)
    run.job = row.public_id
    run.save(update_fields=["job"])
    audit.record(STARTED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=run.public_id)
    return run


def make_plan(*, run: PlanRun, now: datetime, progress: Any) -> dict[str, Any]:
    """Read, plan, have each visit checked as a single one, keep. Reading and planning hold no transaction.

    What the checker of single visits refuses (a clause of the contract, a host's own limit) is planned anew without
    these free periods, up to four times. Idempotent: a plan that is made stays as it is.
    """
    if run.state != PlanRun.State.WORKING:
        return {"state": run.state}
    shut: set[tuple[int, int]] = set()
    sound: set[tuple[int, str]] = set()
    reading = queries.reading_of(run, now)
    for _round in range(ROUNDS):
        case = queries.case_of(reading, shut)
        plan, worked = work_out(
            case.term, fairness=run.matters, keep=case.keep, progress=lambda share, gap: progress(int(share * 100), 100)
        )
        _must_keep_rules(case.raw, plan.visits)
        made = queries.made_of(case, plan.visits)
        refused = _refused(run, [one for one in made if (one.wish.visitor, one.lesson.id) not in sound], now)
        if not refused:
            break
        sound |= {(one.wish.visitor, one.lesson.id) for one in made if one not in refused}
        # What refuses is mostly a count of the week: the week is shut for them.
        shut |= {(one.wish.visitor, day) for one in refused for day in _week_around(one.lesson.date)}
    lawful = [one for one in made if one not in refused]
    figures = queries.figures_of(run, case, plan, lawful, reasons_of(worked, plan.unmet))
    keep_plan(run=run, now=now, made=lawful, figures=figures)
    return {"state": PlanRun.State.READY, "proposals": len(lawful)}


def _week_around(day: int) -> range:
    monday = day - date.fromordinal(day).weekday()
    return range(monday, monday + 5)


def _must_keep_rules(raw: dict[str, Any], visits: Iterable[Planned]) -> None:
    """The checker of plans, before anything is kept."""
    rows = [visit._asdict() | {"window": list(visit.window)} for visit in visits]
    broken = check_plan(raw, {"format": PLAN_FORMAT, "visits": rows})
    if broken:
        raise AssertionError(f"the plan breaks {broken[0].rule}")


def _refused(run: PlanRun, made: Sequence[queries.Made], now: datetime) -> list[queries.Made]:
    """Visits that could not be asked for: each is judged as a single one, as if nothing else were planned."""
    actors = actors_of({one.wish.visitor for one in made}, run.district, now)
    offers = Offer.objects.in_bulk({one.offer for one in made})
    found = []
    for one in made:
        try:
            case = case_for_offer(
                actors[one.wish.visitor], offers[one.offer], now, on=date.fromordinal(one.lesson.date)
            )
        except Refused:
            found.append(one)
            continue
        if not any(slot.lesson == one.lesson.id for slot in find_slots(case, explained=False).slots):
            found.append(one)
    return found


@action
def keep_plan(*, run: PlanRun, now: datetime, made: Sequence[queries.Made], figures: dict[str, Any]) -> PlanRun:
    """Keep the proposals and the counts: the plan is ready to look at. Twice changes nothing."""
    held = PlanRun.objects.select_for_update().get(pk=run.pk)
    if held.state != PlanRun.State.WORKING:
        return held
    Proposal.objects.filter(run=held).delete()
    sections = Section.objects.in_bulk({int(one.lesson.section) for one in made})
    Proposal.objects.bulk_create([_proposal(held, one, sections) for one in made], batch_size=500)
    held.state, held.made, held.figures = PlanRun.State.READY, now, figures
    held.save(update_fields=["state", "made", "figures"])
    return held


def _proposal(run: PlanRun, made: queries.Made, sections: dict[int, Section]) -> Proposal:
    section = sections[int(made.lesson.section)]
    return Proposal(
        district_id=run.district_id, run=run, visitor_id=made.wish.visitor, offer_id=made.offer,
        practice_id=made.wish.practice, section=section, school_id=int(made.lesson.school),
        date=date.fromordinal(made.lesson.date), lesson=made.lesson.id, window=list(made.window),
        start=made.lesson.start, end=made.lesson.end, fit=made.fit,
    )  # fmt: skip


@action
def plan_failed(*, run: PlanRun, now: datetime) -> None:
    """The job could not make it: nothing else has changed."""
    PlanRun.objects.filter(pk=run.pk, state=PlanRun.State.WORKING).update(state=PlanRun.State.FAILED, made=now)


@action
def offer_plan(*, by: Actor, now: datetime, public_id: str) -> PlanRun:
    """Let each visitor see what is proposed to them, and tell them once. All of it or nothing: one transaction.

    Another plan that is offered for these weeks is taken back: nobody has two.
    """
    run = _locked(by, public_id)
    rules.offer_plan(by, run)
    for other in PlanRun.objects.filter(state=PlanRun.State.OFFERED).exclude(pk=run.pk):
        _take_back(other, now, by)
    run.state, run.offered, run.withdrawn = PlanRun.State.OFFERED, now, None
    run.save(update_fields=["state", "offered", "withdrawn"])
    proposals = list(queries.proposals_to_tell(run, by.today))
    mails.tell_offered(run, proposals, now=now)
    facts = {"count": len(proposals)}
    audit.record(OFFERED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=public_id, facts=facts)
    return run


@action
def withdraw_plan(*, by: Actor, now: datetime, public_id: str) -> PlanRun:
    """Take an offered plan back: unanswered proposals are seen by nobody. What was asked for stays."""
    run = _locked(by, public_id)
    rules.withdraw_plan(by, run)
    _take_back(run, now, by)
    return run


def _take_back(run: PlanRun, now: datetime, by: Actor) -> None:
    run.state, run.withdrawn = PlanRun.State.WITHDRAWN, now
    run.save(update_fields=["state", "withdrawn"])
    audit.record(WITHDRAWN, district_id=run.district_id, at=now, actor=by.staff_id, object_id=run.public_id)


@action
def delete_plan(*, by: Actor, now: datetime, public_id: str) -> None:
    """Delete a plan that nobody can see, with its proposals."""
    run = _locked(by, public_id)
    rules.delete_plan(by, run)
    run.delete()
    audit.record(DELETED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=public_id)


def _locked(by: Actor, public_id: str) -> PlanRun:
    run = queries.plan_for(by, public_id)
    return PlanRun.objects.select_for_update().get(pk=run.pk)


@action
def take_proposal(*, by: Actor, now: datetime, public_id: str) -> Visit:
    """Ask the host for the proposed visit, like any other request. Raises Refused when it is not to be had any more."""
    proposal = queries.proposal_for(by, public_id)
    rules.answer_proposal(by, proposal)
    visit = ask_visit(
        by=by, now=now, offer_id=proposal.offer.public_id, lesson=proposal.lesson, idempotency_key=proposal.public_id,
        on=proposal.date,
    )  # fmt: skip
    _answer(proposal, Proposal.Answer.TAKEN, now, visit)
    return visit


@action
def decline_proposal(*, by: Actor, now: datetime, public_id: str) -> Proposal:
    """Not this time. Nobody is told."""
    proposal = queries.proposal_for(by, public_id)
    rules.answer_proposal(by, proposal)
    _answer(proposal, Proposal.Answer.DECLINED, now, None)
    return proposal


@action
def reopen_proposal(*, by: Actor, now: datetime, public_id: str) -> Proposal:
    """The Undo of declining."""
    proposal = queries.proposal_for(by, public_id)
    if proposal.answer == Proposal.Answer.DECLINED:
        _answer(proposal, Proposal.Answer.NONE, None, None)
    return proposal


def _answer(proposal: Proposal, answer: str, now: datetime | None, visit: Visit | None) -> None:
    proposal.answer, proposal.answered, proposal.visit = answer, now, visit
    proposal.save(update_fields=["answer", "answered", "visit"])

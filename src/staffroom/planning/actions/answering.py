"""Each visitor's answer to what is proposed."""

from datetime import datetime

from django.utils.translation import gettext as _

from staffroom.people.models import District
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action
from staffroom.visits.actions import Planned, ask_visit
from staffroom.visits.models import Visit

from .. import queries, rules
from ..models import Proposal


@action
def take_proposal(*, by: Actor, now: datetime, public_id: str) -> Visit:
    """Ask the host for the proposed visit, like any other request. Raises Refused when it is not to be had any more."""
    proposal = queries.proposal_for(by, public_id)
    rules.answer_proposal(by, proposal)
    if not queries.is_needed_still(proposal):
        raise Refused(_("This is not among your open needs any more."), _("Write it there again, or find a visit."))
    if not queries.is_shown_still(proposal):
        raise Refused(_("Your host does not show this any more."), _("Find somebody else for it under Find a visit."))
    colleague = int(proposal.cover.split("/")[0]) if proposal.cover else None
    visit = ask_visit(
        by=by, now=now, offer_id=proposal.offer.public_id, lesson=proposal.lesson, mode=proposal.mode,
        idempotency_key=proposal.public_id, on=proposal.date, planned=Planned(tuple(proposal.covered), colleague),
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
    """The Undo of declining. Raises Refused when a plan for other weeks proposes a visit for the same need by now."""
    District.objects.select_for_update(no_key=True).get(pk=by.district_id)  # not while a plan is being offered
    proposal = queries.proposal_for(by, public_id)
    if proposal.answer == Proposal.Answer.DECLINED:
        if queries.is_proposed_elsewhere(proposal, now):
            raise Refused(_("Another visit is proposed to you for this by now."), _("Answer that one instead."))
        _answer(proposal, Proposal.Answer.NONE, None, None)
    return proposal


def _answer(proposal: Proposal, answer: str, now: datetime | None, visit: Visit | None) -> None:
    proposal.answer, proposal.answered, proposal.visit = answer, now, visit
    proposal.save(update_fields=["answer", "answered", "visit"])

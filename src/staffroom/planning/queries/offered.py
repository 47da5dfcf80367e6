"""What is proposed to whom: each visitor's own, while it is offered and their need for it is open."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.expertise.queries import still_needed
from staffroom.spine.access import Actor
from staffroom.visits.waits import Waiting

from ..models import PlanRun, Proposal, Unmet
from .answerable import shown_still, waiting_among
from .pages import change_sentence, reason_sentence
from .weeks import ends


def _offered(actor: Actor) -> QuerySet[Proposal]:
    mine = Proposal.objects.filter(visitor_id=actor.staff_id, run__state=PlanRun.State.OFFERED)
    return mine.select_related("run", "offer__staff", "practice", "section", "school", "visit")


def is_needed_still(proposal: Proposal) -> bool:
    """Whether its visitor still has the need open."""
    return Proposal.objects.filter(still_needed("visitor_id", "practice_id"), pk=proposal.pk).exists()


def is_shown_still(proposal: Proposal) -> bool:
    """Whether its host still shows this, and in this way."""
    return Proposal.objects.filter(shown_still(), pk=proposal.pk).exists()


def my_proposals(actor: Actor) -> dict[str, Any]:
    """What is proposed to the actor from today on: what waits, and what was answered."""
    mine = _offered(actor) if actor.staff_id else Proposal.objects.none()
    return {
        "waiting": list(waiting_among(mine, actor.today)),
        "answered": list(mine.filter(date__gte=actor.today).exclude(answer="")),
        "unmet": _unmet(actor),
    }


def _unmet(actor: Actor) -> list[dict[str, str]]:
    """My needs that the plan on offer could not meet, each with its reason and what alone would help."""
    if actor.staff_id is None or actor.today is None:
        return []
    rows = Unmet.objects.filter(visitor_id=actor.staff_id, run__state=PlanRun.State.OFFERED)
    rows = rows.filter(still_needed("visitor_id", "practice_id")).select_related("practice", "run")
    found = []
    for row in rows:
        if ends(row.run) > actor.today:
            change = change_sentence(row.change) if row.change else ""
            found.append({
                "practice": row.practice.name,
                "reason": _("It was not possible: %(reason)s.") % {"reason": reason_sentence(row.reason)},
                "change": _("This alone would help: %(change)s.") % {"change": change} if change else "",
                "url": f"{reverse('find')}?practice={row.practice.code}",
            })  # fmt: skip
    return found


def proposal_for(actor: Actor, public_id: str) -> Proposal:
    """One proposal, for its visitor while it is offered. Http404 for everybody else."""
    found = _offered(actor).filter(public_id=public_id).first() if actor.staff_id else None
    if found is None:
        raise Http404
    return found


def proposals_to_tell(run: PlanRun, today: date | None) -> Iterable[Proposal]:
    """What waits for each visitor's answer, with what a mail needs."""
    rows = Proposal.objects.filter(run=run, visitor__active=True)
    return waiting_among(rows, today).select_related("visitor__account")


def for_nobody(run: PlanRun | None = None) -> tuple[QuerySet[Proposal], QuerySet[Unmet]]:
    """What a plan, or any plan, keeps of needs that are not open any more; what became a request is a visit by now."""
    gone = ~still_needed("visitor_id", "practice_id")
    found = Proposal.objects.exclude(answer=Proposal.Answer.TAKEN).filter(gone), Unmet.objects.filter(gone)
    return (found[0].filter(run=run), found[1].filter(run=run)) if run else found


def waiting_proposals(actor: Actor, now: datetime) -> list[Waiting]:
    """One line for the page of today."""
    if actor.staff_id is None or actor.today is None:
        return []
    count = waiting_among(_offered(actor), actor.today).order_by().count()
    if not count:
        return []
    text = ngettext("A visit is proposed to you", "%(count)s visits are proposed to you", count) % {"count": count}
    return [Waiting(text, reverse("proposals"), _("Look"))]

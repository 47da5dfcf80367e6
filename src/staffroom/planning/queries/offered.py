"""What is proposed to whom: each visitor's own, while it is offered and their need for it is open."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.expertise.models import Offer
from staffroom.expertise.queries import as_followed, still_needed
from staffroom.spine.access import Actor
from staffroom.visits.models import Visit
from staffroom.visits.queries import LIVE
from staffroom.visits.waits import Waiting

from ..models import PlanRun, Proposal, Unmet
from .pages import change_sentence, ends, reason_sentence


def _offered(actor: Actor) -> QuerySet[Proposal]:
    mine = Proposal.objects.filter(visitor_id=actor.staff_id, run__state=PlanRun.State.OFFERED)
    return mine.select_related("run", "offer__staff", "practice", "section", "school", "visit")


def _shown_still() -> Q:
    """What its host took back meanwhile is not proposed any more; what was answered stays in sight."""
    there = Q(offer__state=Offer.State.PUBLISHED, offer__staff__active=True)
    live = ~Q(mode=Visit.Mode.VIDEO) | Q(offer__from_afar__live=True)
    shown = ~Q(mode=Visit.Mode.RECORDING) | (Q(offer__from_afar__isnull=False) & ~Q(offer__from_afar__recording=""))
    return (there & live & shown) | ~Q(answer="")


def _waiting(rows: QuerySet[Proposal], today: date | None) -> QuerySet[Proposal]:
    """Of these what its visitor can still answer: needed and shown as before, ahead, and not arranged elsewhere."""
    rows = rows.alias(meets=as_followed())
    arranged = Visit.objects.annotate(meets=as_followed()).filter(
        visitor_id=OuterRef("visitor_id"), meets=OuterRef("meets"), state__in=LIVE
    )
    if today is not None:
        rows, arranged = rows.filter(date__gte=today), arranged.filter(date__gte=today)
    return rows.filter(_shown_still(), still_needed("visitor_id", "practice_id"), ~Exists(arranged), answer="")


def is_needed_still(proposal: Proposal) -> bool:
    """Whether its visitor still has the need open."""
    return Proposal.objects.filter(still_needed("visitor_id", "practice_id"), pk=proposal.pk).exists()


def is_shown_still(proposal: Proposal) -> bool:
    """Whether its host still shows this, and in this way."""
    return Proposal.objects.filter(_shown_still(), pk=proposal.pk).exists()


def my_proposals(actor: Actor) -> dict[str, Any]:
    """What is proposed to the actor from today on: what waits, and what was answered."""
    mine = _offered(actor) if actor.staff_id else Proposal.objects.none()
    return {
        "waiting": list(_waiting(mine, actor.today)),
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
    return _waiting(Proposal.objects.filter(run=run, visitor__active=True), today).select_related("visitor__account")


def offered_beside(run: PlanRun) -> list[PlanRun]:
    """Other plans that are offered for some of the weeks of this one."""
    others = PlanRun.objects.filter(state=PlanRun.State.OFFERED, first__lt=ends(run)).exclude(pk=run.pk)
    return [other for other in others if ends(other) > run.first]


def for_nobody(run: PlanRun | None = None) -> tuple[QuerySet[Proposal], QuerySet[Unmet]]:
    """What a plan, or any plan, keeps of needs that are not open any more; what became a request is a visit by now."""
    gone = ~still_needed("visitor_id", "practice_id")
    found = Proposal.objects.exclude(answer=Proposal.Answer.TAKEN).filter(gone), Unmet.objects.filter(gone)
    return (found[0].filter(run=run), found[1].filter(run=run)) if run else found


def waiting_proposals(actor: Actor, now: datetime) -> list[Waiting]:
    """One line for the page of today."""
    if actor.staff_id is None or actor.today is None:
        return []
    count = _waiting(_offered(actor), actor.today).order_by().count()
    if not count:
        return []
    text = ngettext("A visit is proposed to you", "%(count)s visits are proposed to you", count) % {"count": count}
    return [Waiting(text, reverse("proposals"), _("Look"))]

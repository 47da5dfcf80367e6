"""Each visitor is told once that visits are proposed. The subject tells nothing of what."""

from collections.abc import Iterable
from datetime import datetime

from staffroom.spine.outbox import post
from staffroom.visits.mails import language_of

from .models import PlanRun, Proposal


def tell_offered(run: PlanRun, proposals: Iterable[Proposal], *, now: datetime) -> None:
    """One mail a visitor, however many proposals."""
    mine: dict[int, list[Proposal]] = {}
    for proposal in proposals:
        mine.setdefault(proposal.visitor_id, []).append(proposal)
    for held in mine.values():
        reader = held[0].visitor
        post(
            "planning/mails/offered", district_id=run.district_id, to=reader.email, to_staff=reader.pk, now=now,
            language=language_of(reader), reader=reader, count=len(held),
        )  # fmt: skip

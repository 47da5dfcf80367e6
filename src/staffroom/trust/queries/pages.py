"""What the pages of this room show. One call a page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from staffroom.people.models import Staff
from staffroom.spine.access import Actor, Permission, row

from .. import kinds, rules
from ..models import Evaluates
from .openings import openings_lately, openings_of
from .relations import administrators_of, grants_on, holding
from .sentence import sentence
from .sharing import shared_by, shared_with, sharings

FEW_ENDED = 10


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Somebody who evaluates the reader. ``since`` is empty where it follows from leading the school."""

    person: Staff
    since: date | None


def who_can_see(actor: Actor, record: str, object_id: str) -> dict[str, Any]:
    """The sentence; for the owner also with whom it is shared, what ended and who opened it. Http404 for whoever may
    not read the record, as for one that does not exist."""
    found = kinds.find(actor, record, object_id)
    if found is None or not rules.may(actor, record, found.standing, Permission.READ) or actor.today is None:
        raise Http404
    told = sharings(list(grants_on(record, object_id).filter(owner_id=found.owner_id)), actor.today)
    live = [one for one in told if one.holds]
    shown: dict[str, Any] = {
        "found": found,
        "label": kinds.label_of(record),
        "sentence": sentence(actor, found, live),
        "is_owner": found.standing.own,
    }
    if not found.standing.own:
        return shown
    return shown | {
        "can_share": row(record).has("c") and actor.staff_id == found.owner_id,
        "live": live,
        "ended": [one for one in told if not one.holds],
        "openings": openings_of(actor, record, object_id),
    }


def my_privacy(actor: Actor) -> dict[str, Any]:
    """Who evaluates me, what I share, what is shared with me, what ended and who opened what. A fixed number of
    queries where the kinds of record name many at once."""
    mine = shared_by(actor)
    evaluators = evaluators_told(actor)
    return {
        "evaluators": evaluators,
        "derived": bool(evaluators) and all(one.since is None for one in evaluators),
        "sharing": [one for one in mine if one.holds],
        "ended": [one for one in mine if not one.holds][:FEW_ENDED],
        "with_me": shared_with(actor),
        "openings": openings_lately(actor),
    }


def evaluators_told(actor: Actor) -> list[Evaluator]:
    """Who evaluates the actor today, and since when; where nothing is recorded, who leads a school of theirs."""
    assert actor.staff_id is not None and actor.today is not None  # noqa: S101 - asked for people with a day only
    rows = Evaluates.objects.filter(holding(actor.today), evaluated_id=actor.staff_id).select_related("evaluator")
    since: dict[int, Evaluator] = {}
    for one in rows.order_by("begins"):
        since.setdefault(one.evaluator_id, Evaluator(one.evaluator, one.begins))
    if since:
        return list(since.values())
    leaders = Staff.objects.filter(pk__in=administrators_of(actor.staff_id, actor.today))
    return [Evaluator(one, None) for one in leaders]

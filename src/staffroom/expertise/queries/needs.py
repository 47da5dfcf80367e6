"""Needs are read here, for their owner or a colleague with whom one is shared, and nowhere else: a test scans it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.urls import reverse

from staffroom.spine.access import Actor
from staffroom.trust.kinds import Named, Shared
from staffroom.trust.queries import shared_until, sharing_now

from .. import rules
from ..models import Need


def _needs(actor: Actor) -> QuerySet[Need]:
    return Need.objects.filter(district_id=actor.district_id).select_related("practice", "staff")


def my_needs(actor: Actor) -> QuerySet[Need]:
    """The actor's own needs, open ones first. There is no way to ask for a list of anybody else's."""
    return _needs(actor).filter(staff_id=actor.staff_id).order_by("closed", "-created")


def open_needs() -> list[tuple[int, int, datetime]]:
    """(person, practice, since when) of every open need of the district in scope: for the plan of a term, which tells
    each visitor alone what it proposes, and nobody else anything but counts."""
    rows = Need.objects.filter(closed=None, staff__active=True).order_by("staff_id", "practice_id")
    return list(rows.values_list("staff_id", "practice_id", "created"))


def still_needed(person: str, practice: str) -> Exists:
    """Whether a row of a higher room is for a need that is open: ``person`` and ``practice`` are its columns."""
    return Exists(Need.objects.filter(staff_id=OuterRef(person), practice_id=OuterRef(practice), closed=None))


def need_for(actor: Actor, public_id: str) -> Need:
    """One need that the actor may read. Http404 for all others, as for one that does not exist."""
    need = _needs(actor).filter(public_id=public_id).first()
    if need is None:
        raise Http404
    rules.read_need(actor, need)
    return need


def shared_need(actor: Actor, public_id: str) -> Shared | None:
    """A need as the pages of sharing know it, whoever asks: they ask ``standing``."""
    need = _needs(actor).filter(public_id=public_id).first()
    return _as_shared(actor, need) if need else None


def _as_shared(actor: Actor, need: Need) -> Shared:
    standing = rules.standing_to_need(actor, need)
    url = reverse("need", args=[need.public_id])
    return Shared("need", need.public_id, need.staff_id, need.practice.name, url, standing, ())


def named_needs(ids: Iterable[str]) -> list[Named]:
    """Needs by public id, as lists of what is shared name them: to owners, and to those with whom they are shared."""
    rows = Need.objects.filter(public_id__in=list(ids)).select_related("practice")
    return [
        Named(row.public_id, row.staff_id, row.practice.name, reverse("need", args=[row.public_id])) for row in rows
    ]


def need_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """One need: to its owner in full, to a colleague with whom it is shared what they may read and until when."""
    need = need_for(actor, public_id)
    found = _as_shared(actor, need)
    mine = found.standing.own
    return {
        "need": need,
        "found": found,
        "mine": mine,
        "shared_with": sharing_now("need", public_id, actor.today) if mine and actor.today else 0,
        "until": None if mine else shared_until(actor, "need", public_id),
    }

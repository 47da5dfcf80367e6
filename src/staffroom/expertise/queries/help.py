"""Reads of help that is offered: one's own, and what colleagues show."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404

from staffroom.people.models import Assignment
from staffroom.people.queries import phone_key_of
from staffroom.people.rules import keep_phone_key
from staffroom.spine.access import Actor

from .. import rules
from ..models import HelpOffer
from .audience import readers, seen_by
from .needs import my_needs

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Tasks:
    """What the phone's first page tells: how much there is of each, for its reader alone."""

    mine: int
    shown: int
    wishes: int
    colleagues: int
    may_offer: bool
    keeps_key: bool
    has_number: bool


def _help(actor: Actor) -> QuerySet[HelpOffer]:
    held = Assignment.objects.filter(active=True).select_related("school")
    found = HelpOffer.objects.filter(district_id=actor.district_id).select_related("practice", "staff")
    return found.prefetch_related(Prefetch("staff__assignments", held))


def my_help(actor: Actor) -> list[HelpOffer]:
    """What the actor offers, in whatever state."""
    return list(_help(actor).filter(staff_id=actor.staff_id))


def own_help(actor: Actor, public_id: str) -> HelpOffer:
    """One of the actor's own. Http404 for those of others, as for what does not exist."""
    found = _help(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    rules.change_help(actor, found)
    return found


def help_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """One's own offer of help as colleagues see it, and how many they are."""
    found = own_help(actor, public_id)
    return {"offered": found, "readers": readers(actor, found.audience)}


def help_offered(actor: Actor, *, code: str = "", page: str = "1") -> Page:
    """What colleagues offer and the actor may read, newest first; of one practice when its ``code`` is given."""
    rules.offer_help(actor)
    found = _help(actor).filter(seen_by(actor)).exclude(staff_id=actor.staff_id)
    found = found.filter(practice__code=code) if code else found
    return Paginator(found, A_PAGE).get_page(page)


def phone_tasks(actor: Actor) -> Tasks:
    """Counts for the phone's first page."""
    may_offer = rules.offer_help.allows(actor)
    mine = my_help(actor) if may_offer else []
    key = phone_key_of(actor.account_id)
    seen = HelpOffer.objects.filter(seen_by(actor)).exclude(staff_id=actor.staff_id).count() if may_offer else 0
    return Tasks(
        mine=len(mine),
        shown=sum(one.state == HelpOffer.State.PUBLISHED for one in mine),
        wishes=my_needs(actor).filter(closed=None).count() if actor.staff_id else 0,
        colleagues=seen,
        may_offer=may_offer,
        keeps_key=keep_phone_key.allows(actor),
        has_number=bool(key and key.number),
    )

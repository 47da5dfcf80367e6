"""Words about an offer and who took it up, for whoever may read the offer; and what spreads, for the helper alone."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.people.models import Staff
from staffroom.spine.access import Actor

from .. import rules
from ..models import Adoption, Offer, Word
from .offers import offer_for

CHAIN_SHOWN = 6


@dataclass(slots=True)
class Taken:
    """One colleague of the chain, and those who learned from them.

    ``learned_from`` is the owner of the offer or an adopter who is shown; '' for anybody else, who is not named.
    """

    adoption: Adoption
    name: str
    learned_from: str
    then: list["Taken"] = field(default_factory=list)


def shown_words(offer: Offer) -> list[Word]:
    """What colleagues said and the owner shows, in the order in which it came (one query)."""
    held = Word.objects.filter(offer=offer, state=Word.State.SHOWN, author__active=True).exclude(text="")
    return list(held.select_related("author"))


def adopters(offer: Offer) -> list[Adoption]:
    """Who took the strategy up and lets colleagues see it, in the order in which they did (one query)."""
    held = Adoption.objects.filter(offer=offer, state=Adoption.State.SHOWN, staff__active=True)
    return list(held.select_related("staff"))


def chain(offer: Offer, shown: list[Adoption]) -> list[Taken]:
    """The adopters as a tree that begins at the owner. Whoever learned from somebody not shown stands at the top."""
    names = {offer.staff_id: str(offer.staff)} | {one.staff_id: str(one.staff) for one in shown}
    nodes = {one.staff_id: Taken(one, str(one.staff), names.get(one.learned_from_id, "")) for one in shown}
    roots: list[Taken] = []
    for one in shown:
        above = nodes.get(one.learned_from_id)
        looped = above is not None and _leads_to(one, shown)
        (above.then if above and not looped else roots).append(nodes[one.staff_id])
    return roots


def _leads_to(start: Adoption, shown: list[Adoption]) -> bool:
    """Whether following "learned from" comes back to where it began: two people who name each other."""
    by_staff = {one.staff_id: one for one in shown}
    seen: set[int] = set()
    at: Adoption | None = by_staff.get(start.learned_from_id)
    while at is not None and at.staff_id not in seen:
        if at.staff_id == start.staff_id:
            return True
        seen.add(at.staff_id)
        at = by_staff.get(at.learned_from_id)
    return False


def _shown_teacher() -> QuerySet[Adoption]:
    """That of whom an adoption was learned from, on the same offer, as far as they are shown."""
    same = Adoption.objects.filter(offer=OuterRef("offer"), staff=OuterRef("learned_from"))
    return same.filter(state=Adoption.State.SHOWN, staff__active=True)


def flat(tree: list[Taken], depth: int = 0) -> list[tuple[int, Taken]]:
    """The tree line by line, each with its depth."""
    return [line for one in tree for line in ((depth, one), *flat(one.then, depth + 1))]


def spread_of(actor: Actor, offer: Offer) -> dict[str, Any]:
    """What the page of an offer says about words and adopters, and what the reader may add."""
    if offer.state != Offer.State.PUBLISHED:
        return {"words": [], "chain": [], "may_say": False, "may_learn": False, "more_adopters": False}
    lines = flat(chain(offer, adopters(offer)))
    return {
        "words": shown_words(offer),
        "chain": lines[:CHAIN_SHOWN],
        "more_adopters": len(lines) > CHAIN_SHOWN,
        "may_say": rules.say_word.allows(actor, offer),
        "may_learn": rules.take_up.allows(actor, offer),
    }


def used_by_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """The whole chain of one strategy. Raises Http404, Forbidden as the offer does."""
    offer = offer_for(actor, public_id)
    lines = flat(chain(offer, adopters(offer))) if rules.audience_of(offer) else []
    own = Adoption.objects.filter(offer=offer, staff_id=actor.staff_id).first() if actor.staff_id else None
    return {"offer": offer, "chain": lines, "own": own, "may_learn": rules.take_up.allows(actor, offer)}


def word_page(actor: Actor, public_id: str) -> Offer:
    """The offer about which somebody wants to say a word. Raises Refused for the owner and for who leads them."""
    offer = offer_for(actor, public_id)
    rules.say_word(actor, offer)
    return offer


def word_for(actor: Actor, public_id: str) -> Word:
    """One word that the actor wrote or got. Http404 for all others."""
    held = Word.objects.filter(district_id=actor.district_id, public_id=public_id)
    word = held.select_related("owner", "author", "offer__practice", "offer__staff").first()
    if word is None:
        raise Http404
    rules.change_word(actor, word)
    return word


def adoption_for(actor: Actor, public_id: str) -> Adoption:
    """One adoption of the actor's own. Http404 for all others."""
    held = Adoption.objects.filter(district_id=actor.district_id, public_id=public_id)
    found = held.select_related("staff", "offer__staff").first()
    if found is None:
        raise Http404
    rules.change_adoption(actor, found)
    return found


def own_adoption(actor: Actor, offer: Offer) -> Adoption | None:
    """What the actor said already about having taken this up."""
    return Adoption.objects.filter(offer=offer, staff_id=actor.staff_id).first()


def teachers_of(actor: Actor, offer: Offer) -> list[tuple[str, str]]:
    """From whom one can have learned it: the owner, and adopters who are shown. Public id and name."""
    others = {one.staff_id: one.staff for one in adopters(offer) if one.staff_id != actor.staff_id}
    people: list[Staff] = [offer.staff, *(one for pk, one in others.items() if pk != offer.staff_id)]
    return [(one.public_id, _whose(one, offer)) for one in people]


def _whose(person: Staff, offer: Offer) -> str:
    return _("%(name)s, whose offer it is") % {"name": person} if person.pk == offer.staff_id else str(person)


def spread_page(actor: Actor) -> dict[str, Any]:
    """What came of my help, for me alone: words that wait, words I answered, who took up what I show, and mine."""
    rules.keep_needs(actor)
    me = actor.staff_id
    words = list(
        Word.objects.filter(owner_id=me, district_id=actor.district_id).select_related("author", "offer__practice")
    )
    said = Word.objects.filter(author_id=me, district_id=actor.district_id).select_related(
        "owner", "offer__practice", "offer__staff"
    )
    taken = Adoption.objects.filter(district_id=actor.district_id).select_related(
        "staff", "learned_from", "offer__practice", "offer__staff"
    )
    learned = list(taken.filter(learned_from_id=me))
    further = taken.filter(offer__staff_id=me, state=Adoption.State.SHOWN).exclude(learned_from_id=me)
    over = rules.over_whom(actor, [*(one.staff_id for one in learned), *(one.owner_id for one in said)])
    return {
        "waiting": [one for one in words if one.state == Word.State.WAITING],
        "answered": [one for one in words if one.state != Word.State.WAITING],
        "learned_from_me": [
            one for one in learned if rules.reads_between(actor, "adoption_private", one.staff_id, over)
        ],
        "further": list(further.annotate(teacher_shown=Exists(_shown_teacher()))),
        "mine": list(taken.filter(staff_id=me)),
        "said": [one for one in said if rules.reads_between(actor, "endorsement_waiting", one.owner_id, over)],
    }

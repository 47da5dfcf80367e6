"""Who may do what with offers, needs and doors; and what an offer must have before colleagues see it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Audience, Forbidden, Permission, Refused, Standing, paired
from staffroom.spine.files.content import check_artefact as check_content
from staffroom.spine.files.store import ARTEFACT_MAX_BYTES, too_large
from staffroom.trust import queries as trust
from staffroom.trust import rules as by_matrix

from .models import Adoption, ClosedDoor, HelpOffer, Need, Offer, OpenDoor, PartnerWish, Practice, TaxonomyFile, Word

MOST_WORDS = 250
NOTE_WORDS = 80
HELP_WORDS = 120
RESULT_WORDS = 120
MOST_LETTERS = 240
SEATS_MOST = 8
DOOR_DAYS = 14
FEW_WORDS = 25


@dataclass(frozen=True, slots=True)
class Artefact:
    """What shows the practice: a link, or a file given as name and chunks, or neither (yet).

    ``keep_file`` leaves the file that is there; without it a file that is not given again goes.
    """

    title: str = ""
    link: str = ""
    file_name: str = ""
    chunks: Sequence[bytes] = ()
    keep_file: bool = True


@paired
def make_offers(actor: Actor) -> None:
    """Make offers, open doors and say how one hosts."""
    if actor.staff_id is None or not actor.has("teacher"):
        raise Forbidden(
            _("Offers are made by people who teach a class that a colleague can visit."),
            _("If you teach one, ask the central office to add it to the roster."),
        )


@paired
def keep_needs(actor: Actor) -> None:
    """Keep a private list of needs: everyone who works in the district."""
    if actor.staff_id is None:
        raise Forbidden(
            _("This account belongs to no staff member, so there is nobody whose needs these would be."),
            _("Ask the central office to link it to your name in the roster."),
        )


@paired
def offer_help(actor: Actor) -> None:
    """Say what one is good at, and see who offers help: everybody who works with students or for those who do."""
    if actor.staff_id is None or not actor.has("teacher", "leader", "principal", "central", "classified"):
        raise Forbidden(
            _("Help is offered between people who work in the schools or for them."),
            _("If you have another job too, ask the central office to add it to the roster."),
        )


@paired
def read_offers(actor: Actor) -> None:
    """Read what colleagues published. Whoever only keeps the system running reads no content."""
    if actor.roles <= {"it"}:
        raise Forbidden(
            _("Offers are between colleagues who teach, lead and learn; IT keeps the system, not its content."),
            _("If you also teach, ask the central office to add that role to the roster."),
        )


def audience_of(offer: Offer | HelpOffer) -> Audience | None:
    """To whom an offer is published now. What somebody who left published is published no more."""
    shown = offer.state == Offer.State.PUBLISHED and offer.staff.active
    return Audience(offer.audience) if shown else None


def row_of(offer: Offer | HelpOffer) -> str:
    """Its row of the visibility matrix."""
    return "offer" if audience_of(offer) else "draft"


def standing_to_offer(actor: Actor, offer: Offer | HelpOffer) -> Standing:
    """How the actor stands to one offer. No query for its owner, nor for what the whole district may read."""
    published = audience_of(offer)
    if actor.staff_id == offer.staff_id:
        return Standing(own=True, published=published)
    if published is Audience.DISTRICT:
        return Standing(published=published)
    shared = {} if published or not offer.staff.active else {"record": "draft", "object_id": offer.public_id}
    return trust.standing_to(actor, [offer.staff_id], published=published, **shared)


@paired
def read_offer(actor: Actor, offer: Offer) -> None:
    """Read one offer, by the matrix. Where it is no secret, whoever reads no offers at all is told why."""
    standing = standing_to_offer(actor, offer)
    if standing.published is Audience.DISTRICT and not standing.own:
        read_offers(actor)
    by_matrix.require(actor, row_of(offer), standing, Permission.READ)


@paired
def change_offer(actor: Actor, offer: Offer) -> None:
    """Edit, publish or withdraw: whoever writes it by the matrix."""
    read_offer(actor, offer)
    if not by_matrix.may(actor, row_of(offer), standing_to_offer(actor, offer), Permission.WRITE):
        raise Forbidden(
            _("This offer belongs to %(name)s. Only its owner changes it.") % {"name": offer.staff},
            _("You can make one of your own on the same practice."),
        )


def standing_to_need(actor: Actor, need: Need) -> Standing:
    """How the actor stands to a need. Nothing of somebody who left is shared any more."""
    shared = {"record": "need", "object_id": need.public_id} if need.staff.active else {}
    return trust.standing_to(actor, [need.staff_id], **shared)


@paired
def read_need(actor: Actor, need: Need) -> None:
    """Read one need: its owner, and a colleague with whom it is shared by name. It exists for nobody else."""
    by_matrix.require(actor, "need", standing_to_need(actor, need), Permission.READ)


@paired
def change_need(actor: Actor, need: Need) -> None:
    """Close, reopen or delete: its owner. A reader is told so; it exists for nobody else."""
    by_matrix.require(actor, "need", standing_to_need(actor, need), Permission.WRITE)


@paired
def change_help(actor: Actor, offered: HelpOffer) -> None:
    """Change, show or withdraw what one offers: whoever writes it by the matrix. It exists for nobody else here."""
    if not by_matrix.may(actor, row_of(offered), standing_to_offer(actor, offered), Permission.WRITE):
        raise Http404


def word_count(text: str) -> int:
    """Words as the page counts them: what stands between spaces."""
    return len(text.split())


def missing_for_colleagues(offer: Offer) -> dict[str, str]:
    """What an offer still lacks before it can be published: field -> sentence. Empty: it is ready."""
    missing = {}
    if not offer.what_i_do.strip():
        missing["what_i_do"] = _("Say in your own words what you do. A title alone does not help a colleague.")
    if not (offer.artefact_link or offer.artefact_file):
        missing["artefact_file"] = _("Add one artefact, a file or a link: something that shows the practice in use.")
    return missing


@paired
def publish_offer(actor: Actor, offer: Offer) -> None:
    """Publish: the owner, once there are words and an artefact."""
    change_offer(actor, offer)
    missing = missing_for_colleagues(offer)
    if missing:
        raise Refused(" ".join(missing.values()), _("It stays a draft, which only you can see, until then."))


def check_words(text: str, most: int = MOST_WORDS) -> None:
    """At most so many words. Raises Refused."""
    words = word_count(text)
    if words > most:
        raise Refused(
            _("These are %(words)d words; there is room for %(most)d.") % {"words": words, "most": most},
            _("Keep what a visitor would see first."),
        )


def check_link(link: str) -> None:
    """A link must be https, to a host, without a password in it. Raises Refused."""
    parts = urlsplit(link)
    if parts.scheme != "https" or not parts.hostname or parts.username:
        raise Refused(
            _("The link must begin with https:// and lead to a page."),
            _("Copy it from the address bar, or bring the file instead."),
        )


def check_artefact(name: str, size: int, chunks: Iterable[bytes]) -> None:
    """A file may be a PDF, a picture or a plain text, by its content and by its name. Raises Refused."""
    if size > ARTEFACT_MAX_BYTES:
        raise too_large()
    check_content(name, b"".join(chunks))


@paired
def change_door(actor: Actor, door: OpenDoor | ClosedDoor) -> None:
    """Close an open door, or take back a wish for quiet: whose door it is."""
    if door.staff_id == actor.staff_id:
        return
    if isinstance(door, ClosedDoor):
        raise Http404
    raise Forbidden(
        _("This is %(name)s's door. Only its owner closes it.") % {"name": door.staff},
        _("Your own open doors are listed under Open doors."),
    )


def check_seats(seats: Any) -> None:
    """One visitor at least, and no crowd. Raises Refused."""
    if not 1 <= int(seats) <= SEATS_MOST:
        raise Refused(
            _("An open door has between 1 and %(most)d seats.") % {"most": SEATS_MOST},
            _("Choose how many colleagues fit without disturbing the class."),
        )


@paired
def shape_practices(actor: Actor) -> None:
    """Add, rename and retire practices, and bring files of them: the central office, by the matrix."""
    if not by_matrix.may(actor, "practice", Standing(), Permission.WRITE):
        raise Forbidden(
            _("The list of practices is kept by the central office."),
            _("Tell them which practice is missing or has another name in your school."),
        )


@paired
def can_undo_taxonomy(file: TaxonomyFile, changed: Sequence[str]) -> None:
    """An applied file, as long as nothing newer changed the same items. ``changed``: names of those that were."""
    if file.state != TaxonomyFile.State.APPLIED:
        raise Refused(
            _("Only a file that is applied can be undone; this one is “%(state)s”.")
            % {"state": file.get_state_display()},
            _("Go back to the list of practices."),
        )
    if not file.before:
        raise Refused(_("This file changed nothing, or it is not known any more what was before."))
    if changed:
        raise Refused(
            _("Somebody has changed what this file brought: %(names)s.") % {"names": ", ".join(changed[:3])},
            _("Undo the newer file first, or change these practices one by one."),
        )


def check_successor(practice: Practice, successor: Practice | None) -> None:
    """A retired practice is followed by another one in use. Raises Refused."""
    if successor is not None and (successor.pk == practice.pk or not successor.active):
        raise Refused(
            _("A practice can be followed only by another one that is in use."), _("Choose another, or leave it empty.")
        )


@paired
def say_word(actor: Actor, offer: Offer) -> None:
    """Say a word about a published offer: a colleague who reads it, never its owner nor who leads or evaluates them."""
    read_offer(actor, offer)
    if actor.staff_id is None or offer.state != Offer.State.PUBLISHED:
        raise Refused(_("This offer is not published now."), _("Tell your colleague in person."))
    if offer.staff_id == actor.staff_id:
        raise Refused(_("This is your own offer."), _("What colleagues say about it comes to you first."))
    standing = trust.standing_to(actor, [offer.staff_id])
    if standing.evaluates or standing.leads:
        raise Refused(
            _("Whoever leads or evaluates a colleague says nothing about their practice here."),
            _("So nobody needs to read it as a judgement. Thank them in person."),
        )


@paired
def take_up(actor: Actor, offer: Offer) -> None:
    """Say that one uses a strategy: whoever reads the published offer and teaches or works beside its owner."""
    read_offer(actor, offer)
    if actor.staff_id is None or offer.state != Offer.State.PUBLISHED:
        raise Refused(_("This offer is not published now."), _("What you said about it stays under What spreads."))
    if offer.staff_id == actor.staff_id:
        raise Refused(_("This is your own offer."), _("Colleagues who learned it from you say so here."))


def standing_to_word(actor: Actor, word: Word) -> Standing:
    """How the actor stands to a word: its owner, its author, or a reader of the offer once it is shown."""
    shown = audience_of(word.offer) if word.state == Word.State.SHOWN else None
    return trust.standing_to(actor, [word.owner_id], paired=actor.staff_id == word.author_id, published=shown)


def over_whom(actor: Actor, people: Iterable[int]) -> set[int]:
    """Whom of these people the actor leads or evaluates today (two queries)."""
    if actor.staff_id is None or actor.today is None:
        return set()
    pairs = trust.stands_over({actor.staff_id, *people}, actor.today)
    return {one for over, one in pairs if over == actor.staff_id}


def reads_between(actor: Actor, record: str, owner: int, over: Collection[int]) -> bool:
    """Whether the other person of a record reads it: never who leads or evaluates (``over``) its owner."""
    standing = Standing(own=actor.staff_id == owner, paired=True, evaluates=owner in over)
    return by_matrix.may(actor, record, standing, Permission.READ)


@paired
def change_word(actor: Actor, word: Word) -> None:
    """Show, keep or delete a word: the two between whom it is. For others it does not exist."""
    record = "endorsement" if word.state == Word.State.SHOWN else "endorsement_waiting"
    own = actor.staff_id is not None and actor.staff_id in (word.owner_id, word.author_id)
    if not own or not by_matrix.may(actor, record, standing_to_word(actor, word), Permission.WRITE):
        raise Http404


@paired
def answer_word(actor: Actor, word: Word) -> None:
    """Show or keep what a colleague said: whose offer it is about."""
    change_word(actor, word)
    if word.owner_id != actor.staff_id:
        raise Forbidden(
            _("%(name)s decides whether this stands with the offer.") % {"name": word.owner},
            _("You can take it back."),
        )


@paired
def change_adoption(actor: Actor, adoption: Adoption) -> None:
    """Change or delete what somebody said about a strategy: who said it. For others it does not exist."""
    if adoption.staff_id != actor.staff_id:
        raise Http404


def check_sentence(text: str) -> None:
    """A word is one or two lines. Raises Refused."""
    if not text.strip():
        raise Refused(_("There is nothing written yet."), _("One sentence is enough: what did you see?"))
    if len(text) > MOST_LETTERS:
        raise Refused(
            _("There is room for %(most)d letters.") % {"most": MOST_LETTERS}, _("Keep the one thing that mattered.")
        )


def teacher_named(known: Iterable[tuple[str, str]], public_id: str) -> str:
    """The public id of somebody from whom a strategy can have been learned. Raises Refused for anybody else."""
    if public_id not in {one for one, _name in known}:
        raise Refused(
            _("This colleague is not among those who show or use this strategy."), _("Choose a name from the list.")
        )
    return public_id


@paired
def ask_for_partner(actor: Actor) -> None:
    """Wish for a thought partner, or be one: whoever teaches or leads learning."""
    if actor.staff_id is None or not actor.has("teacher", "leader"):
        raise Forbidden(
            _("Thought partners are colleagues who teach."), _("Ask a colleague in person, or look under People.")
        )


def reads_wish(actor: Actor, wish: PartnerWish, over: Collection[int]) -> bool:
    """Whether somebody may read a wish, by the matrix: never who leads or evaluates whoever has it."""
    standing = Standing(own=actor.staff_id == wish.staff_id, evaluates=wish.staff_id in over)
    return by_matrix.may(actor, "partner_wish", standing, Permission.READ)


@paired
def see_access(actor: Actor) -> None:
    """See how far willing hosts are within reach, as counts: the central office."""
    if not by_matrix.may(actor, "access_picture", Standing(), Permission.READ):
        raise Forbidden(
            _("This picture of the whole district is for the central office."),
            _("Under Practices you see how many colleagues show each."),
        )


def check_weights(weights: dict[str, int]) -> None:
    """Weights are percents that sum to a hundred. Raises Refused."""
    total = sum(weights.values())
    if total != 100 or any(not 0 <= one <= 100 for one in weights.values()):
        raise Refused(
            _("Together these are %(total)d percent.") % {"total": total}, _("Change them until they sum to 100.")
        )

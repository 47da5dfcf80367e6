"""Makers of practices, offers, needs and doors."""

from datetime import UTC, date, datetime
from typing import Any

from staffroom.expertise.models import (
    Adoption,
    ClosedDoor,
    HelpOffer,
    Hosting,
    Need,
    Offer,
    OpenDoor,
    PartnerWish,
    Practice,
    Word,
)
from staffroom.people.models import District, Section, Staff
from staffroom.spine.scoping import district_scope, writing

from .people import saved

A_DAY = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)


def make_practice(district: District, code: str = "number-talks", **fields: Any) -> Practice:
    """A practice of mathematics lessons, unless told otherwise."""
    given = {"name_en": code.replace("-", " ").capitalize(), "name_es": "", "family": "mathematics", **fields}
    return saved(Practice(district=district, code=code, **given))


def make_offer(staff: Staff, practice: Practice, *sections: Section, state: str = "published", **fields: Any) -> Offer:
    """An offer with words and a link, published unless told otherwise."""
    given = {
        "what_i_do": "Ten minutes of mental math; students explain their ways.",
        "artefact_title": "Anchor chart",
        "artefact_link": "https://files.example/chart",
        "created": A_DAY,
        "updated": A_DAY,
        **fields,
    }
    offer = saved(Offer(district=staff.district, staff=staff, practice=practice, state=state, **given))
    with district_scope(staff.district_id), writing():
        offer.sections.set(sections)
    return offer


def make_help(staff: Staff, practice: Practice, *, state: str = "published", **fields: Any) -> HelpOffer:
    """What somebody says they are good at, shown to the district unless told otherwise."""
    given = {"what_i_do": "Names first, then seats.", "ask_me": "In the yard after the run.", "audience": "district"}
    given |= {"created": A_DAY, "updated": A_DAY, **fields}
    return saved(HelpOffer(district=staff.district, staff=staff, practice=practice, state=state, **given))


def make_word(offer: Offer, author: Staff, *, state: str = "waiting", **fields: Any) -> Word:
    """What a colleague said about an offer, for its owner alone unless told otherwise."""
    given = {"kind": "saw", "text": "Every table talked.", "created": A_DAY, "owner": offer.staff, **fields}
    return saved(Word(district=offer.district, offer=offer, author=author, state=state, **given))


def make_adoption(offer: Offer, staff: Staff, *, state: str = "private", **fields: Any) -> Adoption:
    """What a colleague took up from an offer's owner, told to the owner alone unless told otherwise."""
    given = {"what_came": "Quiet ones speak first now.", "learned_from": offer.staff, "created": A_DAY}
    given |= {"updated": A_DAY, **fields}
    return saved(Adoption(district=offer.district, offer=offer, staff=staff, state=state, **given))


def make_need(staff: Staff, practice: Practice, **fields: Any) -> Need:
    """A private need of a person."""
    return saved(Need(district=staff.district, staff=staff, practice=practice, **{"created": A_DAY, **fields}))


def make_open_door(offer: Offer, section: Section, when: date, period: str = "1", **fields: Any) -> OpenDoor:
    """An open door in a lesson of the offer's owner."""
    given = {"start": 480, "end": 530, "district": offer.district, "staff": offer.staff, **fields}
    return saved(OpenDoor(offer=offer, section=section, date=when, period=period, **given))


def make_closed_door(staff: Staff, **fields: Any) -> ClosedDoor:
    """A wish for no visitors."""
    return saved(ClosedDoor(district=staff.district, staff=staff, **fields))


def make_hosting(staff: Staff, **fields: Any) -> Hosting:
    """How a person hosts."""
    return saved(Hosting(district=staff.district, staff=staff, **fields))


def make_wish(staff: Staff, on: date, **fields: Any) -> PartnerWish:
    """A wish for a thought partner on a date."""
    given = {"about": "My groups fall apart after lunch.", "created": A_DAY, **fields}
    return saved(PartnerWish(district=staff.district, staff=staff, date=on, **given))

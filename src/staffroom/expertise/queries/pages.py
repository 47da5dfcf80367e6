"""What one page needs, in one call: so that views neither query nor decide."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.people.models import Account, District
from staffroom.spine.access import Actor
from staffroom.spine.files.store import StoredFile

from .. import rules
from ..models import Offer, OpenDoor, Practice
from .doors import (
    DoorFilter,
    LessonAhead,
    closed_doors,
    closed_sentence,
    hosted_lessons_limit,
    hosting_of,
    lessons_ahead,
    my_doors,
    my_periods,
    open_doors,
    schools_with_doors,
    subjects_with_doors,
)
from .offers import artefact_file, live_offer_on, my_offers, offer_for, own_offer, shown_sections
from .practices import family_name, practices, subject_name

WEEKS = 2


def practice_page(actor: Actor, practice: Practice) -> dict[str, Any]:
    """One practice, and whether the reader offers it too."""
    mine = live_offer_on(actor, practice.pk) if actor.staff_id else None
    return {
        "practice": practice,
        "family": family_name(practice.family),
        "subject": subject_name(practice.subject) if practice.subject else "",
        "mine": mine,
        "can_offer": rules.make_offers.allows(actor),
        "can_need": rules.keep_needs.allows(actor),
    }


def who_sees(offer: Offer) -> str:
    """Who can read an offer, in one line."""
    if offer.state == Offer.State.PUBLISHED:
        return _("every colleague in your district who can sign in. Not families, not the public.")
    return _("only you")


def _file(offer: Offer) -> StoredFile | None:
    return artefact_file(offer) if offer.artefact_file else None


def offer_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """An offer as colleagues see it."""
    offer = offer_for(actor, public_id)
    return {
        "offer": offer,
        "file": _file(offer),
        "sections": shown_sections(offer),
        "hosting": getattr(offer.staff, "hosting", None),
        "mine": offer.staff_id == actor.staff_id,
        "readers": who_sees(offer),
        "missing": list(rules.missing_for_colleagues(offer).values()),
    }


def _readers(actor: Actor) -> int:
    """How many people can sign in and may read offers."""
    held = Account.objects.filter(district_id=actor.district_id, is_active=True, staff__active=True)
    reading = held.exclude(pk__in=held.filter(staff__assignments__role="it").values("pk"))
    return reading.exclude(staff_id=actor.staff_id).count()


def preview_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """An offer before it is published: as colleagues will see it, who that is, and what is still missing."""
    own_offer(actor, public_id)
    page, readers = offer_page(actor, public_id), _readers(actor)
    offer = page["offer"]
    colleagues = ngettext("%(n)d colleague", "%(n)d colleagues", readers) % {"n": readers}
    return page | {
        "colleagues": colleagues,
        "district": District.objects.get(pk=actor.district_id),
        "few_words": 0 < rules.word_count(offer.what_i_do) < rules.FEW_WORDS,
    }


def doors_shown(actor: Actor, wanted: DoorFilter) -> list[OpenDoor]:
    """The open doors of this week and the next. Raises Forbidden for whoever may not read offers."""
    today = actor.today
    last = today - timedelta(days=today.weekday()) + timedelta(days=7 * WEEKS - 1)
    return open_doors(actor, today, last, wanted)


def doors_page(actor: Actor, wanted: DoorFilter) -> dict[str, Any]:
    """The open doors of this week and the next by day, my own, and the choices of the filter."""
    found, today = doors_shown(actor, wanted), actor.today
    return {
        "days": [(day, list(doors)) for day, doors in groupby(found, key=lambda door: door.date)],
        "mine": my_doors(actor, today),
        "wanted": wanted,
        "filtered": any((wanted.practice, wanted.school, wanted.subject)),
        "practices": sorted(practices(actor.district_id), key=lambda p: p.name.casefold()),
        "schools": schools_with_doors(actor, today),
        "subjects": [(code, subject_name(code)) for code in subjects_with_doors(actor, today)],
        "can_open": rules.make_offers.allows(actor),
    }


def door_choices(actor: Actor, now: datetime) -> tuple[list[Offer], list[LessonAhead]]:
    """My published offers, and my lessons of the next two weeks. Raises Forbidden for whoever teaches nobody."""
    rules.make_offers(actor)
    published = [offer for offer in my_offers(actor) if offer.state == Offer.State.PUBLISHED]
    return published, lessons_ahead(actor, now)


def hosting_page(actor: Actor) -> dict[str, Any]:
    """How I host, and when I want no visitors."""
    return {
        "hosting": hosting_of(actor),
        "closed": [(one, closed_sentence(one)) for one in closed_doors(actor)],
        "periods": my_periods(actor),
        "most": hosted_lessons_limit(actor),
    }

"""What one page needs, in one call: so that views neither query nor decide."""

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.people.models import District, School
from staffroom.spine.access import Actor, Audience
from staffroom.spine.files.store import StoredFile
from staffroom.trust.queries import schools_of, shared_until, sharing_now

from .. import rules
from ..models import Offer, OpenDoor, Practice
from ..models.practices import in_language
from .audience import readers
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
from .offers import (
    artefact_file,
    live_offer_on,
    my_offers,
    offer_as_shared,
    offer_for,
    own_offer,
    shown_sections,
)
from .practices import family_name, family_names, practice_by_code, practices, subject_name
from .spread import spread_of

WEEKS = 2


def practice_page(actor: Actor, code: str) -> dict[str, Any]:
    """One practice (for a retired one what follows it), what it looks like, and whether the reader offers it too.

    Raises Http404.
    """
    practice = practice_by_code(actor.district_id, code, actor)
    mine = live_offer_on(actor, practice.pk) if actor.staff_id else None
    return {
        "practice": practice,
        "followed": Practice.objects.get(district_id=actor.district_id, code=code) if code != practice.code else None,
        "steps": [
            (in_language(one.name_en, one.name_es), in_language(one.text_en, one.text_es)) for one in practice.steps
        ],
        "parts": list(practices(actor.district_id).filter(under=practice)),
        "can_shape": rules.shape_practices.allows(actor),
        "family": family_name(practice.family, family_names(actor.district_id)),
        "subject": subject_name(practice.subject) if practice.subject else "",
        "mine": mine,
        "can_offer": rules.make_offers.allows(actor),
        "can_need": rules.keep_needs.allows(actor),
    }


def who_sees(actor: Actor, offer: Offer) -> str:
    """Who can read an offer, in one line."""
    audience = rules.audience_of(offer)
    if audience is Audience.DISTRICT:
        return _("every colleague in your district who can sign in. Not families, not the public.")
    if audience is Audience.SCHOOL:
        where = schools_named(offer.staff_id, actor.today)
        return _("colleagues of %(schools)s who can sign in. Not the rest of the district, not the public.") % {
            "schools": where
        }
    return _only_you_and(_shared_with(actor, offer))


def _shared_with(actor: Actor, offer: Offer) -> int:
    return sharing_now("draft", offer.public_id, actor.today) if actor.today else 0


def _only_you_and(number: int) -> str:
    if not number:
        return _("only you")
    return ngettext(
        "only you and %(n)d colleague with whom you share it",
        "only you and %(n)d colleagues with whom you share it",
        number,
    ) % {"n": number}


def schools_named(staff_id: int, day: date | None) -> str:
    """The schools at which somebody works on a day, as a reader writes them; "your school" where there is none."""
    held = School.objects.filter(pk__in=schools_of(staff_id, day)) if day else ()
    return get_text_list([school.name for school in held], _("and")) or _("your school")


def _file(offer: Offer) -> StoredFile | None:
    return artefact_file(offer) if offer.artefact_file else None


def offer_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """An offer as colleagues see it; a draft as whoever it is shared with sees it."""
    offer = offer_for(actor, public_id)
    found = offer_as_shared(actor, offer)
    return {
        "offer": offer,
        "found": found,
        "until": shared_until(actor, "draft", public_id) if found.standing.granted else None,
        "file": _file(offer),
        "sections": shown_sections(offer),
        "hosting": getattr(offer.staff, "hosting", None),
        "mine": found.standing.own,
        "readers": "" if found.standing.granted else who_sees(actor, offer),
        "missing": list(rules.missing_for_colleagues(offer).values()),
        **spread_of(actor, offer),
    }


def preview_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """An offer and the two audiences it may have: as they see it, how many they are, and what is still missing."""
    own_offer(actor, public_id)
    page = offer_page(actor, public_id)
    return page | {
        "audiences": audience_choices(actor),
        "few_words": 0 < rules.word_count(page["offer"].what_i_do) < rules.FEW_WORDS,
    }


def audience_choices(actor: Actor) -> list[tuple[str, str]]:
    """To whom one may publish: value and sentence, with the number of colleagues who would read it."""
    assert actor.staff_id is not None  # noqa: S101 - whoever makes offers is a person
    school, district = Offer.Audience.SCHOOL, Offer.Audience.DISTRICT
    name = District.objects.get(pk=actor.district_id).name
    near, all_around = _colleagues(readers(actor, school)), _colleagues(readers(actor, district))
    where = schools_named(actor.staff_id, actor.today)
    return [
        (
            district,
            _("The district: %(colleagues)s in %(district)s who can sign in.")
            % {"colleagues": all_around, "district": name},
        ),
        (
            school,
            _("My school: %(colleagues)s of %(schools)s who can sign in, and nobody else.")
            % {"colleagues": near, "schools": where},
        ),
    ]


def _colleagues(number: int) -> str:
    return ngettext("%(n)d colleague", "%(n)d colleagues", number) % {"n": number}


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
        "practices": sorted(practices(actor.district_id, actor), key=lambda p: p.name.casefold()),
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

"""Reads of the taxonomy."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffroom.core import practices_work
from staffroom.core.finding import Findable, find
from staffroom.core.practices import FAMILIES as LESSON_FAMILIES
from staffroom.core.practices import SUBJECT
from staffroom.spine.access import Actor

from ..models import Practice
from .audience import seen_by

FAMILIES = LESSON_FAMILIES | practices_work.FAMILIES
NAME, FAMILY, DESCRIPTION = 1.0, 0.6, 0.55


@dataclass(frozen=True, slots=True)
class Family:
    """Practices of one kind, with its name in the reader's language."""

    code: str
    name: str
    practices: list[Practice]


def _in_language(english: str, spanish: str) -> str:
    return spanish if (get_language() or "").startswith("es") and spanish else english


def family_name(code: str) -> str:
    """The family's name in the reader's language; a district's own family is named by its code."""
    english, spanish = FAMILIES.get(code, (code or _("Other practices"), ""))
    return _in_language(english, spanish)


def subject_name(code: str) -> str:
    """The subject's name in the reader's language; an unknown code is shown as it is."""
    known = SUBJECT.get(code)
    return _in_language(known.name_en, known.name_es) if known else code


def practices(district_id: int, reader: Actor | None = None) -> QuerySet[Practice]:
    """The district's practices in use. ``offered``: how many colleagues offer it to the reader; without a reader, to
    the whole district."""
    mine = Practice.objects.filter(district_id=district_id, active=True)
    return mine.annotate(offered=Count("offers__staff", filter=seen_by(reader, "offers__"), distinct=True))


def practice_codes(district_id: int) -> set[str]:
    """Codes of every practice of the district, retired ones too."""
    return set(Practice.objects.filter(district_id=district_id).values_list("code", flat=True))


def practice_by_code(district_id: int, code: str, reader: Actor | None = None, *, counted: bool = True) -> Practice:
    """One practice in use, with ``offered`` when ``counted``. Raises Http404."""
    held = practices(district_id, reader) if counted else Practice.objects.filter(district_id=district_id, active=True)
    found = held.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def families(found: list[Practice]) -> list[Family]:
    """The same practices by family, in the order of the starter taxonomy, a district's own families last."""
    grouped: dict[str, list[Practice]] = {code: [] for code in FAMILIES}
    for practice in found:
        grouped.setdefault(practice.family, []).append(practice)
    return [
        Family(code, family_name(code), sorted(held, key=lambda p: p.name.casefold()))
        for code, held in grouped.items()
        if held
    ]


def _findable(practice: Practice) -> Findable:
    english, spanish = FAMILIES.get(practice.family, (practice.family, ""))
    texts = (
        (practice.name_en, NAME),
        (practice.name_es, NAME),
        (f"{english} {spanish}", FAMILY),
        (f"{practice.description_en} {practice.description_es}", DESCRIPTION),
    )
    return Findable(practice.code, texts)


def search_practices(district_id: int, text: str, limit: int = 8, reader: Actor | None = None) -> list[Practice]:
    """Practices that fit what was typed, best first, in both languages, slips forgiven (one query)."""
    held = {practice.code: practice for practice in practices(district_id, reader)}
    return [held[code] for code in find(text, map(_findable, held.values()), limit)]


def practice_chosen(actor: Actor, code: str) -> Practice | None:
    """The practice named in an address, or None: a wrong code is no error there."""
    return practices(actor.district_id, actor).filter(code=code).first() if code else None

"""Reads of the taxonomy."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.core import practices_work
from staffroom.core.finding import Findable, find
from staffroom.core.practices import FAMILIES as LESSON_FAMILIES
from staffroom.core.practices import SUBJECT
from staffroom.spine.access import Actor

from ..models import Practice, PracticeFamily
from ..models.practices import in_language
from .audience import seen_by

FAMILIES = LESSON_FAMILIES | practices_work.FAMILIES
NAME, FAMILY, DESCRIPTION = 1.0, 0.6, 0.55


@dataclass(frozen=True, slots=True)
class Family:
    """Practices of one kind, with its name in the reader's language."""

    code: str
    name: str
    practices: list[Practice]


Names = dict[str, tuple[str, str]]


def family_names(district_id: int) -> Names:
    """The district's families in their order: code -> name in English and in Spanish (one query)."""
    rows = PracticeFamily.objects.filter(district_id=district_id)
    own = {row.code: (row.position, row.name_en, row.name_es) for row in rows}
    starters = {code: (place, *pair) for place, (code, pair) in enumerate(FAMILIES.items())}
    found = sorted((starters | own).items(), key=lambda pair: (pair[1][0], pair[1][1]))
    return {code: (english, spanish) for code, (_place, english, spanish) in found}


def family_name(code: str, names: Names | None = None) -> str:
    """The family's name in the reader's language; one that nobody named is named by its code."""
    known = FAMILIES if names is None else names
    return in_language(*known.get(code, (code or _("Other practices"), "")))


def subject_name(code: str) -> str:
    """The subject's name in the reader's language; an unknown code is shown as it is."""
    known = SUBJECT.get(code)
    return in_language(known.name_en, known.name_es) if known else code


def practices(district_id: int, reader: Actor | None = None) -> QuerySet[Practice]:
    """The district's practices in use. ``offered``: how many colleagues offer it to the reader; without a reader, to
    the whole district. Offers on a practice that it followed count too."""
    mine = Practice.objects.filter(district_id=district_id, active=True)
    own = Count("offers__staff", filter=seen_by(reader, "offers__"), distinct=True)
    path = "predecessors__offers__"
    before = Count(f"{path}staff", filter=seen_by(reader, path) & Q(predecessors__active=False), distinct=True)
    return mine.annotate(offered=own + before)


def answering(practice: Practice, path: str = "") -> Q:
    """Offers that show a practice: its own, and those on retired ones that it followed. ``path`` leads to the offer."""
    before = {f"{path}practice__successor": practice, f"{path}practice__active": False}
    return Q(**{f"{path}practice": practice}) | Q(**before)


def as_followed(path: str = "practice") -> Case:
    """The practice at ``path`` of a row, or the one in use that follows it when it is retired: whoever has seen the one
    has seen the other."""
    over = Q(**{f"{path}__active": False, f"{path}__successor__active": True})
    return Case(When(over, then=F(f"{path}__successor_id")), default=F(f"{path}_id"))


def leading_on(practice: Practice) -> Practice:
    """The practice itself, or the one in use that follows it when it is retired."""
    after = None if practice.active else practice.successor
    return after if after is not None and after.active else practice


def in_use(district_id: int, code: str) -> str:
    """The code itself, or of what follows it when it is retired and something does (one query)."""
    rows = Practice.objects.filter(district_id=district_id, code=code, active=False, successor__active=True)
    return rows.values_list("successor__code", flat=True).first() or code


def practice_codes(district_id: int) -> set[str]:
    """Codes of every practice of the district, retired ones too."""
    return set(Practice.objects.filter(district_id=district_id).values_list("code", flat=True))


def practice_by_code(district_id: int, code: str, reader: Actor | None = None, *, counted: bool = True) -> Practice:
    """One practice in use, with ``offered`` when ``counted``; for a retired one what follows it. Raises Http404."""
    held = practices(district_id, reader) if counted else Practice.objects.filter(district_id=district_id, active=True)
    held = held.select_related("under")
    found = held.filter(code=code).first() or held.filter(code=in_use(district_id, code)).first()
    if found is None:
        raise Http404
    return found


def families(found: list[Practice], names: Names) -> list[Family]:
    """The same practices by family, in the order of the district's families, practices without one last."""
    grouped: dict[str, list[Practice]] = {code: [] for code in names}
    for practice in found:
        grouped.setdefault(practice.family, []).append(practice)
    return [
        Family(code, family_name(code, names), sorted(held, key=lambda p: (p.position, p.name.casefold())))
        for code, held in grouped.items()
        if held
    ]


def practices_by_family(actor: Actor) -> list[Family]:
    """Every practice in use, counted for the reader, by family."""
    return families(list(practices(actor.district_id, actor)), family_names(actor.district_id))


def practice_findable(practice: Practice, names: Names) -> Findable:
    english, spanish = names.get(practice.family, (practice.family, ""))
    texts = (
        (practice.name_en, NAME),
        (practice.name_es, NAME),
        (f"{english} {spanish}", FAMILY),
        (f"{practice.description_en} {practice.description_es}", DESCRIPTION),
    )
    return Findable(practice.code, texts)


def search_practices(district_id: int, text: str, limit: int = 8, reader: Actor | None = None) -> list[Practice]:
    """Practices that fit what was typed, best first, in both languages, slips forgiven (two queries)."""
    held = {practice.code: practice for practice in practices(district_id, reader)}
    names = family_names(district_id)
    return [held[code] for code in find(text, (practice_findable(one, names) for one in held.values()), limit)]


def practice_chosen(actor: Actor, code: str) -> Practice | None:
    """The practice named in an address, or None: a wrong code is no error there."""
    return practices(actor.district_id, actor).filter(code=in_use(actor.district_id, code)).first() if code else None

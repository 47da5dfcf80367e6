"""Who would let me come and see a practice, those with classes most like mine first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import get_language

from staffroom.core.context import Context, Likeness, LikenessReason, likeness, likeness_sentence
from staffroom.core.practices import area_of, shows
from staffroom.core.visits.instance import ClosedDoor as ClosedToPlanner
from staffroom.people.models import School, Section, Staff, Teaching
from staffroom.spine.access import Actor

from .. import rules
from ..models import ClosedDoor, Offer, OpenDoor, Practice
from .doors import WEEKDAYS
from .offers import context_line, grade_line, my_sections, offers_in_full
from .practices import subject_name

REASONS = 4


@dataclass(frozen=True, slots=True)
class HostMatch:
    """A colleague who offers a practice. Ids are primary keys where they are numbers.

    ``likeness`` lies in [0, 1], of the pair of classes most alike; 0 without a class to compare with.
    ``sections``: the classes in which it can be seen. ``closed``: as the planner reads it. ``lessons_week``: the
    host's own limit, None for the district's. ``class_line`` tells the most alike class in one line.
    """

    offer_id: int
    offer_public_id: str
    staff_id: int
    staff_public_id: str
    name: str
    role: str
    school_id: int | None
    school_name: str
    what_i_do: str
    sections: tuple[int, ...]
    class_line: str
    likeness: float
    reasons: tuple[str, ...]
    open_doors: tuple[OpenDoor, ...]
    closed: tuple[ClosedToPlanner, ...]
    lessons_week: int | None
    hosting_note: str


def context_of(section: Section) -> Context:
    """A class as the core compares it; what the class does not tell is taken from its school (no query)."""
    school = section.school
    grades = (grade.strip().upper().zfill(2) for grade in section.grades.split(",") if grade.strip())
    return Context(
        grades=frozenset(grades),
        subjects=frozenset({area_of(section.subject)} if section.subject else ()),
        level=school.level,
        english_learners=_first_told(section.english_learners, school.english_learners),
        iep=_first_told(section.iep, school.iep),
        size=section.students or None,
        language_program=section.language_program,
    )


def _first_told(own: float | None, of_school: float | None) -> float | None:
    return of_school if own is None else own


def _named(code: str, aspect: str) -> str:
    if aspect == "subjects":
        return ", ".join(subject_name(one) for one in code.split(", "))
    if aspect == "grades":
        return grade_line(code.replace(", ", ","))
    return str(School.Level(code).label) if aspect == "level" and code in School.Level.values else code


def _said(reason: LikenessReason) -> str:
    """One reason in the reader's language, with names where the core knows codes."""
    aspect = reason.code.split(".")[0]
    params = {name: _named(value, aspect) if isinstance(value, str) else value for name, value in reason.params.items()}
    language = "es" if (get_language() or "").startswith("es") else "en"
    return likeness_sentence(replace(reason, params=params), language)


def said_reasons(found: Likeness) -> tuple[str, ...]:
    """The reasons of a likeness as sentences, weightiest first, at most four; what differs only when all does."""
    alike = [reason for reason in found.reasons if reason.code.endswith(".alike")]
    return tuple(_said(reason) for reason in (alike or found.reasons)[:REASONS])


NOTHING_TO_COMPARE = Likeness(0.0, ())


class _Comparison:
    """My classes against theirs: each two kinds of class are compared once."""

    def __init__(self, mine: Iterable[Section]) -> None:
        self.mine = frozenset(context_of(section) for section in mine)
        self._known: dict[Context, Likeness] = {}

    def with_class(self, section: Section) -> Likeness:
        context = context_of(section)
        if context not in self._known:
            found = (likeness(own, context) for own in self.mine)
            self._known[context] = max(found, key=lambda one: one.score, default=NOTHING_TO_COMPARE)
        return self._known[context]

    def closest(self, sections: Sequence[Section]) -> tuple[Likeness, Section | None]:
        pairs = [(self.with_class(section), section) for section in sections]
        return max(pairs, key=lambda pair: pair[0].score, default=(NOTHING_TO_COMPARE, None))


def _taught_by(staff_ids: Iterable[int]) -> dict[int, list[Section]]:
    found: dict[int, list[Section]] = defaultdict(list)
    rows = Teaching.objects.filter(staff_id__in=[*staff_ids], active=True, section__active=True)
    for teaching in rows.select_related("section__school"):
        found[teaching.staff_id].append(teaching.section)
    return found


def _shown_in(offer: Offer, practice: Practice, taught: Sequence[Section]) -> list[Section]:
    """The classes an offer names that its owner still teaches; else those that can show the practice; else all."""
    named = {section.pk for section in offer.sections.all()}
    fitting = [section for section in taught if shows(section.subject, practice.subject)]
    return [section for section in taught if section.pk in named] or fitting or list(taught)


def _doors_by_offer(offers: Sequence[Offer], today: date | None) -> dict[int, list[OpenDoor]]:
    found: dict[int, list[OpenDoor]] = defaultdict(list)
    rows = OpenDoor.objects.filter(offer_id__in=[offer.pk for offer in offers])
    for door in rows.filter(date__gte=today) if today else rows:
        found[door.offer_id].append(door)
    return found


def closed_for_planner(staff_ids: Iterable[int]) -> dict[int, list[ClosedToPlanner]]:
    """When these people want no visitors, as the planner reads it (one query)."""
    found: dict[int, list[ClosedToPlanner]] = defaultdict(list)
    for row in ClosedDoor.objects.filter(staff_id__in=[*staff_ids]):
        weekday = WEEKDAYS.index(row.day) if row.day in WEEKDAYS else None
        day = row.date.toordinal() if row.date else None
        found[row.staff_id].append(ClosedToPlanner(str(row.staff_id), weekday, day, row.period or None))
    return found


def willing_hosts(actor: Actor, practice: Practice) -> list[HostMatch]:
    """Colleagues with a published offer on a practice who welcome visitors, most alike classes first.

    Never the actor. Raises Forbidden for whoever may not read offers. A fixed number of queries.
    """
    rules.read_offers(actor)
    shown = offers_in_full(actor).filter(practice=practice, state=Offer.State.PUBLISHED, staff__active=True)
    offers = list(shown.exclude(staff_id=actor.staff_id).exclude(staff__hosting__welcome=False))
    people = [offer.staff_id for offer in offers]
    taught, closed = _taught_by(people), closed_for_planner(people)
    doors, comparison = _doors_by_offer(offers, actor.today), _Comparison(my_sections(actor))
    found = [
        _match(offer, _shown_in(offer, practice, taught[offer.staff_id]), comparison, doors, closed) for offer in offers
    ]
    return sorted(found, key=lambda match: (-match.likeness, match.name, match.offer_id))


def willing_host(actor: Actor, offer: Offer) -> HostMatch | None:
    """One offer as a match: what a request for a visit needs. None when its owner welcomes nobody just now."""
    found = willing_hosts(actor, offer.practice)
    return next((match for match in found if match.offer_id == offer.pk), None)


def _match(
    offer: Offer,
    sections: list[Section],
    comparison: _Comparison,
    doors: dict[int, list[OpenDoor]],
    closed: dict[int, list[ClosedToPlanner]],
) -> HostMatch:
    alike, closest = comparison.closest(sections)
    staff, school = offer.staff, _home_school(offer.staff, sections)
    wishes = getattr(staff, "hosting", None)
    held = list(staff.assignments.all())
    return HostMatch(
        offer_id=offer.pk,
        offer_public_id=offer.public_id,
        staff_id=staff.pk,
        staff_public_id=staff.public_id,
        name=str(staff),
        role=(held[0].title or held[0].get_role_display()) if held else "",
        school_id=school.pk if school else None,
        school_name=str(school) if school else "",
        what_i_do=offer.what_i_do,
        sections=tuple(section.pk for section in sections),
        class_line=context_line(closest) if closest else "",
        likeness=alike.score,
        reasons=said_reasons(alike),
        open_doors=tuple(doors[offer.pk]),
        closed=tuple(closed[staff.pk]),
        lessons_week=wishes.lessons_week if wishes else None,
        hosting_note=wishes.note if wishes else "",
    )


def _home_school(staff: Staff, sections: Sequence[Section]) -> School | None:
    """The school of the main assignment, else of a class."""
    at = [assignment.school for assignment in staff.assignments.all() if assignment.school_id]
    return next(iter(at), sections[0].school if sections else None)

"""Who would let me come and see a practice, those with classes most like mine first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

from staffroom.core.context import (
    DEFAULT,
    Context,
    Likeness,
    LikenessReason,
    Weights,
    likeness,
    likeness_score,
    likeness_sentence,
)
from staffroom.core.practices import area_of, shows
from staffroom.core.visits.instance import ClosedDoor as ClosedToPlanner
from staffroom.people.models import Assignment, AssignmentRole, School, Section, Teaching
from staffroom.spine.access import Actor
from staffroom.spine.editions import Memory, memory

from .. import rules
from ..models import ClosedDoor, LikenessWeights, Offer, OpenDoor, Practice
from .audience import seen_by
from .doors import WEEKDAYS
from .offers import context_line, grade_line
from .practices import answering, subject_name

REASONS = 4
ROLES = dict(AssignmentRole.choices)


@dataclass(frozen=True, slots=True)
class HostMatch:
    """A colleague who offers a practice. Ids are primary keys where they are numbers.

    ``sections``: the classes in which it can be seen, ``closest`` the one most like a class of the reader's.
    ``closed``: as the planner reads it. ``lessons_week``: the host's own limit, None for the district's.
    """

    offer_id: int
    offer_public_id: str
    practice: Practice
    staff_id: int
    staff_public_id: str
    name: str
    role: str
    school_id: int | None
    school_name: str
    what_i_do: str
    language: str
    sections: tuple[int, ...]
    closest: Section | None
    alike: Likeness
    open_doors: tuple[OpenDoor, ...]
    closed: tuple[ClosedToPlanner, ...]
    lessons_week: int | None
    hosting_note: str

    @property
    def likeness(self) -> float:
        """In [0, 1], of the two classes most alike; 0 without a class to compare with."""
        return self.alike.score

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, as at most four sentences in the reader's language, weightiest first."""
        return said_reasons(self.alike)

    @property
    def class_line(self) -> str:
        """The most alike class in one line; empty without one."""
        return context_line(self.closest) if self.closest else ""


def context_of(section: Section) -> Context:
    """A class as the core compares it; what the class does not tell is taken from its school (no query)."""
    told = (section.grades, section.subject, section.students, section.english_learners, section.iep)
    return context_from(*told, section.language_program, section.school)


def context_from(
    grades: str,
    subject: str,
    students: int,
    english_learners: float | None,
    iep: float | None,
    program: str,
    school: School,
) -> Context:
    """The same from the columns of a class."""
    return Context(
        grades=_codes_of(grades),
        subjects=frozenset({area_of(subject)} if subject else ()),
        level=school.level,
        english_learners=_first_told(english_learners, school.english_learners),
        iep=_first_told(iep, school.iep),
        size=students or None,
        language_program=program,
    )


@lru_cache(maxsize=1024)
def _codes_of(grades: str) -> frozenset[str]:
    return frozenset(grade.strip().upper().zfill(2) for grade in grades.split(",") if grade.strip())


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


class Comparison:
    """My classes against theirs: each two kinds of class are compared once."""

    def __init__(self, mine: Iterable[Section], weights: Weights) -> None:
        self.mine = frozenset(context_of(section) for section in mine)
        self.weights = weights
        self._known: dict[Context, tuple[float, Context | None]] = {}

    def _best(self, theirs: Context) -> tuple[float, Context | None]:
        """The score of my class most like this one, and that class."""
        if theirs not in self._known:
            scored = ((likeness_score(own, theirs, self.weights), own) for own in self.mine)
            self._known[theirs] = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        return self._known[theirs]

    def score(self, theirs: Iterable[Context]) -> float:
        """How alike the pair most alike is, 0 to 1; 0 without a class to compare."""
        return max((self._best(one)[0] for one in theirs), default=0.0)

    def closest(self, sections: Sequence[Section]) -> tuple[Likeness, Section | None]:
        """The likeness of the pair most alike, and their class in it."""
        scored = [(*self._best(context := context_of(section)), context, section) for section in sections]
        _score, own, theirs, section = max(scored, key=lambda found: found[0], default=(0.0, None, None, None))
        alike = likeness(own, theirs, self.weights) if own and theirs else NOTHING_TO_COMPARE
        return alike, section


def taught_by(staff_ids: Iterable[int]) -> dict[int, list[Section]]:
    """Classes by teacher, each school fetched once (three queries)."""
    rows = Teaching.objects.filter(staff_id__in=[*staff_ids], active=True, section__active=True)
    pairs = list(rows.values_list("staff_id", "section_id"))
    sections = Section.objects.in_bulk({section for _staff, section in pairs})
    schools = School.objects.in_bulk({section.school_id for section in sections.values()})
    for section in sections.values():
        section.school = schools[section.school_id]
    found: dict[int, list[Section]] = defaultdict(list)
    for staff, section in pairs:
        found[staff].append(sections[section])
    return found


def named_by(offers: Sequence[Offer]) -> dict[int, set[int]]:
    """The classes that offers name, by offer (one query)."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Offer.sections.through.objects.filter(offer_id__in=[offer.pk for offer in offers])
    for offer, section in rows.values_list("offer_id", "section_id"):
        found[offer].add(section)
    return found


def shown_in(named: set[int], practice: Practice, taught: Sequence[Section]) -> list[Section]:
    """The classes an offer names that its owner still teaches; else those that can show the practice; else all."""
    fitting = [section for section in taught if shows(section.subject, practice.subject)]
    return [section for section in taught if section.pk in named] or fitting or list(taught)


def _posts_of(staff_ids: Iterable[int]) -> dict[int, Assignment]:
    """The main assignment of each person, with its school (one query)."""
    found: dict[int, Assignment] = {}
    rows = Assignment.objects.filter(staff_id__in=[*staff_ids], active=True).select_related("school")
    for assignment in rows.order_by("-primary", "id"):
        found.setdefault(assignment.staff_id, assignment)
    return found


def _doors_by_offer(
    offers: Sequence[Offer], today: date | None, sections: dict[int, Section]
) -> dict[int, list[OpenDoor]]:
    """Doors from today on, by offer, with their classes: one query when all of these are among ``sections``."""
    found: dict[int, list[OpenDoor]] = defaultdict(list)
    rows = OpenDoor.objects.filter(offer_id__in=[offer.pk for offer in offers])
    doors = list(rows.filter(date__gte=today) if today else rows)
    unknown = {door.section_id for door in doors} - sections.keys()
    known = sections | Section.objects.in_bulk(unknown) if unknown else sections
    for door in doors:
        door.section = known[door.section_id]
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


@dataclass(frozen=True, slots=True)
class _Known:
    """What was fetched about the hosts of one practice, by person or by offer."""

    comparison: Comparison
    taught: dict[int, list[Section]]
    named: dict[int, set[int]]
    posts: dict[int, Assignment]
    doors: dict[int, list[OpenDoor]]
    closed: dict[int, list[ClosedToPlanner]]


def sections_shown(offer_ids: Collection[int]) -> dict[int, set[int]]:
    """The classes in which each of these offers can be seen, as primary keys. Five queries."""
    offers = list(Offer.objects.filter(pk__in=[*offer_ids]).select_related("practice"))
    taught, named = taught_by({offer.staff_id for offer in offers}), named_by(offers)
    return {
        offer.pk: {one.pk for one in shown_in(named[offer.pk], offer.practice, taught[offer.staff_id])}
        for offer in offers
    }


def willing_hosts(actor: Actor, practice: Practice, kept: Memory | None = None) -> list[HostMatch]:
    """Colleagues with an offer on a practice that the actor may read, who welcome visitors; most alike classes first.

    Never the actor. Raises Forbidden for whoever may not read offers. A fixed number of queries,
    fewer for what this process remembers (``kept``, when it is at hand).
    """
    rules.read_offers(actor)
    readable = Offer.objects.filter(seen_by(actor), answering(practice), district_id=actor.district_id)
    others = readable.exclude(staff_id=actor.staff_id).exclude(staff__hosting__welcome=False)
    return _matches(actor, list(others.select_related("staff__hosting", "practice").order_by("pk")), kept)


def matches_of(actor: Actor, offer_ids: Collection[int], kept: Memory | None = None) -> list[HostMatch]:
    """These offers, on whatever practice, as matches: those of them that ``willing_hosts`` would name. A fixed number
    of queries."""
    readable = Offer.objects.filter(seen_by(actor), pk__in=offer_ids, district_id=actor.district_id)
    others = readable.exclude(staff_id=actor.staff_id).exclude(staff__hosting__welcome=False)
    return _matches(actor, list(others.select_related("staff__hosting", "practice").order_by("pk")), kept)


def willing_host(actor: Actor, offer: Offer) -> HostMatch | None:
    """One offer as a match: what a request for a visit needs. None when its owner welcomes nobody just now.

    ``offer`` comes from ``offer_for(actor, ...)``.
    """
    wishes = getattr(offer.staff, "hosting", None)
    if offer.state != Offer.State.PUBLISHED or offer.staff_id == actor.staff_id or (wishes and not wishes.welcome):
        return None
    return _matches(actor, [offer])[0]


def weights_of(district_id: int, kept: Memory) -> Weights:
    """How much each aspect counts in the district: its own weights, or the default ones (one query, remembered)."""
    shelf = kept.shelf("weights of likeness")
    if district_id not in shelf:
        row = LikenessWeights.objects.filter(district_id=district_id).first()
        shelf[district_id] = row.weights if row else DEFAULT
    return shelf[district_id]


def _matches(actor: Actor, offers: list[Offer], kept: Memory | None = None) -> list[HostMatch]:
    kept = memory() if kept is None else kept
    people = [offer.staff_id for offer in offers]
    asking = [] if actor.staff_id is None else [actor.staff_id]
    found_classes = kept.fetch("classes taught", dict.fromkeys([*people, *asking]), taught_by)
    taught = {pk: sections or [] for pk, sections in found_classes.items()}
    mine = [section for pk in asking for section in taught[pk]]
    known = _Known(
        comparison=Comparison(mine, weights_of(actor.district_id, kept)),
        taught=taught,
        named=named_by(offers),
        posts={pk: post for pk, post in kept.fetch("main posts", people, _posts_of).items() if post},
        doors=_doors_by_offer(offers, actor.today, {one.pk: one for held in taught.values() for one in held}),
        closed=closed_for_planner(people),
    )
    found = [_match(offer, known) for offer in offers]
    return sorted(found, key=lambda match: (-match.likeness, match.name, match.offer_id))


def _match(offer: Offer, known: _Known) -> HostMatch:
    staff, post = offer.staff, known.posts.get(offer.staff_id)
    sections = shown_in(known.named[offer.pk], offer.practice, known.taught[staff.pk])
    alike, closest = known.comparison.closest(sections)
    school = post.school if post and post.school_id else sections[0].school if sections else None
    wishes = getattr(staff, "hosting", None)
    return HostMatch(
        offer_id=offer.pk,
        offer_public_id=offer.public_id,
        practice=offer.practice,
        staff_id=staff.pk,
        staff_public_id=staff.public_id,
        name=str(staff),
        role=(post.title or str(ROLES[post.role])) if post else "",
        school_id=school.pk if school else None,
        school_name=str(school) if school else "",
        what_i_do=offer.what_i_do,
        language=offer.language,
        sections=tuple(section.pk for section in sections),
        closest=closest,
        alike=alike,
        open_doors=tuple(known.doors[offer.pk]),
        closed=tuple(known.closed[staff.pk]),
        lessons_week=wishes.lessons_week if wishes else None,
        hosting_note=wishes.note if wishes else "",
    )

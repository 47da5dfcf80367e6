"""The map of lanes: which shared concept is carried in which lane by which kind of role, and where by nobody."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.core.teams.lanes import Place, State, gaps, whole
from staffroom.spine.access import Actor
from staffroom.spine.files.tables import Table

from .. import rules
from ..models import Concept, Lane, LaneConcept, RoleKind
from .posts import held_on, roles_on
from .reading import today_of


@dataclass(frozen=True, slots=True)
class Cell:
    """One concept in one lane. ``place`` None: the lane does not name it."""

    lane: Lane
    place: Place | None
    kind: RoleKind | None

    @property
    def state(self) -> str:
        return self.place.state if self.place else ""

    @property
    def words(self) -> str:
        """What a reader of the table reads."""
        if self.place is None:
            return ""
        if self.kind is None:
            return _("nobody yet")
        vacant = self.place.state is State.VACANT
        return _("%(kind)s, vacant") % {"kind": self.kind} if vacant else str(self.kind)


@dataclass(frozen=True, slots=True)
class Line:
    """One concept across the lanes. ``whole``: covered in every lane that names it."""

    concept: Concept
    cells: list[Cell]
    whole: bool


def lanes_page(actor: Actor) -> dict[str, Any]:
    """The map, for everybody who works in the district. Five queries."""
    rules.read_roles(actor)
    day = today_of(actor)
    lanes, concepts = list(Lane.objects.prefetch_related("kinds")), list(Concept.objects.all())
    taken = held_on(day).values("role_id")
    held = Counter(roles_on(day).filter(pk__in=taken).values_list("kind_id", flat=True))
    rows = LaneConcept.objects.select_related("kind")
    kinds = {(one.concept_id, one.lane_id): one.kind for one in rows}
    places = {key: Place(*key, kind.pk if kind else None, held[kind.pk] if kind else 0) for key, kind in kinds.items()}
    covered = whole(places.values())

    def cell(concept: Concept, lane: Lane) -> Cell:
        key = (concept.pk, lane.pk)
        return Cell(lane, places.get(key), kinds.get(key))

    return {
        "lanes": lanes,
        "lines": [Line(one, [cell(one, lane) for lane in lanes], one.pk in covered) for one in concepts],
        "whole": len(covered),
        "gaps": len(gaps(places.values())),
        "may": rules.keep_lists.allows(actor),
    }


def lanes_table(actor: Actor) -> Table:
    """The map as a table: a row a concept, a column a lane."""
    page = lanes_page(actor)
    columns = [_("Shared concept"), *(one.name for one in page["lanes"])]
    return Table(
        "swim-lanes", columns, [[one.concept.name, *(each.words for each in one.cells)] for one in page["lines"]]
    )


def lane_to_change(actor: Actor, public_id: str) -> Lane:
    """A lane that the actor may change; a missing one is Http404."""
    rules.keep_lists(actor)
    found = Lane.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def lane_chosen(public_id: str) -> Lane | None:
    """A lane by public id; None for an empty or unknown one."""
    return Lane.objects.filter(public_id=public_id).first() if public_id else None


def concept_to_change(actor: Actor, public_id: str) -> Concept:
    """A concept that the actor may change; a missing one is Http404."""
    rules.keep_lists(actor)
    found = Concept.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def lane_choices() -> list[tuple[str, str]]:
    """Lanes a kind of role can stand in; the first: none."""
    return [("", _("No lane")), *((one.public_id, one.name) for one in Lane.objects.all())]


def carriers() -> list[tuple[Lane, list[RoleKind]]]:
    """Each lane with the kinds of roles that stand in it: who could carry a concept there. Two queries."""
    return [(one, list(one.kinds.all())) for one in Lane.objects.prefetch_related("kinds")]


def named_in(concept: Concept) -> dict[str, str]:
    """Lane public id -> public id of the kind that carries the concept there, or ``open``."""
    rows = concept.lanes.select_related("lane", "kind")
    return {one.lane.public_id: one.kind.public_id if one.kind else OPEN for one in rows}


OPEN = "open"  # in forms: the lane names the concept, and nobody carries it yet

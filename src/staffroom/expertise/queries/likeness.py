"""The district's weights of likeness, and what other weights would change, as examples of real classes."""

from dataclasses import dataclass
from typing import Any

from staffroom.core.context import ASPECTS, DEFAULT, Weights, likeness_score
from staffroom.people.models import Section
from staffroom.spine.access import Actor

from .. import rules
from ..models import LikenessWeights
from .hosts import context_of
from .offers import context_line

EXAMPLES, LOOKED_AT = 4, 160


@dataclass(frozen=True, slots=True)
class Example:
    """One class, and the class most like it now and with other weights: each as a line with its school."""

    mine: str
    now: str
    then: str

    @property
    def changes(self) -> bool:
        return self.now != self.then


def likeness_row(actor: Actor) -> LikenessWeights | None:
    """The district's own weights, if it has any."""
    return LikenessWeights.objects.filter(district_id=actor.district_id).first()


def percents(weights: Weights) -> dict[str, int]:
    """Shares as whole percents."""
    return {name: round(100 * getattr(weights, name)) for name in ASPECTS}


def likeness_page(actor: Actor, wanted: dict[str, int] | None = None) -> dict[str, Any]:
    """The weights now and by default; with other ones, four classes and which class would be most like each."""
    rules.shape_practices(actor)
    row = likeness_row(actor)
    now = row.weights if row else DEFAULT
    then = Weights(**{name: wanted[name] / 100 for name in ASPECTS}) if wanted else None
    return {
        "own": row is not None,
        "initial": percents(now),
        "default": percents(DEFAULT),
        "examples": _examples(actor, now, then) if then else [],
    }


def _examples(actor: Actor, now: Weights, then: Weights) -> list[Example]:
    """Classes spread over the list, each against the others of other schools."""
    rows = Section.objects.filter(district_id=actor.district_id, active=True).order_by("public_id")
    classes = list(rows.select_related("school")[:LOOKED_AT])
    shown = classes[:: max(1, len(classes) // EXAMPLES)][:EXAMPLES]
    return [Example(_line(one), _most_like(one, classes, now), _most_like(one, classes, then)) for one in shown]


def _most_like(one: Section, classes: list[Section], weights: Weights) -> str:
    own = context_of(one)
    others = [other for other in classes if other.school_id != one.school_id]
    found = max(others, key=lambda other: likeness_score(own, context_of(other), weights), default=None)
    return _line(found) if found else ""


def _line(section: Section) -> str:
    return f"{context_line(section)} ({section.school})"

"""Lanes and the concepts they share: the district's own lists."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import Concept, Lane, LaneConcept

LANE = audit.declare("teams.lane", gettext_lazy("{who} changed the lane “{name}”."))
CONCEPT = audit.declare("teams.concept", gettext_lazy("{who} changed the shared concept “{name}”."))


@action
def save_lane(*, by: Actor, now: datetime, name: str, outcome: str, place: int = 0, lane_id: str = "") -> Lane:
    """A lane: its name, the outcome it works for, and where it stands."""
    rules.keep_lists(by)
    lane = queries.lane_to_change(by, lane_id) if lane_id else Lane(district_id=by.district_id)
    lane.name = rules.check_text(name, 60, _("The name"))
    lane.outcome = rules.check_text(outcome, rules.MOST_PURPOSE, _("The outcome"))
    lane.place = place
    if Lane.objects.filter(name__iexact=lane.name).exclude(pk=lane.pk).exists():
        raise _there(lane.name)
    lane.save()
    _note(LANE, by, now, lane)
    return lane


@action
def save_concept(
    *, by: Actor, now: datetime, name: str, meaning: str = "", carried: Mapping[str, str] | None = None,
    concept_id: str = "",
) -> Concept:  # fmt: skip
    """A shared concept. ``carried``: lane public id -> public id of the kind that carries it there, ``open`` for nobody
    yet, empty where the lane does not name it. A kind carries it in its own lane only."""
    rules.keep_lists(by)
    concept = queries.concept_to_change(by, concept_id) if concept_id else Concept(district_id=by.district_id)
    concept.name = rules.check_text(name, 80, _("The name"))
    concept.meaning = rules.check_text(meaning, rules.MOST_PURPOSE, _("What it means")) if meaning.strip() else ""
    if Concept.objects.filter(name__iexact=concept.name).exclude(pk=concept.pk).exists():
        raise _there(concept.name)
    concept.save()
    LaneConcept.objects.filter(concept=concept).delete()
    for lane, kinds in queries.carriers():
        _name_in(concept, lane, {one.public_id: one for one in kinds}, (carried or {}).get(lane.public_id, ""))
    _note(CONCEPT, by, now, concept)
    return concept


def _name_in(concept: Concept, lane: Lane, kinds: Mapping[str, object], chosen: str) -> None:
    if chosen == queries.OPEN or chosen in kinds:
        LaneConcept(district_id=concept.district_id, lane=lane, concept=concept, kind=kinds.get(chosen)).save()


def _there(name: str) -> Refused:
    return Refused(_("“%(name)s” is in the list already.") % {"name": name}, _("Change it, or take another name."))


def _note(kind: str, by: Actor, now: datetime, row: Lane | Concept) -> None:
    audit.record(
        kind, district_id=by.district_id, at=now, actor=by.staff_id, object_id=row.public_id,
        facts={"who": by.name, "name": row.name},
    )  # fmt: skip

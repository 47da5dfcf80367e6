"""How much each aspect of likeness counts in the district."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import LikenessWeights

WEIGHED = audit.declare("expertise.likeness_set", gettext_lazy("{who} changed what makes two classes alike here."))
RESET = audit.declare("expertise.likeness_reset", gettext_lazy("{who} took the usual weights of likeness again."))


def _record(kind: str, by: Actor, now: datetime) -> None:
    facts = {"who": by.name}
    audit.record(kind, district_id=by.district_id, at=now, actor=by.staff_id, object_id="likeness", facts=facts)


@action
def set_likeness(*, by: Actor, now: datetime, weights: dict[str, int]) -> LikenessWeights:
    """The district's own weights, in percent. Every search uses them from the next request on."""
    rules.shape_practices(by)
    rules.check_weights(weights)
    row = queries.likeness_row(by) or LikenessWeights(district_id=by.district_id)
    for name, percent in weights.items():
        setattr(row, name, percent)
    row.save()
    _record(WEIGHED, by, now)
    return row


@action
def reset_likeness(*, by: Actor, now: datetime) -> None:
    """Back to the default weights."""
    rules.shape_practices(by)
    row = queries.likeness_row(by)
    if row is not None:
        row.delete()
        _record(RESET, by, now)

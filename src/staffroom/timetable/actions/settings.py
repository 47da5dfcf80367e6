"""What the district and its contract allow when time is planned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from staffroom.people.models import District
from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import rules
from ..models import TimeRules
from ..queries.settings import time_rules

CHANGED = audit.declare("time_rules.changed", _("{who} changed the time rules: {fields}."), security=True)
EDITABLE = frozenset(field.name for field in TimeRules._meta.concrete_fields) - {"id", "district", "public_id"}


@action
def set_time_rules(*, by: Actor, now: datetime, values: Mapping[str, Any]) -> TimeRules:
    """Save the rules that differ; the audit entry names them with old and new. Raises Forbidden."""
    rules.set_time_rules(by)
    row = time_rules(District.objects.get(pk=by.district_id))
    changed = {name: [getattr(row, name), values[name]] for name in EDITABLE & values.keys()}
    changed = {name: pair for name, pair in sorted(changed.items()) if pair[0] != pair[1]}
    if not changed:
        return row
    for name, (_old, new) in changed.items():
        setattr(row, name, new)
    row.save(update_fields=list(changed) if row.pk else None)
    facts = {"who": by.name, "fields": ", ".join(changed), "changes": changed}
    audit.record(CHANGED, district_id=by.district_id, at=now, actor=by.staff_id, object_id=row.public_id, facts=facts)
    return row

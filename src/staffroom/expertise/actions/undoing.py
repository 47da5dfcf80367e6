"""Undoing a file of practices: what it touched goes back to what it was, as long as nobody changed it since.

What it had added goes, except practices to which something was attached since (an offer, a need): those are retired,
so that nobody's work is lost.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from staffroom.core import case
from staffroom.core.practices import FAMILIES
from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import Practice, PracticeFamily, TaxonomyFile

UNDONE = audit.declare(
    "expertise.taxonomy_undone", gettext_lazy("{who} undid a file of practices; {stayed} practices stay, out of use.")
)
State = TaxonomyFile.State
Kept = dict[str, Any]


def touched(plan: case.Plan, by: Actor) -> list[tuple[str, str]]:
    """What a plan writes, as (kind, code)."""
    groups = {one.identifier: one.code for one in queries.held_families(by.district_id)}
    codes = {"practice": queries.codes_by_identifier(by.district_id), "family": groups}
    return [(one.kind, codes[one.kind].get(one.after.identifier, one.after.code)) for one in plan.changes]


def memories(keys: Iterable[tuple[str, str]], before: Mapping[tuple[str, str], Kept]) -> list[Kept]:
    """What each was before (nothing: it was not there) and is now."""
    now = queries.kept_values(keys)
    return [
        {"kind": kind, "code": code, "before": before.get((kind, code)), "after": now.get((kind, code))}
        for kind, code in keys
    ]


@action
def undo_taxonomy(*, by: Actor, now: datetime, public_id: str) -> TaxonomyFile:
    """Undo an applied file, all of it or nothing. Raises Refused when something newer changed the same items."""
    file = queries.taxonomy_file_for(by, public_id)
    rules.can_undo_taxonomy(file, queries.changed_since(file))
    back = {(one["kind"], one["code"]): one["before"] for one in file.before}
    _restore_families({code: was for (kind, code), was in back.items() if kind == "family"}, by)
    stayed = _restore_practices({code: was for (kind, code), was in back.items() if kind == "practice"}, by, now)
    _remove_families([code for (kind, code), was in back.items() if kind == "family" and was is None], by)
    file.state, file.undone, file.before = State.UNDONE, now, []
    file.save(update_fields=["state", "undone", "before"])
    facts = {"who": by.name, "stayed": stayed}
    given = {"actor": by.staff_id, "object_id": public_id, "facts": facts}
    audit.record(UNDONE, district_id=by.district_id, at=now, **given)
    return file


def _restore_families(back: Mapping[str, Kept | None], by: Actor) -> None:
    for row in PracticeFamily.objects.filter(district_id=by.district_id, code__in=back):
        was = back[row.code]
        if was is not None:
            for name, value in was.items():
                setattr(row, name, value)
            row.save()


def _restore_practices(back: Mapping[str, Kept | None], by: Actor, now: datetime) -> int:
    """How many of those added stay, out of use."""
    held = {row.code: row for row in Practice.objects.filter(district_id=by.district_id)}
    for code, was in back.items():
        if was is not None and code in held:
            queries.put_back(held[code], was, held)
            held[code].save()
    added = [held[code] for code, was in back.items() if was is None and code in held]
    Practice.objects.filter(pk__in=[row.pk for row in added]).update(under=None, successor=None)
    attached = queries.attached_practices([row.pk for row in added])
    Practice.objects.filter(pk__in=[row.pk for row in added if row.pk not in attached]).delete()
    day = by.today or now.date()
    Practice.objects.filter(pk__in=attached).update(active=False, retired=day)
    return len(attached)


def _remove_families(codes: list[str], by: Actor) -> None:
    used = set(Practice.objects.filter(district_id=by.district_id, family__in=codes).values_list("family", flat=True))
    free = set(codes) - used | set(codes) & FAMILIES.keys()  # a starter family is there without a row
    PracticeFamily.objects.filter(district_id=by.district_id, code__in=free).delete()

"""Leaving single changes of a roster out before it is applied. What was left out is offered again by the next one."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.scoping import action

from .. import rules
from ..models import ImportChange, RosterImport
from .imports import _locked, _record

CHOSEN = audit.declare("roster.chosen", gettext_lazy("{who} chose what of the roster {file} is applied"), security=True)

Ref = tuple[str, str]  # kind and source id of what a change needs
# Kind -> (field of a record, kind of what it names).
_NAMES = {
    "section": (("school", "org"),),
    "assignment": (("person", "person"), ("org", "org")),
    "teaching": (("person", "person"), ("section", "section")),
}


@action
def choose_changes(
    *, by: Actor, now: datetime, roster_import: RosterImport, shown: Iterable[str], taken: Iterable[str]
) -> int:
    """Of the changes shown (public ids) take those in ``taken`` and leave out the others.

    What needs something that is left out is left out with it, and taken with it again. Returns how many others
    followed. Raises Forbidden, or Refused when the import cannot be applied (any more).
    """
    rules.bring_rosters(by)
    held = _locked(roster_import)
    rules.can_apply(held)
    changes = list(held.changes.all())
    wanted = set(taken)
    seen = {change.public_id: change for change in changes if change.public_id in set(shown)}
    out = {one.pk for one in seen.values() if one.public_id not in wanted and not one.left_out}
    back = {one.pk for one in seen.values() if one.public_id in wanted and one.left_out}
    followers = _followers(changes)
    left = {change.pk for change in changes if change.left_out}
    left -= _with_followers(back, followers)
    left |= _with_followers(out, followers)
    left |= _with_followers(left, followers)
    moved = {change.pk for change in changes if change.left_out != (change.pk in left)}
    ImportChange.objects.filter(pk__in=moved & left).update(left_out=True)
    ImportChange.objects.filter(pk__in=moved - left).update(left_out=False)
    held.left_out = len(left)
    held.save(update_fields=["left_out"])
    _record(CHOSEN, held, by, now)
    return len(moved - {change.pk for change in seen.values()})


def _followers(changes: list[ImportChange]) -> dict[int, set[int]]:
    """Change -> changes that make no sense without it: a section of a new school, the lessons of who would leave."""
    need: dict[Ref, int] = {}
    for change in changes:
        if change.op != "change" and change.kind in ("org", "person", "section"):
            need[change.kind, change.source_id] = change.pk
    found: dict[int, set[int]] = defaultdict(set)
    for change in changes:
        values = (change.before if change.op == "leave" else change.after) or {}
        for name, kind in _NAMES.get(change.kind, ()):
            parent = need.get((kind, values.get(name, "")))
            if parent is not None:
                found[parent].add(change.pk)
    return found


def _with_followers(begun: set[int], followers: dict[int, set[int]]) -> set[int]:
    found, fresh = set(begun), set(begun)
    while fresh:
        fresh = {one for each in fresh for one in followers.get(each, ())} - found
        found |= fresh
    return found

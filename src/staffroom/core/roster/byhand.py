"""Ends that the district set by hand, against a roster that is read: which of the two holds.

The hand holds for as long as the roster says what it said before. It gives way when the roster itself says something
new: it no longer names the person (or the assignment), so that a later naming is a new beginning; or it names an
assignment that begins after the last day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from staffroom.core.roster.model import Assignment, RecordKind, Roster, key_of


@dataclass(frozen=True, slots=True)
class HandEnd:
    """Somebody's last day, of all work (``post`` empty) or of one assignment (its key); ``due``: it has passed."""

    name: str
    person: str
    post: str
    last_day: date
    due: bool

    def covers(self, one: Assignment) -> bool:
        return key_of(one) == self.post if self.post else one.person == self.person


@dataclass(frozen=True, slots=True)
class Respected:
    """The roster without what was ended by hand; how many ends that took; the ends that are over with this roster."""

    roster: Roster
    held: int
    over: tuple[str, ...]


def respecting(incoming: Roster, ends: Iterable[HandEnd]) -> Respected:
    """Let the ends by hand hold against a read roster, as far as they do."""
    held, over = [], []
    for end in ends:
        said = _said(incoming, end)
        if said == "new":
            over.append(end.name)
        elif said == "same" and end.due:
            held.append(end)
    people = {end.person for end in held if not end.post}
    kept = replace(
        incoming,
        people=tuple(replace(one, active=False) if one.source_id in people else one for one in incoming.people),
        assignments=tuple(one for one in incoming.assignments if not any(end.covers(one) for end in held)),
        teachings=tuple(one for one in incoming.teachings if one.person not in people),
    )
    return Respected(kept, len(held), tuple(over))


def _said(incoming: Roster, end: HandEnd) -> str:
    """What the roster says of an end: the "same" as before, something "new", or "" (nothing)."""
    kind: RecordKind = "assignment" if end.post else "person"
    posts = [one for one in incoming.assignments if end.covers(one)]
    if end.due and any(one.begins is not None and one.begins > end.last_day for one in posts):
        return "new"
    key = end.post or end.person
    named = bool(posts) if end.post else any(one.source_id == key and one.active for one in incoming.people)
    if named:
        return "same"
    gone = (kind, key) in incoming.leaving
    return "new" if gone or incoming.mode_by_kind.get(kind, "bulk") == "bulk" else ""

"""What a source last said of each of its objects, so that its files may come in any order and more than once.

Of every object (an organization, a session, a course, a staff member, a role, a class, a teacher's enrollment)
the last word is held: when the source changed it, whether it is gone, and its cells. Which of two words holds:

- the one that was changed later (``dateLastModified``), whichever file comes first;
- a time of more than a day from now (the clock of the import) counts as now;
- a word without a readable time is older than any word with one; of two without, the one brought last holds;
- changed at the same time: "gone" holds against "there"; else the cells that come later in the alphabet;
- a file that holds the whole truth (bulk) holds against everything that was said before it was brought, and
  keeps the time of what it confirms, so that an older change that comes late does not undo it.

The roster is read from the last words alone (``merged.py``): it depends on what was said, not on the order.
Students and guardians are never held. Objects are found by a digest of their id: an id of somebody of whom
nobody knows yet whether they are staff is not written down.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from staffroom.core.problems import Problem
from staffroom.core.roster.values import moment_text

SourceKind = Literal["org", "term", "course", "person", "role", "section", "enrollment"]
Key = tuple[str, str]  # kind, digest of the id
Cells = Mapping[str, str]

HERE = "here"  # stands for the package that is being read, until it has an id
OURS = "~"  # begins the ids of what was held before any source spoke of it
NO_COURSE = f"{OURS}no course"
NOWHERE = f"{OURS}nowhere "  # begins the id of the role of somebody who works nowhere
MOST_PARKED = 500
A_DAY = timedelta(days=1)  # clocks of systems and zones that are not told differ by less


@dataclass(frozen=True, slots=True)
class Said:
    """The last word on one object. ``modified`` as text in UTC that sorts by time, empty: not told.

    ``cells`` holds what is not empty, by our names of the columns; None when the object is gone, or when it may
    be a student's: then ``held_in`` names the package in which its row stands.
    """

    modified: str = ""
    gone: bool = False
    whole: bool = False
    cells: Cells | None = None
    held_in: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """All last words, and a way to a row of an earlier package: (package, id of a person) -> its cells.

    ``first`` stands in, when a list of changes comes, for kinds of object of which no source has spoken.
    """

    rows: Mapping[Key, Said] = field(default_factory=dict)
    recall: Callable[[str, str], Cells | None] = lambda package, name: None
    first: Mapping[Key, Said] = field(default_factory=dict)


def digest_of(kind: str, name: str) -> str:
    """How an object is found without its id: 128 bits."""
    return hashlib.blake2b(f"{kind}\t{name}".encode(), digest_size=16).hexdigest()


def holds(new: Said, held: Said | None) -> bool:
    """Whether a new word takes the place of the one held."""
    if held is None or new.whole:
        return True
    if new.modified != held.modified:
        return new.modified > held.modified
    if not new.modified:
        return True
    return not held.whole and _rank(new) > _rank(held)


def _rank(said: Said) -> tuple[bool, str]:
    return said.gone, json.dumps(said.cells, sort_keys=True) if said.cells else ""


class Ledger:
    """The last words while a package is read: those held before, and those that take their place."""

    def __init__(self, held: Held, *, parks: bool, now: datetime | None = None) -> None:
        self.parks = parks
        self._now_text = None if now is None else moment_text(now)
        self._latest = None if now is None else moment_text(now + A_DAY)
        self.parked: list[Problem] = []
        self.waiting = 0
        self._held = held
        self._now: dict[str, dict[str, Said]] = {}
        for (kind, digest), said in {**(held.first if parks else {}), **held.rows}.items():
            self._now.setdefault(kind, {})[digest] = replace(said, modified=self.believed(said.modified))

    def believed(self, moment: str) -> str:
        """A time of change as it counts: one of more than a day from now is as good as now.

        Else a clock that went wrong once would hold against every later change of that object.
        """
        if self._latest is None or self._now_text is None or moment <= self._latest:
            return moment
        return self._now_text

    def of(self, kind: str) -> dict[str, Said]:
        """digest -> last word, of one kind."""
        return self._now.setdefault(kind, {})

    def weigh(self, kind: str, digest: str, new: Said) -> bool:
        """Let a new word take the place of the old one if it holds; whether it did, or said the same."""
        held = self.of(kind).get(digest)
        if new.whole and held is not None:
            new = replace(new, modified=max(new.modified, held.modified))
        if not holds(new, held):
            return held == new or (held is not None and held.modified == new.modified)
        self.of(kind)[digest] = new
        return True

    def recalled(self, kind: str, digest: str, name: str) -> None:
        """Fetch the row of an object that was only noted, now that somebody must be staff."""
        said = self.of(kind).get(digest)
        if said is None or said.gone or said.cells is not None or not said.held_in:
            return
        cells = self._held.recall(said.held_in, name)
        if cells is not None:
            self.of(kind)[digest] = replace(said, cells=cells, held_in="")

    def park(self, problem: Problem) -> None:
        """Note a row that waits for what it points at."""
        self.waiting += 1
        if len(self.parked) < MOST_PARKED:
            self.parked.append(problem)

    def touched(self) -> dict[Key, Said | None]:
        """The last words that are not those held before."""
        return {
            (kind, digest): said
            for kind, words in self._now.items()
            for digest, said in words.items()
            if self._held.rows.get((kind, digest)) != said
        }

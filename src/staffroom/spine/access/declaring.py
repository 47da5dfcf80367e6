"""What each model says about its columns: personal or plain, who reads them, how long they are kept, what a person's
own export takes along. A model carries it as ``privacy = Declared(...)``; a column that stands nowhere is a red test.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ALWAYS_PLAIN = frozenset({"id", "district", "district_id", "public_id"})


class Keep(StrEnum):
    """How long rows are kept. The nightly retention removes what is over; docs/privacy.md prints it."""

    PLAIN = "as long as the district uses Staffroom"  # nothing personal in it
    ROSTER = "as long as the roster names it, then until the end of the next school year"
    OWNER = "until its owner deletes it"
    NEXT_SCHOOL_YEAR = "until the end of the next school year"
    DRAFT_14_DAYS = "14 days unless it is handed over"
    ONE_YEAR = "one year"
    TWO_YEARS = "two years"
    SHORT = "until it has served: sessions, codes, queues"


NOTHING_ENDS = frozenset({Keep.PLAIN, Keep.ROSTER, Keep.OWNER})  # these may do without ``since``


class Erase(StrEnum):
    """What deleting one's own data does to a row."""

    DELETE = "the row goes"
    BLANK = "its words go, the bare fact stays"  # others have a part in it
    DELETE_OR_BLANK = "the row goes; where a colleague's record points to it, its words go and the bare fact stays"
    FORGET = "its line stays, what it says goes"  # the log, and work that was done
    STAYS = "it stays"  # not the person's to delete: roster, account


@dataclass(frozen=True, slots=True)
class Draft:
    """Rows that their owner has not let out of hand: those whose ``column`` holds one of ``values``.

    They stand in another row of the matrix (``record``), may belong to somebody else (``owner``, one of ``about``) and
    may be kept shorter (``keep``, counted from ``since``).
    """

    record: str
    column: str
    values: tuple[object, ...] = (None,)
    owner: str = ""
    keep: Keep | None = None
    since: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """The declaration of one model.

    ``record``: its row of the visibility matrix. ``about``: names of the columns that hold the people it is about (a
    foreign key to staff or a plain staff id), or a path through foreign keys with ``__``; the first is the owner,
    unless ``owners`` names which of them are. ``personal`` and ``plain``: every other column, each in one of them.
    ``words``: those of the personal columns that hold what somebody wrote (the canary crawl puts its tokens there);
    ``wrote`` says of a column who wrote it (a path of ``about``) where that is not every owner. ``withheld``:
    personal columns that the owner's export leaves out, because they are secrets or another person's. ``files``:
    columns with the public id of a stored file. ``draft``: how rows are told that are only their owner's yet.

    ``since``: the date or time from which ``keep`` counts; ``days``: how many, with ``Keep.SHORT``; ``only``: values
    that a row must have to be over at all. ``becomes``: values that a row gets, besides empty words, when it is
    blanked.
    """

    record: str
    about: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    keep: Keep = Keep.PLAIN
    since: str = ""
    erase: Erase = Erase.STAYS
    owners: tuple[str, ...] = ()
    wrote: Mapping[str, str] = field(default_factory=dict, hash=False)
    files: tuple[str, ...] = ()
    draft: Draft | None = None
    days: int = 7
    only: Mapping[str, object] = field(default_factory=dict, hash=False)
    becomes: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def owned_by(self) -> tuple[str, ...]:
        """Paths of whose record a row is."""
        return self.owners or self.about[:1]

    def writers_of(self, column: str) -> tuple[str, ...]:
        """Paths of who wrote this column."""
        return (self.wrote[column],) if column in self.wrote else self.owned_by

    def heads(self) -> tuple[str, ...]:
        """The model's own columns among ``about``, and those that lead there."""
        return tuple(dict.fromkeys(path.split("__")[0] for path in self.about))

    def columns(self) -> frozenset[str]:
        """Every column that the declaration speaks of."""
        return ALWAYS_PLAIN | set(self.heads()) | set(self.personal) | set(self.plain)

    def exported(self) -> tuple[str, ...]:
        """The columns of the owner's own export: whom it is about, then what is personal and not withheld."""
        seen = dict.fromkeys((*self.heads(), *self.personal))
        return tuple(name for name in seen if name not in self.withheld)

    def faults(self, present: Iterable[str]) -> list[str]:
        """Columns that stand nowhere, doubly, or that the model (whose columns are ``present``) lacks; and
        contradictions: words or withheld columns that are not personal, owners it is not about, a limit without a
        beginning. One line each, beginning with the column."""
        held, heads = set(present), set(self.heads())
        personal, plain = set(self.personal), set(self.plain)
        told = [
            (held - self.columns(), "is not declared"),
            ((personal & plain) | (heads & plain) | _doubled(self.personal) | _doubled(self.plain), "stands twice"),
            ((personal | plain | heads | set(self.files)) - held, "is declared, but the model has no such column"),
            (set(self.words) - personal, "holds words, so it must be personal"),
            (set(self.withheld) - personal - heads, "is withheld, so it must be personal"),
            (set(self.owners) - set(self.about), "is named as owner, so it must be in about"),
            (set(self.wrote) - set(self.words), "has a writer, so it must be among the words"),
            (set(self.wrote.values()) - set(self.about), "is named as writer, so it must be in about"),
            ({self.draft.column} - held if self.draft else set(), "tells a draft, but the model has no such column"),
            ({"since"} if not self.since and self.keep not in NOTHING_ENDS else set(), "is missing"),
        ]
        return [f"{name} {fault}" for names, fault in told for name in sorted(names)]


def _doubled(names: tuple[str, ...]) -> set[str]:
    return {name for name in names if names.count(name) > 1}

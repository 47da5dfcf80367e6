"""What each model says about its columns: personal or plain, who reads them, how long they are kept, what a person's
own export takes along. A model carries it as ``privacy = Declared(...)``; a column that stands nowhere is a red test.
"""

from dataclasses import dataclass
from enum import StrEnum

ALWAYS_PLAIN = frozenset({"id", "district", "district_id", "public_id"})


class Keep(StrEnum):
    """How long rows are kept. The nightly retention removes what is over; docs/privacy.md prints it."""

    PLAIN = "as long as the district uses Staffroom"  # nothing personal in it
    ROSTER = "as long as the roster names it"
    OWNER = "until its owner deletes it"
    NEXT_SCHOOL_YEAR = "until the end of the next school year"
    DRAFT_14_DAYS = "14 days unless it is handed over"
    ONE_YEAR = "one year"
    TWO_YEARS = "two years"
    SHORT = "until it has served: sessions, codes, queues"


class Erase(StrEnum):
    """What deleting one's own data does to a row."""

    DELETE = "the row goes"
    BLANK = "its words go, the bare fact stays"  # others have a part in it
    STAYS = "it stays"  # not the person's to delete: roster, log


@dataclass(frozen=True, slots=True)
class Declared:
    """The declaration of one model.

    ``record``: its row of the visibility matrix. ``about``: names of the columns that hold the people it is about (a
    foreign key to staff or a plain staff id), or a path through foreign keys with ``__``; the first is the owner.
    ``personal`` and ``plain``: every other column, each in one of them. ``words``: those of the personal columns that
    hold what somebody wrote (the canary crawl puts its tokens there). ``withheld``: personal columns that the owner's
    export leaves out, because they are secrets or another person's. ``since``: the date or time from which
    ``keep`` counts.
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

    def columns(self) -> frozenset[str]:
        """Every column that the declaration speaks of."""
        heads = {path.split("__")[0] for path in self.about}
        return ALWAYS_PLAIN | heads | set(self.personal) | set(self.plain)

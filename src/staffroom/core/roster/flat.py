"""What School Data Sync 1 and Clever share: terms told inside sections, and no deltas."""

from collections.abc import Mapping

from staffroom.core.roster.build import Builder
from staffroom.core.roster.model import Mode, RecordKind, Term
from staffroom.core.roster.table import Table
from staffroom.core.roster.values import day_after, read_list


def flat_modes() -> Mapping[RecordKind, Mode]:
    """Every kind of record is told whole."""
    kinds: tuple[RecordKind, ...] = ("org", "term", "person", "assignment", "section", "teaching")
    return dict.fromkeys(kinds, "bulk")


def periods(text: str) -> tuple[str, ...]:
    """The periods of a section: a list, or one meeting pattern kept as it is."""
    return read_list(text)[0] if "(" not in text else (text,)


def add_section_term(builder: Builder, table: Table, row: int, cells: list[str]) -> tuple[str, ...]:
    """Make the term a section names (id or title, title, first day, last day); () when it has no dates."""
    name, title, starts, ends = cells
    name = name or title
    if not name:
        return ()
    if name not in builder.terms:
        first, last = (table.day(row, key, text) for key, text in (("starts", starts), ("ends", ends)))
        after = day_after(last)
        if first is None or after is None:
            return ()
        assert last is not None
        year = last.year if (last.month, last.day) <= (8, 1) else last.year + 1
        builder.add_term(table, row, Term(name, title or name, "term", first, after, year))
    return (name,) if name in builder.terms else ()

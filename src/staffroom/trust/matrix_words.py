"""The visibility matrix in words: each cell, and each row as sentences a reader takes in at a glance."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from staffroom.spine.access import Column, Row, matrix

COLUMN_NAMES: dict[Column, Any] = {
    Column.OWNER: gettext_lazy("Owner"),
    Column.PAIRED: gettext_lazy("The other person, or whom the owner names"),
    Column.TEAM: gettext_lazy("Team"),
    Column.COLLEAGUE: gettext_lazy("Colleagues"),
    Column.PRINCIPAL: gettext_lazy("Principals, evaluators"),
    Column.CENTRAL: gettext_lazy("Central office"),
    Column.PARTNER: gettext_lazy("Partners"),
    Column.IT: gettext_lazy("IT"),
}
# The same in the middle of a sentence.
READERS: dict[Column, Any] = {
    Column.PAIRED: gettext_lazy("the other person"),
    Column.TEAM: gettext_lazy("the owner's team"),
    Column.COLLEAGUE: gettext_lazy("colleagues"),
    Column.PRINCIPAL: gettext_lazy("principals"),
    Column.CENTRAL: gettext_lazy("the central office"),
    Column.PARTNER: gettext_lazy("partners"),
    Column.IT: gettext_lazy("IT"),
}
LETTER_WORDS: dict[str, Any] = {
    "W": gettext_lazy("writes"),
    "R": gettext_lazy("reads"),
    "c": gettext_lazy("if shared"),
    "p": gettext_lazy("if published"),
    "a": gettext_lazy("counts"),
    "m": gettext_lazy("that it is there"),
}
LEGEND: dict[str, Any] = {
    "W": gettext_lazy("Writes and reads it."),
    "R": gettext_lazy("Reads it."),
    "c": gettext_lazy("Reads it while the owner shares it with them by name, for a time."),
    "p": gettext_lazy("Reads what the owner has published to people like them."),
    "a": gettext_lazy("Sees counts only, in which nobody can be told."),
    "m": gettext_lazy("Sees that it is there, nothing of its content."),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the column's name and its words; empty when it does not exist for them."""

    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """One row: its name in the reader's language, its cells, and the row as sentences."""

    name: str
    title: str
    cells: tuple[Cell, ...]
    sentence: str


def rows(language: str, *, built: bool) -> list[Told]:
    """The rows that hold today, or those that later rooms will be held to; in the language that is active."""
    return [
        Told(one.name, one.title(language), tuple(cells_of(one)), sentence_of(one))
        for one in matrix().values()
        if one.built is built
    ]


def cells_of(row: Row) -> Iterable[Cell]:
    for column in Column:
        words = ", ".join(str(LETTER_WORDS[letter]) for letter in row.cell(column))
        yield Cell(str(COLUMN_NAMES[column]), words)


def sentence_of(row: Row) -> str:
    """The whole row in sentences, strictest first."""
    others = [column for column in Column if column is not Column.OWNER and row.cell(column)]
    told = [_owner(row, alone=not others)]
    if any("c" in row.cell(column) for column in others):
        told.append(_("Whoever the owner names, for a time."))
    for letter, sentence in _SENTENCES.items():
        readers = [column for column in others if letter in row.cell(column)]
        if readers:
            words = _readers(readers)
            told.append(str(sentence) % {"readers": words[:1].upper() + words[1:], "named": words})
    return " ".join(one for one in told if one)


# Without "c": it is the same for everybody. "%(readers)s" begins with a capital, "%(named)s" does not.
_SENTENCES: dict[str, Any] = {
    "W": gettext_lazy("%(readers)s: read and write."),
    "R": gettext_lazy("%(readers)s: read."),
    "p": gettext_lazy("Once published: %(named)s, as the owner chooses."),
    "m": gettext_lazy("%(readers)s: only that it is there."),
    "a": gettext_lazy("%(readers)s: counts only."),
}


def _readers(columns: list[Column]) -> str:
    """The readers in a phrase. Who reads as every colleague does is not named beside them."""
    if len(columns) == len(READERS):
        return _("everybody")
    if Column.COLLEAGUE in columns:
        columns = [column for column in columns if column not in (Column.PAIRED, Column.TEAM)]
    return _listed([str(READERS[column]) for column in columns])


def _owner(row: Row, *, alone: bool) -> str:
    if not row.cell(Column.OWNER):
        return _("Nobody.") if alone else ""
    return _("Only its owner.") if alone else _("Its owner.")


def _listed(words: list[str]) -> str:
    """ "a, b and c"."""
    if len(words) == 1:
        return words[0]
    return pgettext("the last two of a list", "%(first)s and %(last)s") % {
        "first": ", ".join(words[:-1]),
        "last": words[-1],
    }

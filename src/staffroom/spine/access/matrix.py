"""The visibility matrix as data: read once from ``matrix.toml``, checked, and never changed while running."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("matrix.toml")
LETTERS = frozenset("WRcpam")
RELEASERS = frozenset({"owner", "central", "it", "steward", "team", "nobody"})


class Column(StrEnum):
    """A kind of reader: how somebody stands to one record, as far as the matrix tells them apart."""

    OWNER = "owner"
    PAIRED = "paired"
    TEAM = "team"
    COLLEAGUE = "colleague"
    PRINCIPAL = "principal"
    CENTRAL = "central"
    PARTNER = "partner"
    IT = "it"


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of record: its name in both languages, a cell of letters a column, who releases it."""

    name: str
    en: str
    es: str
    cells: Mapping[Column, str]
    released_by: str
    built: bool

    def cell(self, column: Column) -> str:
        return self.cells[column]

    def has(self, letter: str) -> bool:
        """Whether any reader has this letter: "c" when it can be shared, "p" when it can be published."""
        return any(letter in cell for cell in self.cells.values())

    def title(self, language: str) -> str:
        return self.es if language.startswith("es") else self.en


class WrongMatrix(ValueError):
    """The file does not say one thing clearly; the sentence names row and column."""


def read(text: str) -> dict[str, Row]:
    """The rows of a matrix file by name. Raises WrongMatrix."""
    return {name: _row(name, told) for name, told in tomllib.loads(text).items()}


def _row(name: str, told: Mapping[str, object]) -> Row:
    cells = told.get("cells")
    columns = [column.value for column in Column]
    if not isinstance(cells, dict) or sorted(cells) != sorted(columns):
        raise WrongMatrix(f"{name}: cells must name exactly {', '.join(columns)}.")
    for column, letters in cells.items():
        if not set(letters) <= LETTERS or len(set(letters)) != len(letters):
            raise WrongMatrix(f"{name}, {column}: {letters!r} has letters other than {' '.join(sorted(LETTERS))}.")
    if told.get("released_by") not in RELEASERS:
        raise WrongMatrix(f"{name}: released_by must be one of {', '.join(sorted(RELEASERS))}.")
    if not told.get("en") or not told.get("es"):
        raise WrongMatrix(f"{name}: it needs a name in English (en) and in Spanish (es).")
    return Row(
        name=name,
        en=str(told["en"]),
        es=str(told["es"]),
        cells={column: cells[column.value] for column in Column},
        released_by=str(told["released_by"]),
        built=told.get("built", True) is True,
    )


@cache
def matrix() -> dict[str, Row]:
    """The matrix that the guards decide by."""
    return read(FILE.read_text(encoding="utf-8"))


def row(name: str) -> Row:
    """One row. Raises LookupError for a kind of record that the matrix does not know."""
    try:
        return matrix()[name]
    except KeyError:
        raise LookupError(f"The visibility matrix has no row {name!r}.") from None

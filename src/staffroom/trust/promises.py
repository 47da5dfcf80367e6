"""What is promised and what is not, as data from ``promises.toml``: each promise with the tests that keep it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from staffroom.spine.access import Row, row

FILE = Path(__file__).with_name("promises.toml")


@dataclass(frozen=True, slots=True)
class Said:
    """Something in both languages; ``text`` explains it where it has a name and an explanation."""

    en: str
    es: str
    en_text: str = ""
    es_text: str = ""

    def name(self, language: str) -> str:
        return self.es if language.startswith("es") else self.en

    def text(self, language: str) -> str:
        return self.es_text if language.startswith("es") else self.en_text


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: the rows of the matrix it is about, the tests that keep it, a command that shows it."""

    id: str
    said: Said
    rows: tuple[Row, ...]
    tests: tuple[str, ...]
    command: str
    pending: bool


@dataclass(frozen=True, slots=True)
class Promises:
    """The whole file."""

    relations: tuple[Said, ...]
    invariants: tuple[Said, ...]
    limits: tuple[Said, ...]
    promises: tuple[Promise, ...]


class WrongPromises(ValueError):
    """The file does not say one thing clearly; the sentence names the promise."""


def read(text: str) -> Promises:
    """A file of promises. Raises WrongPromises, and LookupError for a row that the matrix does not know."""
    told = tomllib.loads(text)
    found = Promises(
        *(tuple(Said(**one) for one in told.get(name, ())) for name in ("relation", "invariant", "limit")),
        tuple(_promise(one) for one in told.get("promise", ())),
    )
    ids = [one.id for one in found.promises]
    if len(ids) != len(set(ids)):
        raise WrongPromises("Two promises have the same id.")
    return found


def _promise(told: dict[str, Any]) -> Promise:
    name, tests, pending = told.get("id", ""), tuple(told.get("tests", ())), told.get("pending", False)
    if not name or not told.get("en") or not told.get("es"):
        raise WrongPromises(f"The promise {name!r} needs an id, a sentence in English (en) and in Spanish (es).")
    if bool(tests) == pending:
        raise WrongPromises(f"The promise {name!r} names its tests, or is pending = true; not both, not neither.")
    rows = tuple(row(one) for one in told.get("rows", ()))
    return Promise(name, Said(told["en"], told["es"]), rows, tests, told.get("command", ""), pending)


@cache
def promises() -> Promises:
    """What the page and docs/privacy.md print."""
    return read(FILE.read_text(encoding="utf-8"))

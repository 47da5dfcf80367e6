"""What a taxonomy is made of, whichever file it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID, uuid5

from staffroom.core.levels import Level

#: The root of the identifiers that we give: a starter practice has the same one in every district.
ROOT = UUID("5f0d5b1e-3c1a-5f0e-9a55-0c6c1f3a7d20")


def identifier_of(*parts: str) -> str:
    """The identifier of something that we named ourselves: the same parts give the same UUID, everywhere."""
    return str(uuid5(ROOT, "/".join(parts)))


def translated(identifier: str) -> str:
    """The identifier of the Spanish twin of an item."""
    return identifier_of(identifier, "es")


@dataclass(frozen=True, slots=True)
class Link:
    """A tie to another node that the taxonomy does not use itself, kept so that it can be given on."""

    kind: str
    identifier: str
    uri: str
    title: str


@dataclass(frozen=True, slots=True)
class Family:
    """A group of practices. ``identifier`` is a UUID in lower case."""

    identifier: str
    name_en: str
    name_es: str = ""
    code: str = ""
    position: int = 0
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice. ``family``, ``under`` and ``successor`` are identifiers or ''; ``retired`` an ISO date or ''.

    ``subject`` is a code of ours, or the text of the file where we know none. ``uri`` is '' unless the practice came
    with an address of its own, ``notation`` the coding scheme of the file it came from.
    """

    identifier: str
    code: str
    name_en: str
    name_es: str = ""
    description_en: str = ""
    description_es: str = ""
    subject: str = ""
    family: str = ""
    under: str = ""
    levels: tuple[Level, ...] = ()
    retired: str = ""
    successor: str = ""
    links: tuple[Link, ...] = ()
    notation: str = ""
    uri: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Families and practices, each in their order. ``title`` and ``creator`` are those of the document."""

    identifier: str
    title: str
    creator: str = ""
    families: tuple[Family, ...] = ()
    practices: tuple[Practice, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a file that a person should know: a code of ``sentences`` with its facts."""

    code: str
    severity: Literal["error", "warning"]
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """A file as read. ``taxonomy`` is None when an error stands among the findings."""

    taxonomy: Taxonomy | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity == "error")

"""From bytes to checked JSON: every way in which a file can be no package, as a finding."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .model import Finding

MOST_BYTES = 8 * 1024 * 1024
MOST_ITEMS = 20_000
MOST_FINDINGS = 50
MOST_TEXT = 4_000
UUID_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DATE_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Tabs and line ends are kept; other control characters, lone halves of letters and marks of direction go.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(slots=True)
class Findings:
    """What was found, each kind of warning once with its number."""

    errors: list[Finding] = field(default_factory=list)
    counted: dict[str, list[str]] = field(default_factory=dict)

    def error(self, code: str, **params: str | int) -> None:
        if len(self.errors) < MOST_FINDINGS:
            self.errors.append(Finding(code, "error", params))

    def count(self, code: str, example: str = "") -> None:
        self.counted.setdefault(code, []).append(example)

    def all(self) -> tuple[Finding, ...]:
        told = (
            Finding(code, "warning", {"n": len(found), "example": next(filter(None, found), "")})
            for code, found in self.counted.items()
        )
        return (*self.errors, *told)


class _TwiceNamed(ValueError):
    """A name that stands twice in one object."""


def parsed(data: bytes, findings: Findings) -> dict[str, Any] | None:
    """The object in the file; None, with a finding, when there is none."""
    if len(data) > MOST_BYTES:
        findings.error("too_large", most=MOST_BYTES // (1024 * 1024))
        return None
    if not data.strip():
        findings.error("empty")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        findings.error("not_utf8")
        return None
    found = _loaded(text, findings)
    if found is not None and not isinstance(found, dict):
        findings.error("not_object")
        return None
    return found


def _loaded(text: str, findings: Findings) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except _TwiceNamed as twice:
        findings.error("named_twice", name=shown(str(twice)))
    except RecursionError:
        findings.error("too_deep")
    except json.JSONDecodeError as wrong:
        findings.error("not_json", line=wrong.lineno, column=wrong.colno)
    except ValueError:
        findings.error("no_number")
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _TwiceNamed(name)
        found[name] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _is_day(text: str) -> bool:
    """Whether the calendar has such a day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def shown(value: object, most: int = 60) -> str:
    """A value of the file as a sentence may quote it."""
    plain = _UNSEEN.sub("", " ".join(str(value).split()))
    return plain if len(plain) <= most else plain[: most - 1] + "…"


@dataclass(frozen=True, slots=True)
class Row:
    """One object of the file with the place it has in it, for sentences."""

    place: str
    held: Mapping[str, Any]
    findings: Findings

    def text(self, name: str, *, needed: bool = False, most: int = MOST_TEXT) -> str:
        """A text without what nobody can see; '' when it is missing or null. An error when it is something else."""
        value = self.held.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if needed:
                self.findings.error("missing", where=self.place, field=name)
            return ""
        if not isinstance(value, str):
            self.findings.error("wrong_kind", where=self.place, field=name, wanted="text")
            return ""
        plain = _UNSEEN.sub("", value).strip()
        if plain != value.strip():
            self.findings.count("unseen", self.place)
        if len(plain) > most:
            self.findings.error("too_long", where=self.place, field=name, most=most)
            return plain[:most]
        return plain

    def uuid(self, name: str, *, needed: bool = True) -> str:
        """A UUID in lower case; '' with an error when it is none."""
        value = self.text(name, needed=needed, most=200).lower()
        if value and not UUID_FORM.fullmatch(value):
            self.findings.error("no_uuid", where=self.place, field=name, value=shown(value))
            return ""
        return value

    def date(self, name: str) -> str:
        """A date as YYYY-MM-DD; a date with a time keeps its date."""
        value = self.text(name, most=60)
        if value and not (DATE_FORM.fullmatch(value[:10]) and _is_day(value[:10])):
            self.findings.error("no_date", where=self.place, field=name, value=shown(value))
            return ""
        return value[:10]

    def number(self, name: str) -> int | None:
        """A whole number; None when it is missing."""
        value = self.held.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**31:
            self.findings.error("wrong_kind", where=self.place, field=name, wanted="number")
            return None
        return value

    def words(self, name: str) -> list[str]:
        """A list of texts; one text alone counts as a list of it."""
        value = self.held.get(name)
        if isinstance(value, str):
            value = [value]
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.findings.error("wrong_kind", where=self.place, field=name, wanted="list")
            return []
        return [shown(one, 120) for one in value]

    def row(self, name: str) -> "Row | None":
        """The object under a name; None when it is missing."""
        value = self.held.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.findings.error("wrong_kind", where=self.place, field=name, wanted="object")
            return None
        return Row(f"{self.place}.{name}", value, self.findings)

    def rows(self, name: str, most: int = MOST_ITEMS) -> list["Row"]:
        """The objects of the list under a name."""
        value = self.held.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.findings.error("wrong_kind", where=self.place or "CFPackage", field=name, wanted="list")
            return []
        if len(value) > most:
            self.findings.error("too_many", field=name, most=most)
            return []
        found = []
        for number, one in enumerate(value):
            place = f"{self.place}.{name}[{number}]".lstrip(".")
            if isinstance(one, dict):
                found.append(Row(place, one, self.findings))
            else:
                self.findings.error("wrong_kind", where=place, field=name, wanted="object")
        return found


def once(rows: Iterable[Row], identify: Callable[[Row], str]) -> dict[str, Row]:
    """Rows by identifier. One that comes twice counts once, the first: real frameworks hold such."""
    found: dict[str, Row] = {}
    for row in rows:
        identifier = identify(row)
        if identifier in found:
            row.findings.count("twice", identifier)
        elif identifier:
            found[identifier] = row
    return found

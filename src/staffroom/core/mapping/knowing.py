"""Recognizing people and schools that a table names in its own way: by number, mail address or name."""

import re
from collections import defaultdict
from collections.abc import Iterable

from staffroom.core.roster.model import Org, Person
from staffroom.core.roster.values import plain

_FLOAT = re.compile(r"(\d+)\.0+")
_ROUNDED = re.compile(r"\d(?:\.\d+)?[Ee]\+?(\d+)")
CENTRAL_WORDS = frozenset(
    {"central", "centraloffice", "districtoffice", "district", "do", "districtwide", "oficinacentral", "esc"}
)


class Rounded(Exception):
    """A number whose last digits a spreadsheet has dropped."""


def whole_number(text: str) -> str:
    """An id without what a spreadsheet put behind it: ``110001.0`` is ``110001``, ``1.1E5`` is ``110000``.

    Raises Rounded when digits are lost: ``1.23457E+11``.
    """
    if found := _FLOAT.fullmatch(text):
        return found[1]
    if found := _ROUNDED.fullmatch(text):
        digits = len(text.lower().partition("e")[0].replace(".", ""))
        if int(found[1]) + 1 > digits and int(found[1]) > 5:
            raise Rounded
        return str(int(float(text)))
    return text


def name_parts(text: str) -> tuple[str, str, str]:
    """(given, family, middle) of "Reyes, Ana M." or "Ana Reyes"; empty parts where there is only one word."""
    family, comma, rest = text.partition(",")
    if comma:
        words = rest.split()
        middle = " ".join(words[1:]) if len(words) > 1 and len(words[-1].rstrip(".")) == 1 else ""
        given = words[0] if middle else " ".join(words)
        return given, " ".join(family.split()), middle
    words = text.split()
    if len(words) < 2:
        return "", "", ""
    return words[0], " ".join(words[1:]), ""


class People:
    """Who is known: by id, by number, by mail address, by name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.by_id: dict[str, Person] = {}
        self._numbers: dict[str, set[str]] = defaultdict(set)
        self._bare: dict[str, set[str]] = defaultdict(set)
        self._emails: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        self.by_id[person.source_id] = person
        self._bare[person.source_id.lstrip("0")].add(person.source_id)
        if person.identifier:
            self._numbers[person.identifier].add(person.source_id)
        if person.email:
            self._emails[person.email.casefold()].add(person.source_id)
        for given in {person.given, person.preferred} - {""}:
            self._names[plain(f"{given} {person.family}")].add(person.source_id)

    def find(self, number: str, email: str) -> tuple[str | None, str]:
        """(the id of the one person meant, how: "", "zeros_lost", "found_by_number" or "found_by_email")."""
        if number in self.by_id:
            return number, ""
        if number and (one := _only(self._numbers.get(number))):
            return one, "found_by_number"
        if number.isdigit() and (one := _only(self._bare.get(number))) and one != number and one.startswith("0"):
            return one, "zeros_lost"
        if email and (one := _only(self._emails.get(email.casefold()))):
            return one, "found_by_email"
        return None, ""

    def named(self, text: str) -> tuple[str | None, bool]:
        """(the id of the one person of this name, whether there are several)."""
        given, family, _middle = name_parts(text)
        found = self._names.get(plain(f"{given} {family}"), set()) if family else set()
        return _only(found), len(found) > 1


def _only(found: set[str] | None) -> str | None:
    return next(iter(found)) if found and len(found) == 1 else None


class Schools:
    """Which school a table means: by id, else by name, with or without the word School."""

    def __init__(self, orgs: Iterable[Org]) -> None:
        self.by_id = {org.source_id: org for org in orgs if org.kind == "school"}
        self._names: dict[str, set[str]] = defaultdict(set)
        for org in self.by_id.values():
            for word in {plain(org.name), _short(org.name), plain(org.identifier)} - {""}:
                self._names[word].add(org.source_id)
            self._names[org.source_id.lstrip("0")].add(org.source_id)

    def find(self, text: str) -> tuple[str | None, tuple[str, ...]]:
        """(the id, the names of several that it could be). The central office has the id "" ."""
        if text in self.by_id:
            return text, ()
        if plain(text) in CENTRAL_WORDS:
            return "", ()
        for word in (plain(text), _short(text), text.lstrip("0")):
            found = self._names.get(word, set()) if word else set()
            if len(found) == 1:
                return next(iter(found)), ()
            if found:
                return None, tuple(sorted(self.by_id[one].name for one in found))
        return None, ()

    def add(self, org: Org) -> None:
        self.by_id[org.source_id] = org
        self._names[plain(org.name)].add(org.source_id)


def _short(name: str) -> str:
    """A school's name without the words that exports leave out: "Lincoln Elementary School" is "lincolnelementary"."""
    words = [plain(word) for word in name.replace("-", " ").split()]
    short = {"elem": "elementary", "ms": "middle", "hs": "high", "es": "elementary", "el": "elementary"}
    return "".join(short.get(word, word) for word in words if word not in ("school", "the", "escuela"))

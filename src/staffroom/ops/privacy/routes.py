"""Every address, and what the matrix has to say about it: read from ``routes.toml``."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

FILE = Path(__file__).with_name("routes.toml")
METHODS = ("get", "post")


@dataclass(frozen=True, slots=True)
class Address:
    """One address: which things may stand in it, and the condition of each method ("" where there is none).

    ``secret``: the address itself is the key, mailed or handed over to the owner of the thing; whoever has it is let in
    and reads what is that owner's, and nothing of anybody else's.
    """

    route: str
    things: tuple[str, ...]
    conditions: Mapping[str, str]
    query: str
    secret: bool = False

    def filled(self, key: str) -> str:
        """The path with a thing's key in it."""
        route = re.sub(r"\^|\$$", "", self.route)
        route = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", key, route)
        gaps = re.findall(r"<[^>]*>", route)
        for gap, part in zip(
            gaps, key.split("/") if key.count("/") == len(gaps) - 1 else [key] * len(gaps), strict=True
        ):
            route = route.replace(gap, part, 1)
        return "/" + route + self.query


def read(text: str) -> list[Address]:
    """The addresses of a file."""
    found = []
    for route, told in tomllib.loads(text).items():
        conditions = {method: str(told.get(method, "")) for method in METHODS}
        found.append(
            Address(
                route, tuple(told.get("things", ())), conditions, str(told.get("query", "")), told.get("secret") is True
            )
        )
    return found


def addresses() -> list[Address]:
    """The addresses that the check knows."""
    return read(FILE.read_text(encoding="utf-8"))


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """The addresses that the product answers to."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from patterns(each, route)


def unlisted(known: list[Address]) -> list[str]:
    """Addresses of the product that the file does not list, and listed ones that are not there."""
    there, listed = set(patterns()), {each.route for each in known}
    return sorted(f"not listed: {route}" for route in there - listed) + sorted(
        f"listed, but not there: {route}" for route in listed - there
    )

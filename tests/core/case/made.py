"""Packages and taxonomies for tests."""

import json
from typing import Any

from staffroom.core.case import Family, Practice, Taxonomy, identifier_of
from staffroom.core.levels import starter_levels
from staffroom.core.practices import FAMILIES, PRACTICES

CHANGED = "2026-09-01T12:00:00Z"


def uid(name: str) -> str:
    return identifier_of("test", name)


def item(name: str, **fields: Any) -> dict[str, Any]:
    given = {"identifier": uid(name), "uri": f"https://x.example/{name}", "fullStatement": name.capitalize()}
    return {**given, "lastChangeDateTime": CHANGED, **fields}


def tie(kind: str, origin: str, target: str, number: int | None = None) -> dict[str, Any]:
    found = {
        "identifier": uid(f"{origin} {kind} {target}"), "uri": "urn:x", "associationType": kind,
        "originNodeURI": {"title": origin, "identifier": uid(origin), "uri": "urn:x"},
        "destinationNodeURI": {"title": target, "identifier": uid(target), "uri": "urn:x"},
        "lastChangeDateTime": CHANGED,
    }  # fmt: skip
    return found if number is None else {**found, "sequenceNumber": number}


def packed(items: Any = (), ties: Any = (), **fields: Any) -> dict[str, Any]:
    document = {
        "identifier": uid("document"), "uri": "urn:x", "creator": "X", "title": "A framework",
        "lastChangeDateTime": CHANGED,
    }  # fmt: skip
    found = {"CFDocument": document, "CFItems": list(items), "CFAssociations": list(ties)}
    return {**found, **fields}


def data(package: Any) -> bytes:
    return json.dumps(package).encode()


def starters() -> Taxonomy:
    """The taxonomy a new district begins with."""
    families = [
        Family(identifier_of("family", code), en, es, code, place)
        for place, (code, (en, es)) in enumerate(FAMILIES.items())
    ]
    practices = [
        Practice(
            identifier_of("practice", one.code), one.code, one.name_en, one.name_es, one.description_en,
            one.description_es, one.subject, identifier_of("family", one.family), levels=starter_levels(one.code),
            position=place,
        )
        for place, one in enumerate(PRACTICES)
    ]  # fmt: skip
    return Taxonomy(uid("document"), "Starters", "Maple", tuple(families), tuple(practices))

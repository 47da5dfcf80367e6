"""A taxonomy -> a CASE package, version 1.0 or 1.1. Reading it again gives the same taxonomy.

Spanish stands in items of its own: ``isTranslationOf`` in 1.1, ``exactMatchOf`` between items of different languages
in 1.0, which knows no translations. A subject is ``subject`` in 1.1, a keyword in 1.0.
"""

from collections.abc import Iterable
from typing import Any, Literal

from staffroom.core.levels import Level
from staffroom.core.practices import SUBJECT

from .model import Family, Practice, Taxonomy, identifier_of, translated
from .reading import FAMILY_TYPE, PRACTICE_TYPE

Version = Literal["1.0", "1.1"]
VERSIONS: tuple[Version, ...] = ("1.0", "1.1")
_OF_1_0 = frozenset(
    (
        "isChildOf",
        "isPeerOf",
        "isPartOf",
        "exactMatchOf",
        "precedes",
        "isRelatedTo",
        "replacedBy",
        "exemplar",
        "hasSkillLevel",
    )
)
_IN_1_0 = {"isTranslationOf": "exactMatchOf"}
Rows = list[dict[str, Any]]


def package(taxonomy: Taxonomy, version: Version, changed: str) -> dict[str, Any]:
    """The package as plain data for ``json.dumps``. ``changed`` is an ISO date and time in UTC."""
    return _Writer(taxonomy, version, changed).written()


class _Writer:
    """One package while it is written."""

    def __init__(self, taxonomy: Taxonomy, version: Version, changed: str) -> None:
        self.taxonomy, self.version, self.changed = taxonomy, version, changed
        nodes: list[Family | Practice] = [*taxonomy.families, *taxonomy.practices]
        self.titles = {one.identifier: one.name_en for one in nodes}
        self.uris = {one.identifier: one.uri for one in taxonomy.practices if one.uri}
        self.titles[taxonomy.identifier] = taxonomy.title

    def written(self) -> dict[str, Any]:
        families, practices = self.taxonomy.families, self.taxonomy.practices
        items = [item for one in families for item in self._family(one)]
        items += [item for one in practices for item in self._practice(one)]
        ties = [tie for one in families for tie in self._ties_of_family(one)]
        ties += [tie for one in practices for tie in self._ties_of_practice(one)]
        return {
            "CFDocument": self._document(),
            "CFItems": items,
            "CFAssociations": ties,
            "CFDefinitions": {
                "CFItemTypes": [self._definition("item-type", one) for one in (FAMILY_TYPE, PRACTICE_TYPE)],
                "CFSubjects": [self._definition("subject", SUBJECT[code].name_en) for code in self._subjects()],
            },
            "CFRubrics": [self._levels(one) for one in practices if one.levels],
        }

    def _dated(self, identifier: str) -> dict[str, Any]:
        uri = self.uris.get(identifier, f"urn:uuid:{identifier}")
        return {"identifier": identifier, "uri": uri, "lastChangeDateTime": self.changed}

    def _document(self) -> dict[str, Any]:
        taxonomy = self.taxonomy
        found = self._dated(taxonomy.identifier) | {
            "creator": taxonomy.creator or taxonomy.title,
            "title": taxonomy.title,
            "language": "en",
        }
        return found | ({"caseVersion": "1.1"} if self.version == "1.1" else {})

    def _definition(self, kind: str, title: str) -> dict[str, Any]:
        return self._dated(identifier_of(kind, title)) | {"title": title, "description": title, "hierarchyCode": title}

    def _subjects(self) -> list[str]:
        return sorted({one.subject for one in self.taxonomy.practices} & SUBJECT.keys())

    # --- Items --------------------------------------------------------------------------------------------
    def _item(self, identifier: str, kind: str, language: str, name: str, whole: str) -> dict[str, Any]:
        return self._dated(identifier) | {
            "fullStatement": whole or name,
            "abbreviatedStatement": name,
            "CFItemType": kind,
            "CFItemTypeURI": self._link(identifier_of("item-type", kind), kind),
            "language": language,
        }

    def _family(self, one: Family) -> Rows:
        code = {"humanCodingScheme": one.code} if one.code else {}
        items = [self._item(one.identifier, FAMILY_TYPE, "en", one.name_en, one.name_en) | code]
        if one.name_es:
            items.append(self._item(translated(one.identifier), FAMILY_TYPE, "es", one.name_es, one.name_es))
        return items

    def _practice(self, one: Practice) -> Rows:
        own = {"humanCodingScheme": one.notation or one.code, **self._subject(one)}
        if one.retired:
            own["statusEndDate"] = one.retired
        items = [self._item(one.identifier, PRACTICE_TYPE, "en", one.name_en, one.description_en) | own]
        if self._in_spanish(one):
            name = one.name_es or one.name_en
            items.append(self._item(translated(one.identifier), PRACTICE_TYPE, "es", name, one.description_es))
        return items

    def _in_spanish(self, one: Practice) -> bool:
        levels = any(x.name_es or x.text_es for x in one.levels)
        return bool(one.name_es or one.description_es or levels)

    def _subject(self, one: Practice) -> dict[str, Any]:
        if not one.subject:
            return {}
        known = SUBJECT.get(one.subject)
        named = [known.name_en if known else one.subject]
        if self.version == "1.0":
            return {"conceptKeywords": named}
        linked = {"subjectURI": [self._link(identifier_of("subject", named[0]), named[0])]} if known else {}
        return {"subject": named, **linked}

    # --- Ties ---------------------------------------------------------------------------------------------
    def _link(self, identifier: str, title: str = "", uri: str = "") -> dict[str, str]:
        known = self.titles.get(identifier, "")
        address = uri or self.uris.get(identifier, f"urn:uuid:{identifier}")
        return {"title": title or known or identifier, "identifier": identifier, "uri": address}

    def _tie(self, kind: str, origin: str, target: dict[str, str], number: int | None = None) -> dict[str, Any]:
        named = kind if self.version == "1.1" or kind in _OF_1_0 else _IN_1_0.get(kind, "isRelatedTo")
        tie = self._dated(identifier_of(origin, kind, target["identifier"])) | {
            "associationType": named,
            "originNodeURI": self._link(origin),
            "destinationNodeURI": target,
        }
        return tie if number is None else tie | {"sequenceNumber": number}

    def _twin(self, identifier: str) -> dict[str, Any]:
        return self._tie("isTranslationOf", translated(identifier), self._link(identifier))

    def _ties_of_family(self, one: Family) -> Rows:
        ties = [self._tie("isChildOf", one.identifier, self._link(self.taxonomy.identifier), one.position)]
        return [*ties, *([self._twin(one.identifier)] if one.name_es else []), *self._linked(one)]

    def _ties_of_practice(self, one: Practice) -> Rows:
        above = one.under or one.family or self.taxonomy.identifier
        ties = [self._tie("isChildOf", one.identifier, self._link(above), one.position)]
        if self._in_spanish(one):
            ties.append(self._twin(one.identifier))
        if one.successor:
            ties.append(self._tie("replacedBy", one.identifier, self._link(one.successor)))
        return [*ties, *self._linked(one)]

    def _linked(self, one: Family | Practice) -> Rows:
        return [self._tie(x.kind, one.identifier, self._link(x.identifier, x.title, x.uri)) for x in one.links]

    # --- Levels -------------------------------------------------------------------------------------------
    def _levels(self, one: Practice) -> dict[str, Any]:
        rubric = identifier_of(one.identifier, "levels")
        criteria = [self._criterion(rubric, one.identifier, 1, ((x.name_en, x.text_en) for x in one.levels))]
        if self._in_spanish(one) and any(x.name_es or x.text_es for x in one.levels):
            criteria.append(self._criterion(rubric, translated(one.identifier), 2, _spanish(one.levels)))
        return self._dated(rubric) | {"title": one.name_en, "CFRubricCriteria": criteria}

    def _criterion(self, rubric: str, item: str, position: int, steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
        identifier = identifier_of(rubric, item)
        levels = [
            self._dated(identifier_of(identifier, str(number)))
            | {"quality": name, "description": text, "position": number, "rubricCriterionId": identifier}
            for number, (name, text) in enumerate(steps, 1)
        ]
        return self._dated(identifier) | {
            "CFItemURI": self._link(item),
            "position": position,
            "rubricId": rubric,
            "CFRubricCriterionLevels": levels,
        }


def _spanish(levels: Iterable[Level]) -> Iterable[tuple[str, str]]:
    return ((one.name_es, one.text_es) for one in levels)

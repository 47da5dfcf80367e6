"""A CASE package -> a taxonomy. What it says and we have no place for is counted and told, never dropped in silence.

Families are the top items that hold others (or that call themselves one); every other item is a practice, under the
family at its top and under the item above it. Spanish comes from items that are translations of others. Levels come
from rubrics whose criteria name an item.
"""

import re
import unicodedata
from dataclasses import replace
from typing import Any

from staffroom.core.levels import Level
from staffroom.core.practices import subject_code

from .model import Family, Link, Practice, Read, Taxonomy, identifier_of
from .text import MOST_BYTES, Findings, Row, once, parsed, shown

__all__ = ["MOST_BYTES", "read"]
MOST_NAME, MOST_TIES, MOST_LEVEL = 120, 100_000, 2_000
MOST_PLACE = 32_767  # places among neighbors that are kept as the file says them
FAMILY_TYPE, PRACTICE_TYPE = "Practice family", "Practice"
TRANSLATED = frozenset({"isTranslationOf", "exactMatchOf"})


def read(data: bytes) -> Read:
    """Read a file. Never raises for what is in it: a file that cannot be used has errors that say why."""
    findings = Findings()
    found = parsed(data, findings)
    taxonomy = _taxonomy(found, findings) if found is not None else None
    if findings.errors:
        return Read(None, findings.all())
    return Read(taxonomy, findings.all())


def _taxonomy(found: dict[str, Any], findings: Findings) -> Taxonomy | None:
    package = Row("", found, findings)
    document = package.row("CFDocument")
    if document is None:
        findings.error("no_document")
        return None
    document = replace(document, place="CFDocument")
    identifier = document.uuid("identifier")
    title = document.text("title", needed=True, most=400)
    reader = _Reader(package, document, identifier)
    if findings.errors:
        return None
    return Taxonomy(identifier, shown(title, 200), document.text("creator", most=400), *reader.nodes())


class _Reader:
    """The items and ties of one package while they become families and practices."""

    def __init__(self, package: Row, document: Row, identifier: str) -> None:
        self.findings = package.findings
        self.document = identifier
        self.language = document.text("language", most=40) or "en"
        self.items = once(package.rows("CFItems"), lambda row: _identified(row, identifier))
        rows = package.rows("CFAssociations", MOST_TIES)
        once(rows, lambda row: str(row.held.get("identifier") or ""))
        self.ties = [_tie(row) for row in rows]
        self.twins = self._translations()
        self.nodes_kept = {one: row for one, row in self.items.items() if one not in self.twins.values()}
        self.above, self.order = self._tree()
        self._check_cycles()
        self.levels = self._levels(package.rows("CFRubrics"))
        if not self.items:
            self.findings.count("no_items")

    # --- Ties ---------------------------------------------------------------------------------------------
    def _spanish(self, identifier: str) -> bool:
        return (self.items[identifier].text("language", most=40) or self.language).lower().startswith("es")

    def _translations(self) -> dict[str, str]:
        """Items that are kept -> the item that says the same in the other language."""
        found: dict[str, str] = {}
        for tie in self.ties:
            here = tie.kind in TRANSLATED and tie.origin in self.items and tie.target in self.items
            if here and self._spanish(tie.origin) != self._spanish(tie.target):
                found.setdefault(tie.target, tie.origin)
        return {kept: twin for kept, twin in found.items() if twin not in found}

    def _tree(self) -> tuple[dict[str, str], dict[str, int]]:
        """The item above each item ('' = the document), and the place among its neighbors."""
        above: dict[str, str] = {}
        order: dict[str, int] = {}
        children = [tie for tie in self.ties if tie.kind == "isChildOf"]
        for number, tie in enumerate(sorted(children, key=lambda tie: tie.number is None)):
            if tie.origin not in self.nodes_kept:
                continue
            target = "" if tie.target == self.document else tie.target
            if target and target not in self.nodes_kept:
                self.findings.count("parent_unknown", self._title(tie.origin))
            elif tie.origin in above:
                self.findings.count("more_parents", self._title(tie.origin))
            else:
                above[tie.origin], order[tie.origin] = target, number if tie.number is None else tie.number
        for one in self.nodes_kept:
            if one not in above:
                self.findings.count("unplaced", self._title(one))
        return above, _places(above, order)

    def _check_cycles(self) -> None:
        settled: set[str] = set()
        for start in self.nodes_kept:
            path: list[str] = []
            at = start
            while at and at not in settled:
                if at in path:
                    self.findings.error("cycle", title=self._title(at))
                    return
                path.append(at)
                at = self.above.get(at, "")
            settled.update(path)

    def _title(self, identifier: str) -> str:
        row = self.items[identifier]
        return shown(row.held.get("abbreviatedStatement") or row.held.get("fullStatement") or identifier)

    # --- Levels -------------------------------------------------------------------------------------------
    def _levels(self, rubrics: list[Row]) -> dict[str, list[tuple[str, str]]]:
        """Item -> (name, text) of each level, from the first criterion that names it."""
        found: dict[str, list[tuple[str, str]]] = {}
        for criterion in (one for rubric in rubrics for one in rubric.rows("CFRubricCriteria")):
            link = criterion.row("CFItemURI")
            item = link.uuid("identifier") if link else ""
            if any(one.held.get("score") is not None for one in criterion.rows("CFRubricCriterionLevels")):
                self.findings.count("numbers_left_out", criterion.text("description", most=MOST_LEVEL))
            if item not in self.items:
                self.findings.count("criterion_alone", criterion.text("description", most=MOST_LEVEL)[:60])
            elif item in found:
                self.findings.count("more_criteria", self._title(item))
            else:
                found[item] = _steps(criterion)
        return found

    def _levels_of(self, english: str, spanish: str) -> tuple[Level, ...]:
        ours, theirs = self.levels.get(english, []), self.levels.get(spanish, [])
        longest = max(len(ours), len(theirs))
        pairs = [(_at(ours, n), _at(theirs, n)) for n in range(longest)]
        return tuple(Level(en[0] or es[0], es[0], en[1] or es[1], es[1]) for en, es in pairs)

    # --- Nodes --------------------------------------------------------------------------------------------
    def nodes(self) -> tuple[tuple[Family, ...], tuple[Practice, ...]]:
        """Families and practices in their order."""
        holding = {above for above in self.above.values() if above}
        families = [one for one in self.nodes_kept if self._is_family(one, holding)]
        codes: set[str] = set()
        ordered = sorted(self.nodes_kept, key=lambda one: self.order.get(one, len(self.order)))
        made = [self._practice(one, set(families), codes) for one in ordered if one not in families]
        groups = [self._family(one) for one in ordered if one in families]
        return tuple(groups), tuple(made)

    def _is_family(self, identifier: str, holding: set[str]) -> bool:
        kind = self.items[identifier].text("CFItemType", most=200)
        top = not self.above.get(identifier)
        return top and kind != PRACTICE_TYPE and (kind == FAMILY_TYPE or identifier in holding)

    def _names(self, identifier: str) -> tuple[tuple[str, str], tuple[str, str], tuple[str, str]]:
        """Names, descriptions and items in English and Spanish; what is in one language only stands as English too."""
        twin = self.twins.get(identifier, "")
        spanish, english = (identifier, twin) if self._spanish(identifier) else (twin, identifier)
        en, es = self._said(english), self._said(spanish)
        if not english:
            return (es[0], ""), (es[1], es[1]), ("", spanish)
        return (en[0], "" if es[0] == en[0] else es[0]), (en[1], es[1]), (english, spanish)

    def _said(self, identifier: str) -> tuple[str, str]:
        """Name and description of one item."""
        if not identifier:
            return "", ""
        row = self.items[identifier]
        whole = row.text("fullStatement", needed=True)
        name = row.text("abbreviatedStatement", most=400) or whole
        if len(name) > MOST_NAME:
            self.findings.count("name_cut", shown(name))
        return shown(name, MOST_NAME), "" if " ".join(whole.split()) == shown(name, MOST_NAME) else whole

    def _family(self, identifier: str) -> Family:
        names, _descriptions, _items = self._names(identifier)
        code = self.items[identifier].text("humanCodingScheme", most=120)
        place = self.order.get(identifier, 0)
        return Family(identifier, *names, slug(code or names[0]), place, self._links(identifier))

    def _practice(self, identifier: str, families: set[str], codes: set[str]) -> Practice:
        row = self.items[identifier]
        names, descriptions, (english, spanish) = self._names(identifier)
        notation = row.text("humanCodingScheme", most=120)
        above = self.above.get(identifier, "")
        code = _free(slug(notation or names[0]) or "practice", codes)
        if row.words("educationLevel"):
            self.findings.count("grades_left_out", names[0])
        return Practice(
            identifier=identifier,
            code=code,
            name_en=names[0],
            name_es=names[1],
            description_en=descriptions[0],
            description_es=descriptions[1],
            subject=_subject(row),
            family=self._top(identifier, families),
            under=above if above and above not in families else "",
            levels=self._levels_of(english, spanish),
            retired=row.date("statusEndDate"),
            successor=self._successor(identifier),
            links=self._links(identifier),
            notation="" if notation == code else notation,
            uri=_own_address(row, identifier),
            position=self.order.get(identifier, 0),
        )

    def _top(self, identifier: str, families: set[str]) -> str:
        at = identifier
        while self.above.get(at):
            at = self.above[at]
        return at if at in families else ""

    def _successor(self, identifier: str) -> str:
        named = (tie.target for tie in self.ties if tie.kind == "replacedBy" and tie.origin == identifier)
        return next((one for one in named if one in self.nodes_kept and one != identifier), "")

    def _links(self, identifier: str) -> tuple[Link, ...]:
        """Ties that our taxonomy does not use: relations, other parents, twins elsewhere."""
        used = {("isChildOf", self.above.get(identifier) or self.document), ("replacedBy", self._successor(identifier))}
        twin = self.twins.get(identifier, "")
        return tuple(
            Link(tie.kind, tie.target, tie.uri, tie.title)
            for tie in self.ties
            if tie.origin == identifier and (tie.kind, tie.target) not in used and tie.target != twin
        )


def _places(above: dict[str, str], order: dict[str, int]) -> dict[str, int]:
    """The same places; neighbors of whom one has a place below 0 or too high are counted anew, in their order."""
    beside: dict[str, list[str]] = {}
    for one in order:
        beside.setdefault(above[one], []).append(one)
    found = dict(order)
    for neighbors in beside.values():
        if not all(0 <= order[one] <= MOST_PLACE for one in neighbors):
            found |= {one: place for place, one in enumerate(sorted(neighbors, key=order.__getitem__))}
    return found


class _Tie:
    """One association: what it is, from which node to which."""

    __slots__ = ("kind", "origin", "target", "uri", "title", "number")

    def __init__(self, kind: str, origin: str, target: str, uri: str, title: str, number: int | None) -> None:
        self.kind, self.origin, self.target, self.uri, self.title, self.number = (
            kind,
            origin,
            target,
            uri,
            title,
            number,
        )


def _identified(row: Row, document: str) -> str:
    """The identifier of an item; one without gets the same each time from what it says."""
    if row.held.get("identifier") not in (None, ""):
        return row.uuid("identifier")
    said = [row.text(name) for name in ("humanCodingScheme", "fullStatement")]
    row.findings.count("no_identifier", shown(said[1]))
    return identifier_of("unnamed", document, *said)


def _tie(row: Row) -> _Tie:
    origin, target = row.row("originNodeURI"), row.row("destinationNodeURI")
    for name, end in (("originNodeURI", origin), ("destinationNodeURI", target)):
        if end is None and name not in row.held:
            row.findings.error("missing", where=row.place, field=name)
    start, end_of = [one.text("identifier", needed=True, most=400).lower() if one else "" for one in (origin, target)]
    kind = row.text("associationType", needed=True, most=120)
    uri, title = (target.text("uri", most=1_000), shown(target.held.get("title") or "", 200)) if target else ("", "")
    return _Tie(kind, start, end_of, uri, title, row.number("sequenceNumber"))


def _steps(criterion: Row) -> list[tuple[str, str]]:
    rows = criterion.rows("CFRubricCriterionLevels", 20)
    placed = sorted(enumerate(rows), key=lambda pair: (_position(pair[1], pair[0]), pair[0]))
    return [
        (shown(row.held.get("quality") or "", 80), row.text("description", most=MOST_LEVEL)) for _number, row in placed
    ]


def _position(row: Row, otherwise: int) -> int:
    found = row.number("position")
    return otherwise if found is None else found


def _at(steps: list[tuple[str, str]], number: int) -> tuple[str, str]:
    return steps[number] if number < len(steps) else ("", "")


def _subject(row: Row) -> str:
    """A subject of ours among the subjects (CASE 1.1) or the keywords (1.0) of an item; else its first subject."""
    named = row.words("subject")
    known = [code for one in (*named, *row.words("conceptKeywords")) if (code := subject_code(one)) != one]
    return (known or [subject_code(one) for one in named] or [""])[0][:40]


def _own_address(row: Row, identifier: str) -> str:
    uri = row.text("uri", most=1_000)
    return "" if uri == f"urn:uuid:{identifier}" else uri


def slug(text: str) -> str:
    """Letters, digits and hyphens, at most 50: what may stand in an address."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")


def _free(code: str, taken: set[str]) -> str:
    found, number = code, 2
    while found in taken:
        found, number = f"{code}-{number}", number + 1
    taken.add(found)
    return found

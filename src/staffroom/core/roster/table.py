"""One roster file as a table: headers matched to our keys, values read, ids looked at for repetition."""

import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import BinaryIO

from staffroom.core.formulas import as_typed
from staffroom.core.problems import Problem, Unreadable
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.forms import FileSpec
from staffroom.core.roster.model import Mode
from staffroom.core.roster.text import CsvText
from staffroom.core.roster.values import near, plain, read_boolean, read_date, read_list

Opener = Callable[[], BinaryIO]
Picked = tuple[int, list[str]]

_GONE = frozenset({"tobedeleted", "inactive", "deleted"})
_NULLS = frozenset({"NULL", "\\N", "#N/A", "#REF!", "#NAME?", "#VALUE!", "(null)", "<null>"})
_NAMES = frozenset({"given", "family", "middle", "preferred"})
_REPAIRED = {"american": "date_repaired", "year first": "date_read_as", "time": "date_time"}
_MAX_REPEATED = 100_000


def match_headers(spec: FileSpec, header: list[str], file: str, findings: Findings) -> dict[str, int]:
    """key -> place of its column. Exact names first, then other case, then one slip of the keyboard."""
    exact = {name: place for place, name in reversed(list(enumerate(header))) if name}
    found = {column.key: exact[column.header] for column in spec.columns if column.header in exact}
    taken = set(found.values())
    free = [place for place, name in enumerate(header) if name and place not in taken]
    for same in (_same, _near):
        for column in spec.columns:
            if column.key in found:
                continue
            fits = [place for place in free if same(plain(header[place]), plain(column.header))]
            if len(fits) != 1:
                continue
            found[column.key] = fits[0]
            free.remove(fits[0])
            if column.need != "known":
                findings.add("header_read_as", file, 1, header[fits[0]], found=header[fits[0]], name=column.header)
    read = {plain(header[place]): header[place] for place in found.values()}
    for place in free:
        if (other := read.get(plain(header[place]))) is not None:
            findings.add("header_left", file, 1, header[place], found=header[place], name=other)
    return found


def _same(word: str, other: str) -> bool:
    return word == other


def _near(word: str, other: str) -> bool:
    return near(word, other)


class Table:
    """One file of a roster. Streams again from the start each time ``rows`` is called."""

    def __init__(
        self,
        spec: FileSpec,
        file: str,
        opener: Opener,
        findings: Findings,
        *,
        mode: Mode = "bulk",
        exact: bool = False,
    ) -> None:
        self.spec = spec
        self.file = file
        self.mode = mode
        self.brought = mode  # what the file itself is, whatever it is read together with
        self.findings = findings
        self.ours = False  # an export of ours: what would run in a spreadsheet was made harmless
        self.unread = False  # nothing can be said of what is in it
        self._opener = opener
        self._exact = exact

    # -- rows ---------------------------------------------------------------------------------------

    def rows(self, *keys: str, lenient: frozenset[str] = frozenset()) -> Iterator[Picked]:
        """Yield (row, the cells of ``keys``, stripped; empty where the file has no such column).

        A row whose required cells are empty is an error and left out; ``lenient`` keys are not looked at
        (the caller does, when the row turns out to matter).
        """
        try:
            with self._opener() as stream:
                yield from self._rows(stream, keys, lenient)
        except Unreadable as stopped:
            self.unread = True
            self._stopped(stopped.problem)
        except (OSError, EOFError, zlib.error) as stopped:
            self.unread = True
            reason = str(stopped) or type(stopped).__name__
            self.findings.add("reading_stopped", self.file, reason=reason)

    def _stopped(self, problem: Problem) -> None:
        self.findings.keep(
            Problem(self.file, problem.row, problem.column, problem.severity, problem.message, problem.advice)
        )

    def _rows(self, stream: BinaryIO, keys: tuple[str, ...], lenient: frozenset[str]) -> Iterator[Picked]:
        text = CsvText(self.file, stream, self.findings)
        self.unread = not text.header
        if self.unread:
            return
        places = match_headers(self.spec, text.header, self.file, self.findings)
        if not places and not any(
            column.need == "known" and column.header in text.header for column in self.spec.columns
        ):
            self.findings.add("no_header", self.file, 1, name=self.spec.name)
            self.unread = True
            return
        self.unread = not self._complete(places)
        if self.unread:
            return
        required = [
            place
            for place, key in enumerate(keys)
            if key not in lenient and self.spec.headers.get(key) in self.spec.required
        ]
        pick = _picker([places.get(key, -1) for key in keys])
        unique = self._identity(keys)
        hashes = array("q")
        head = text.header[0]
        for row, cells in text.rows():
            if cells[0] == head and cells[: len(text.header)] == text.header:
                self.findings.add("header_again", self.file, row)
                continue
            picked = [cell.strip() for cell in pick(cells)]
            if self.ours:
                picked = [as_typed(cell) for cell in picked]
            elif not _NULLS.isdisjoint(picked):
                self._emptied(row, picked, keys)
            if "" in picked and (not any(picked) or not self._filled(row, picked, required, keys)):
                continue
            if unique is not None:
                hashes.append(hash(unique(picked)))
            yield row, picked
        if repeated := _repeated(hashes):
            self._tell_repeated(repeated, places)

    def _emptied(self, row: int, picked: list[str], keys: tuple[str, ...]) -> None:
        """Words with which databases and spreadsheets say "nothing" become nothing; a name may be such a word."""
        for place, key in enumerate(keys):
            if picked[place] in _NULLS and key not in _NAMES:
                self.tell("null_word", row, key, value=picked[place])
                picked[place] = ""

    def _identity(self, keys: tuple[str, ...]) -> Callable[[list[str]], object] | None:
        """What must not come twice: the id; in a list of changes the id and the time of the change."""
        if self.spec.unique not in keys:
            return None
        apart = ("modified",) if self.brought == "delta" and "modified" in keys else ()
        return itemgetter(*(keys.index(key) for key in (self.spec.unique, *apart)))

    def _complete(self, places: Mapping[str, int]) -> bool:
        whole = True
        for column in self.spec.columns:
            if column.key in places:
                continue
            if column.need == "required":
                self.findings.add("header_missing", self.file, 1, column.header, name=column.header)
                whole = False
            elif column.need == "wanted":
                self.findings.add("header_wanted", self.file, 1, column.header, name=column.header)
        return whole

    def _filled(self, row: int, picked: list[str], required: list[int], keys: tuple[str, ...]) -> bool:
        empty = [keys[place] for place in required if not picked[place]]
        for key in empty:
            self.tell("value_missing", row, key)
        return not empty

    def _tell_repeated(self, repeated: frozenset[int], places: Mapping[str, int]) -> None:
        """Second pass, only over a file in which ids come twice: is the content the same?"""
        place, time = places[self.spec.unique], places.get("modified", -1) if self.brought == "delta" else -1
        apart = {places[key] for key in self.spec.apart if key in places}
        first: dict[str, tuple[int, int]] = {}
        with self._opener() as stream:
            for row, cells in CsvText(self.file, stream, Findings()).rows():
                name = shown = cells[place].strip()
                known = (name, cells[time].strip()) if time >= 0 else name
                if not name or hash(known) not in repeated or len(first) > _MAX_REPEATED:
                    continue
                name = name if time < 0 else f"{name}\t{cells[time].strip()}"
                content = hash(tuple(cell.strip() for at, cell in enumerate(cells) if at not in apart))
                whole = hash(tuple(cell.strip() for cell in cells))
                if name not in first:
                    first[name] = (row, content)
                    if apart:
                        first[f"{name}\t{whole}"] = (row, content)
                    continue
                earlier, before = first[name]
                if content != before:
                    self.tell("duplicate_id", row, self.spec.unique, id=shown, first=earlier)
                elif not apart or f"{name}\t{whole}" in first:
                    self.tell("repeated_row", row, self.spec.unique, id=shown, first=earlier)
                else:
                    first[f"{name}\t{whole}"] = (row, content)

    # -- values -------------------------------------------------------------------------------------

    def tell(self, kind: str, row: int | None, key: str | None, **fields: object) -> None:
        """Record a finding about a cell; ``name`` is filled with the column's header."""
        header = None if key is None else self.spec.headers.get(key, key)
        self.findings.add(kind, self.file, row, header, **{"name": header, **fields})

    def wanted(self, row: int, key: str, text: str) -> None:
        """Say so when a cell that the standard asks for is empty."""
        if not text and any(column.key == key and column.need == "wanted" for column in self.spec.columns):
            self.tell("value_wanted", row, key)

    def day(self, row: int, key: str, text: str, *, strict: bool = False) -> date | None:
        """Read a date; repairs are told. ``strict`` makes an unreadable one an error, else it is left out."""
        value, style = read_date(text)
        if style in _REPAIRED and value is not None:
            self.tell(_REPAIRED[style], row, key, value=text, read=value.isoformat())
        elif style == "bad":
            self.tell("date_bad" if strict else "date_dropped", row, key, value=text)
        return value

    def ordered(
        self, row: int, key: str, starts: date | None, ends: date | None, kind: str = "end_before_start"
    ) -> bool:
        """Whether an end is not before its start; told when it is."""
        if starts is None or ends is None or starts <= ends:
            return True
        self.tell(kind, row, key, start=starts, end=ends)
        return False

    def boolean(self, row: int, key: str, text: str, default: bool) -> bool:
        """Read true or false; TRUE, 1, yes are repaired, the unknown is the default, both told."""
        if not text:
            return default
        value, exact = read_boolean(text)
        if value is None:
            self.tell("boolean_unknown", row, key, value=text, assumed=str(default).lower())
            return default
        if not exact and self._exact:
            self.tell("boolean_repaired", row, key, value=text, read=str(value).lower())
        return value

    def items(self, row: int, key: str, text: str) -> tuple[str, ...]:
        """Read a list of words; brackets and inner quotation marks are repaired, and told."""
        if not text:
            return ()
        found, exact = read_list(text)
        if not exact and self._exact:
            self.tell("list_repaired", row, key)
        return found

    def choice(self, row: int, key: str, text: str, allowed: Mapping[str, str], default: str, what: str) -> str:
        """Read a word of a list (plain word -> right spelling); wrong case is repaired."""
        name = allowed.get(plain(text))
        if name is None:
            name = next((right for word, right in allowed.items() if near(plain(text), word)), None)
        if name is None:
            self.tell("enum_unknown", row, key, value=text, what=what, assumed=default)
            return default
        if name != text and self._exact:
            self.tell("enum_case", row, key, value=text, name=name)
        return name

    def gone(self, row: int, name: str, status: str) -> bool:
        """Whether a row is marked as leaving. In a bulk file that is odd, and told."""
        word = plain(status)
        if word not in _GONE:
            if word and word != "active":
                self.tell("status_unknown", row, "status", value=status)
            elif not word and self.brought == "delta":
                self.tell("value_assumed", row, "status", assumed="active")
            return False
        if self.brought != "delta":
            self.tell("leaving", row, "status", id=name, status=status)
        return True

    @property
    def exact(self) -> bool:
        """Whether words of a list have one right spelling in this form."""
        return self._exact


def _picker(places: list[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """A fast function that takes the wanted cells of a row; place -1 gives an empty cell."""
    if all(place >= 0 for place in places) and len(places) > 1:
        return itemgetter(*places)
    width = max(places) + 1

    def pick(cells: list[str]) -> tuple[str, ...]:
        del cells[width:]
        cells.append("")
        return take(cells)

    filled = [place if place >= 0 else width for place in places]
    take: Callable[[list[str]], tuple[str, ...]] = itemgetter(*filled, width)
    return _without_last(pick)


def _without_last(pick: Callable[[list[str]], tuple[str, ...]]) -> Callable[[list[str]], tuple[str, ...]]:
    return lambda cells: pick(cells)[:-1]


def _repeated(hashes: "array[int]") -> frozenset[int]:
    """The hashes that come more than once. An array of a million numbers costs 8 MB, a set ten times that."""
    ordered = sorted(hashes)
    return frozenset(one for one, other in zip(ordered, ordered[1:], strict=False) if one == other)

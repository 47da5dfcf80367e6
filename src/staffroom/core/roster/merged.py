"""A roster file together with what its source said before: one table, whatever came in whatever order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO, Literal

from staffroom.core.problems import Problem
from staffroom.core.roster.findings import Findings, shown
from staffroom.core.roster.forms import FileSpec
from staffroom.core.roster.messages import MESSAGES, WAITS
from staffroom.core.roster.model import Mode
from staffroom.core.roster.sources import HERE, OURS, Ledger, Said, digest_of
from staffroom.core.roster.table import Opener, Picked, Table
from staffroom.core.roster.values import is_timestamp, read_moment

STORED = -1  # the row of what no file of this package holds
KIND_OF_FILE = {
    "orgs.csv": "org",
    "academicSessions.csv": "term",
    "courses.csv": "course",
    "roles.csv": "role",
    "users.csv": "person",
    "classes.csv": "section",
    "enrollments.csv": "enrollment",
}
_NATURAL = {"role": ("user", "org"), "enrollment": ("section", "user")}

# keep: it is held; count: a student's or guardian's, only counted; end: it says that nothing of ours is there.
Sort = Literal["keep", "count", "end"]


def _keep(cells: dict[str, str]) -> Sort:
    return "keep"


class Merged(Table):
    """A file (or none) over the last words on its kind of object. Rows come in the order of their ids.

    To its readers it is the whole truth (``mode`` is bulk); ``brought`` is what the file itself was.
    """

    def __init__(
        self, spec: FileSpec, file: str, opener: Opener | None, findings: Findings, ledger: Ledger, brought: Mode
    ) -> None:
        super().__init__(spec, file, opener or _nothing, findings, mode=brought, exact=True)
        self.mode = "bulk"
        self.kind = KIND_OF_FILE[spec.name]
        self.sort: Callable[[dict[str, str]], Sort] = _keep
        self.counted = 0  # rows of who is only counted, gone or there
        self._here = opener is not None
        self._ledger = ledger
        self._columns = tuple(column.key for column in spec.columns if column.need != "known")
        self._rows_here: dict[str, int] = {}
        self._ours = self._held_before_any_source()

    # -- rows ---------------------------------------------------------------------------------------

    def rows(self, *keys: str, lenient: frozenset[str] = frozenset()) -> Iterator[Picked]:
        """Yield (row, cells): first who is only counted, then all that is there by the last words."""
        if self._here:
            yield from self._read(keys, lenient)
        there = self._ledger.of(self.kind)
        live = sorted((said.cells["id"], digest) for digest, said in there.items() if said.cells and not said.gone)
        for _, digest in live:
            cells = there[digest].cells or {}
            yield self._rows_here.get(digest, STORED), _picked({**cells, "status": "active"}, keys)

    def _read(self, keys: tuple[str, ...], lenient: frozenset[str]) -> Iterator[Picked]:
        required = [key for key in self._columns if self.spec.headers[key] in self.spec.required and key not in lenient]
        for row, picked in super().rows(*self._columns, lenient=frozenset(self._columns) - {"id"}):
            cells = dict(zip(self._columns, picked, strict=True))
            gone = self.gone(row, cells["id"], cells.pop("status", ""))
            if not gone and not self._complete_row(row, cells, required):
                continue
            sort = self.sort(cells)
            self.counted += sort == "count"
            if sort == "count" and not gone:
                yield row, _picked({**cells, "status": "active", "modified": ""}, keys)
            self._hear(row, cells, sort, gone=gone)
        if self.brought == "bulk":
            self._end_the_others()

    def _complete_row(self, row: int, cells: dict[str, str], required: list[str]) -> bool:
        empty = [key for key in required if not cells.get(key)]
        for key in empty:
            self.tell("value_missing", row, key)
        return not empty

    def _hear(self, row: int, cells: dict[str, str], sort: Sort, *, gone: bool) -> None:
        """Weigh one row against the last word on its object."""
        name = cells["id"]
        digest = digest_of(self.kind, name)
        if sort == "count" and digest not in self._ledger.of(self.kind):
            return
        moment = self._moment(row, cells.pop("modified", ""))
        gone = gone or sort != "keep"
        kept = None if gone else {key: text for key, text in cells.items() if text}
        self._rows_here[digest] = row
        if not self._ledger.weigh(self.kind, digest, Said(moment, gone, self.brought == "bulk", kept)):
            known = self._ledger.of(self.kind)[digest].modified
            self._rows_here.pop(digest)
            self.tell("older_row", row, "modified", id=name, known=known)
        self._take_place(cells)

    def _moment(self, row: int, text: str) -> str:
        """The time of a row; what is odd about it is told."""
        moment = read_moment(text)
        if self.brought != "delta":
            if text and not is_timestamp(text):
                self.tell("date_style", row, "modified", value=text)
        elif not text:
            self.tell("modified_missing", row, "modified")
        elif moment is None:
            self.tell("modified_bad", row, "modified", value=text)
        elif not is_timestamp(text):
            self.tell("modified_style", row, "modified", value=text, read=moment[:19] + "Z")
        believed = self._ledger.believed(moment or "")
        if moment and believed != moment:
            self.tell("modified_future", row, "modified", value=text, read=believed[:19] + "Z")
        return believed

    def _end_the_others(self) -> None:
        """What a whole truth does not name is gone."""
        there = self._ledger.of(self.kind)
        for digest, said in list(there.items()):
            if digest not in self._rows_here and not (said.gone and said.whole):
                there[digest] = Said(said.modified, gone=True, whole=True)

    # -- what was held before any source spoke of it ----------------------------------------------------

    def _held_before_any_source(self) -> dict[tuple[str, ...], list[str]]:
        """Natural key -> digests, of roles and enrollments that got an id from us."""
        keys = _NATURAL.get(self.kind)
        found: dict[tuple[str, ...], list[str]] = {}
        if keys is None:
            return found
        for digest, said in self._ledger.of(self.kind).items():
            if said.cells and said.cells["id"].startswith(OURS):
                found.setdefault(tuple(said.cells.get(key, "") for key in keys), []).append(digest)
        return found

    def _take_place(self, cells: dict[str, str]) -> None:
        """A source's own row takes the place of what we held under an id of ours."""
        if not self._ours or cells["id"].startswith(OURS):
            return
        for natural in self._naturals(cells):
            for digest in self._ours.pop(natural, ()):
                self._ledger.of(self.kind)[digest] = Said(gone=True)

    def _naturals(self, cells: dict[str, str]) -> Iterator[tuple[str, ...]]:
        keys = _NATURAL[self.kind]
        yield tuple(cells.get(key, "") for key in keys)
        if self.kind == "role":
            place = self._ledger.of("org").get(digest_of("org", cells.get("org", "")))
            if place is None or (place.cells or {}).get("type") != "school":
                yield cells.get("user", ""), f"{OURS}district"

    # -- people who may be students ----------------------------------------------------------------------

    def recall(self, names: Iterable[str]) -> None:
        """Fetch the rows of people who were only noted and turn out to be staff."""
        for name in names:
            self._ledger.recalled(self.kind, digest_of(self.kind, name), name)

    def only_note(self, row: int, name: str) -> None:
        """Forget the cells of somebody of this package of whom nobody knows whether they are staff."""
        digest = digest_of(self.kind, name)
        said = self._ledger.of(self.kind).get(digest)
        if row > 0 and said is not None and said.cells:
            self._ledger.of(self.kind)[digest] = replace(said, cells=None, held_in=HERE)

    def tell_waiting(self, known: int) -> None:
        """Say how many people wait for a role: of them it may not be said who, for most are students."""
        there = sum(not said.gone for said in self._ledger.of(self.kind).values())
        if self._ledger.parks and there > known:
            self._ledger.park(self._problem("waits_people", None, None, {"count": there - known}))

    # -- findings -----------------------------------------------------------------------------------------

    def tell(self, kind: str, row: int | None, key: str | None, **fields: object) -> None:
        """Record a finding. What is held since an earlier package was told then; what waits is noted as waiting."""
        if self._ledger.parks and kind in WAITS:
            self._ledger.park(self._problem(WAITS[kind], row, key, fields))
        elif row != STORED:
            super().tell(kind, row, key, **fields)
        elif MESSAGES[kind].severity == "error":
            super().tell(kind, None, key, **fields)

    def _problem(self, kind: str, row: int | None, key: str | None, fields: dict[str, object]) -> Problem:
        template = MESSAGES[kind]
        header = None if key is None else self.spec.headers.get(key, key)
        values = {name: shown(value) for name, value in {"name": header, **fields}.items()}
        place = None if row == STORED else row
        told = (template.message.format(**values), template.advice.format(**values))
        return Problem(self.file, place, header, "warning", *told)


def _picked(cells: dict[str, str], keys: tuple[str, ...]) -> list[str]:
    return [cells.get(key, "") for key in keys]


def _nothing() -> BinaryIO:
    raise FileNotFoundError


def merged_tables(
    specs: Iterable[tuple[FileSpec, str | None]],
    files: Mapping[str, Opener],
    findings: Findings,
    ledger: Ledger,
    modes: Mapping[str, Mode],
) -> dict[str, Table]:
    """A table for every spec that has a file, and in a package of changes for every other too."""
    tables: dict[str, Table] = {}
    for spec, real in specs:
        if real is not None or ledger.parks:
            opener = None if real is None else files[real]
            tables[spec.name] = Merged(
                spec, real or spec.name, opener, findings, ledger, modes.get(spec.name, "absent")
            )
    return tables

"""Ed-Fi interchange files (XML) as records: one pass over each file, nothing kept but the cells that are wanted.

A record is an element directly below the root. Its cells are found by their path, so that it does not matter how
deep a version of the standard nests its references; a name space does not matter either. Document type and entity
declarations are refused before anything is expanded; depth, size of one piece and number of records are bounded.
Records of students are not among those kept: ``noted`` says which files hold them, ``each`` hands them out one by one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from staffroom.core.problems import Unreadable
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.table import Opener

CHUNK = 1 << 16
MOST_RECORDS = 1_000_000
MOST_DEEP = 40
MOST_TOKEN = 1 << 20
LONGEST_CELL = 2_000
# Of expat's errors: an invalid token may be a letter of another alphabet; 18 and 19 are an encoding that is not
# known, and one that is not the file's.
_INVALID, _ENCODINGS = 4, frozenset({18, 19})
_CUT = frozenset({3, 5, 6, 20})  # no element, unclosed token, half a letter, unclosed CDATA: at the end of a file
_AT = "\x1f"

# key -> path: "/Name" right below the record, "Name" anywhere in it; "*" behind it: all of them.
Wanted = Mapping[str, str]


@dataclass(slots=True)
class Record:
    """One element below the root: where it stands, and its cells (lists for what may come more than once)."""

    kind: str
    file: str
    line: int
    cells: dict[str, list[str]] = field(default_factory=dict)

    def one(self, key: str) -> str:
        found = self.cells.get(key)
        return found[0] if found else ""

    def all(self, key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for text in self.cells.get(key, ()) if text))


@dataclass(slots=True)
class Gathered:
    """What the files hold: records by kind, which files held any, the version named, whether all could be read."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    ids: dict[str, Record] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)
    version: str = ""
    whole: bool = True
    count: int = 0


class _Stop(Exception):
    def __init__(self, kind: str, **fields: object) -> None:
        super().__init__(kind)
        self.kind, self.fields = kind, fields


def is_interchange(opener: Opener) -> bool:
    """Whether a file begins as an Ed-Fi interchange does, in whatever alphabet."""
    try:
        with opener() as stream:
            return b"<Interchange" in stream.read(4096).replace(b"\x00", b"")
    except (Unreadable, OSError, EOFError, ValueError):
        return False


def gather(files: Mapping[str, Opener], wanted: Mapping[str, Wanted], findings: Findings, note: str = "") -> Gathered:
    """Read the records of every file. Of the kind ``note`` only the files are noted that hold it."""
    found = Gathered()

    def keep(record: Record) -> None:
        found.count += 1
        if found.count > MOST_RECORDS:
            raise _Stop("edfi_huge", limit=MOST_RECORDS)
        found.records.setdefault(record.kind, []).append(record)
        for name in record.cells.pop("@id", ()):
            found.ids.setdefault(name, record)

    for name in sorted(files):  # so that the order in the package does not matter
        found.whole &= _read(name, files[name], _Reader(name, wanted, found, keep, note), findings)
    return found


def each(
    files: Mapping[str, Opener], wanted: Mapping[str, Wanted], findings: Findings, take: Callable[[Record], None]
) -> bool:
    """Hand out the records of every file, keeping none; whether all files were read to their end."""
    whole = True
    for name in sorted(files):
        whole &= _read(name, files[name], _Reader(name, wanted, Gathered(), take, ""), findings)
    return whole


def _read(name: str, opener: Opener, reader: "_Reader", findings: Findings) -> bool:
    try:
        with opener() as stream:
            reader.read(stream)
    except _Stop as stopped:
        findings.add(stopped.kind, name, reader.line, None, line=reader.line, **stopped.fields)
    except Unreadable as stopped:
        findings.keep(stopped.problem)
    except (OSError, EOFError) as stopped:
        findings.add("reading_stopped", name, reason=str(stopped) or type(stopped).__name__)
    else:
        return True
    return False


class _Reader:
    """The handlers of one file."""

    def __init__(
        self, file: str, wanted: Mapping[str, Wanted], found: Gathered, take: Callable[[Record], None], note: str
    ) -> None:
        self._file, self._wanted, self._found, self._take, self._note = file, wanted, found, take, note
        self._parser = expat.ParserCreate(namespace_separator=_AT)
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler = self._data
        self._encoding = "UTF-8"
        self._path: list[str] = []
        self._record: Record | None = None
        self._text: list[str] = []
        self._size = 0
        self._seen = False
        self._keys: dict[tuple[str, str], tuple[str, bool] | None] = {}
        self._last, self._before = b"", 0  # the chunk at hand, and how many bytes came before it

    @property
    def line(self) -> int:
        return max(self._parser.CurrentLineNumber, self._parser.ErrorLineNumber)

    def read(self, stream: BinaryIO) -> None:
        """Read the whole stream. Raises _Stop."""
        fed = 0
        try:
            for chunk in _chunks(stream):
                self._last, self._before = chunk, fed
                self._parser.Parse(chunk, False)
                fed += len(chunk)
                # One tag or declaration that never ends would be kept whole by the parser.
                if fed - max(self._parser.CurrentByteIndex, 0) > MOST_TOKEN:
                    raise _Stop("edfi_long", limit=MOST_TOKEN)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise self._stopped(error) from None
        except (LookupError, ValueError):
            raise _Stop("edfi_letters", encoding=self._encoding) from None

    def _stopped(self, error: expat.ExpatError) -> _Stop:
        """Which sentence an error of the parser is."""
        if error.code in _ENCODINGS or (error.code == _INVALID and self._seen and self._odd_byte()):
            return _Stop("edfi_letters", encoding=self._encoding)
        if not self._seen:
            return _Stop("edfi_no_xml")
        if error.code in _CUT:
            return _Stop("edfi_cut")
        return _Stop("edfi_wrong", reason=expat.ErrorString(error.code))

    def _odd_byte(self) -> bool:
        """Whether the place where reading stopped is a byte beyond ASCII: a letter in another alphabet."""
        context = self._last[max(self._parser.ErrorByteIndex - self._before, 0) :][:4]
        return any(byte > 127 for byte in context)

    # -- handlers -----------------------------------------------------------------------------------

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._encoding = encoding or "UTF-8"

    def _refuse(self, *_facts: object) -> None:
        raise _Stop("edfi_declared")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(_AT)
        if not self._path:
            self._seen = True
            if not local.startswith("Interchange"):
                raise _Stop("edfi_root", root=local)
            self._found.version = self._found.version or space.rpartition("/")[2]
        self._path.append(local)
        if len(self._path) > MOST_DEEP:
            raise _Stop("edfi_deep", limit=MOST_DEEP)
        self._text, self._size = [], 0
        if len(self._path) == 2:
            if local == self._note:
                self._found.noted.add(self._file)
            self._record = Record(local, self._file, self._parser.CurrentLineNumber) if local in self._wanted else None
            if self._record and attributes.get("id"):
                self._record.cells["@id"] = [attributes["id"][:LONGEST_CELL]]
        elif self._record is not None and attributes.get("ref"):
            self._keep(local + "@ref", attributes["ref"])

    def _data(self, text: str) -> None:
        if self._record is not None and self._size <= LONGEST_CELL:
            self._text.append(text)
            self._size += len(text)

    def _end(self, name: str) -> None:
        record = self._record
        if record is not None and len(self._path) > 2:
            text = "".join(self._text).strip()
            if text:
                self._keep(self._path[-1], text[:LONGEST_CELL])
            elif self._path[-1] == "ElectronicMail":
                _padded(record.cells)
        elif record is not None:
            self._finish(record)
        self._path.pop()
        self._text, self._size = [], 0

    def _keep(self, leaf: str, text: str) -> None:
        assert self._record is not None
        path = "/".join((*self._path[2:-1], leaf))
        known = (self._record.kind, path)
        if known not in self._keys:
            self._keys[known] = _key_of(self._wanted[known[0]], path)
        found = self._keys[known]
        if found is None:
            return
        key, many = found
        held = self._record.cells.setdefault(key, [])
        if many or not held:
            held.append(_word(text))

    def _finish(self, record: Record) -> None:
        self._record = None
        self._found.used.add(self._file)
        self._take(record)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _key_of(wanted: Wanted, path: str) -> tuple[str, bool] | None:
    """(key, whether all are kept) of the first pattern that fits a path."""
    for key, pattern in wanted.items():
        bare = pattern.removesuffix("*")
        fits = path == bare[1:] if bare.startswith("/") else path == bare or path.endswith("/" + bare)
        if fits:
            return key, pattern.endswith("*")
    return None


def _word(text: str) -> str:
    """A descriptor may come as an address whose last part, behind #, is the word. Spaces are made single."""
    bare = text.rpartition("#")[2] if text.startswith(("uri://", "http://", "https://")) else text
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(bare.split()))


def _padded(cells: dict[str, list[str]]) -> None:
    """As many types of address as addresses, so that the two stay side by side."""
    mails, types = cells.get("email", []), cells.setdefault("email_type", [])
    types.extend([""] * (len(mails) - len(types)))

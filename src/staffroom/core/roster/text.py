"""A strict and kind reader of CSV text: what the standard library's reader accepts silently is told here.

``CsvText`` yields (row, cells). ``row`` is the row a person sees in a spreadsheet: the header is row 1,
a cell with a line break in it does not start a new row, an empty line counts. Rows that cannot be read
are recorded as errors and left out; what can be repaired is, with a warning.

Speed comes from looking at a block of lines at once: a block without quotation marks or control
characters, or whose lines are all well formed, goes through C code; only the others are read with care.
"""

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO, Literal, NamedTuple

from staffroom.core.roster.findings import Findings
from staffroom.core.roster.lines import MAX_LINE_BYTES, TOO_LONG, Block, line_blocks

MAX_CELL = 32_767  # what a spreadsheet cell can hold
MAX_COLUMNS = 2_000
_SPAN = 50  # a quoted cell may run over so many lines before its quotation mark counts as never closed
_SHED = 10_000  # lines
_PATIENCE = 100  # after so many marks that never close, no further lines are looked at

_CONTROL = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_SEP_LINE = re.compile(r"\s*sep=([,;\t|])\s*", re.IGNORECASE)
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}

Row = tuple[int, list[str]]
Flaw = Literal["unclosed_quote", "text_after_quote", "stray_quote"]


class Scan(NamedTuple):
    """The cells of a text, its first flaw, and the index of the cell that has it."""

    cells: list[str]
    flaw: Flaw | None
    place: int


@lru_cache(maxsize=8)
def _well_formed(delimiter: str) -> re.Pattern[str]:
    between = re.escape(delimiter)
    cell = rf'(?:"(?:[^"\n]|"")*+"|[^"{between}\n]*+)'
    return re.compile(rf"{cell}(?:{re.escape(delimiter)}{cell})*+")


def scan(text: str, delimiter: str) -> Scan:
    """Split a text into cells one letter at a time, noting the first flaw. For lines that are not plain."""
    cells: list[str] = []
    flaw: Flaw | None = None
    where, at, size = 0, 0, len(text)
    while True:
        if at < size and text[at] == '"':
            cell, at, found = _quoted(text, at + 1, delimiter)
        else:
            stop = text.find(delimiter, at)
            stop = size if stop < 0 else stop
            cell, at = text[at:stop], stop
            found = "stray_quote" if '"' in cell else None
        if found and (flaw is None or flaw == "stray_quote"):
            flaw, where = found, len(cells)
        cells.append(cell)
        if at >= size:
            return Scan(cells, flaw, where)
        at += 1


def _quoted(text: str, at: int, delimiter: str) -> tuple[str, int, Flaw | None]:
    parts: list[str] = []
    while True:
        stop = text.find('"', at)
        if stop < 0:
            return "".join([*parts, text[at:]]), len(text), "unclosed_quote"
        parts.append(text[at:stop])
        after = text[stop + 1 : stop + 2]
        if after == '"':
            parts.append('"')
            at = stop + 2
            continue
        if after in ("", delimiter):
            return "".join(parts), stop + 1, None
        end = text.find(delimiter, stop)
        end = len(text) if end < 0 else end
        return "".join([*parts, text[stop + 1 : end]]), end, "text_after_quote"


class CsvText:
    """One CSV file. ``header`` is read at once (empty when there is none); ``rows()`` streams the rest."""

    def __init__(self, file: str, stream: BinaryIO, findings: Findings) -> None:
        self.file = file
        self.header: list[str] = []
        self.delimiter = ","
        self._findings = findings
        self._blocks = line_blocks(stream, file, findings)
        self._row = 0
        self._width = 0
        self._most = 0
        self._unclosed = 0
        self._first = self._open()

    def rows(self) -> Iterator[Row]:
        """Yield (row, cells), each with as many cells as the header. May be used once."""
        if not self.header:
            return
        started = self._row
        if self._first is not None:
            yield from self._read(self._first)
            self._first = None
        for block in self._blocks:
            yield from self._read(block)
        if self._row == started:
            self._findings.add("no_rows", self.file)

    # -- the header ---------------------------------------------------------------------------------

    def _open(self) -> Block | None:
        block = next(self._blocks, None)
        while block is not None and not any(line.strip() for line in block.lines):
            self._row += len(block.lines)
            block = next(self._blocks, None)
        if block is None:
            if self._row:
                self._tell("empty_file", None, row=None)
            return None
        return self._take_header(block)

    def _take_header(self, block: Block) -> Block | None:
        at = next(index for index, line in enumerate(block.lines) if line.strip())
        line = block.lines[at]
        if at == 0 and self._row == 0 and (noted := _SEP_LINE.fullmatch(line)) and len(block.lines) > 1:
            self.delimiter = noted[1]
            self._tell("sep_line", None, row=1, line=line.strip())
            self._row, at, line = 1, 0, block.lines[1]
            block = Block(block.lines[1:], _moved(block.guessed, 1), _moved(block.broken, 1))
        self._row += at + 1
        self.delimiter = self._sniff(line)
        if "\x00" in line:
            self._tell("long_row" if line == TOO_LONG else "null_byte", None, limit=MAX_LINE_BYTES)
            return None
        if line.count(self.delimiter) > MAX_COLUMNS:
            self._tell("wide_header", None, limit=MAX_COLUMNS)
            return None
        found = scan(_CONTROL.sub("", line), self.delimiter)
        if found.flaw is not None:
            self._tell(found.flaw, None)
        if found.flaw not in (None, "stray_quote"):
            return None
        self._set_header([cell.strip() for cell in found.cells])
        rest = block.lines[at + 1 :]
        return Block(rest, _moved(block.guessed, at + 1), _moved(block.broken, at + 1))

    def _sniff(self, line: str) -> str:
        best = max(_DELIMITERS, key=line.count)
        best = best if line.count(best) else ","
        if best != ",":
            self._tell("other_delimiter", None, row=None, name=_DELIMITERS[best])
        return best

    def _set_header(self, names: list[str]) -> None:
        self._most = len(names)
        while names and not names[-1]:
            names.pop()
        if len(names) < self._most:
            self._tell("trailing_headers", None)
        for number, name in enumerate(names, 1):
            if not name:
                self._tell("unnamed_header", None, number=number)
            elif names.index(name) < number - 1:
                self._tell("repeated_header", name, name=name)
        self.header = names
        self._width = len(names)

    # -- the rows -----------------------------------------------------------------------------------

    def _read(self, block: Block) -> Iterator[Row]:
        cells = self._plain_cells(block)
        if cells is None:
            yield from self._careful(block)
            return
        width, row = self._width, self._row
        for row, one in enumerate(cells, row + 1):  # noqa: B020 - the row number goes on from the last block
            if len(one) == width:
                yield row, one
            elif (mended := self._mended(one, row)) is not None:
                yield row, mended
        self._row = row

    def _plain_cells(self, block: Block) -> Iterator[list[str]] | None:
        """The cells of every line by C code, or None when a line needs care."""
        lines = block.lines
        if not lines:
            return iter(())
        if block.guessed or block.broken or max(map(len, lines)) > MAX_CELL:
            return None
        text = "\n".join(lines)
        if _SUSPECT.search(text):
            return None
        if '"' not in text:
            delimiter = self.delimiter
            return (line.split(delimiter) for line in lines)
        if not all(map(_well_formed(self.delimiter).fullmatch, lines)):
            return None
        return csv.reader(lines, delimiter=self.delimiter, strict=True)

    def _mended(self, cells: list[str], row: int) -> list[str] | None:
        """A row with as many cells as the header, or None when it is empty or cannot be read."""
        found = len(cells)
        if not any(cell.strip() for cell in cells):
            return None
        if found < self._width:
            self._tell("too_few_cells", None, row=row, found=found, expected=self._width)
            return None
        if found > self._width:
            if any(cell.strip() for cell in cells[self._width :]):
                self._tell("too_many_cells", None, row=row, found=found, expected=self._width)
                return None
            if found != self._most:
                self._tell("extra_empty_cells", None, row=row, found=found, expected=self._width)
        return cells[: self._width]

    def _careful(self, block: Block) -> Iterator[Row]:
        at = 0
        while at < len(block.lines):
            if at >= _SHED:  # a block may have grown by look-ahead; what was read is let go
                block = Block(block.lines[at:], _moved(block.guessed, at), _moved(block.broken, at))
                at = 0
            self._row += 1
            cells, used = self._one(block, at)
            at += used
            if cells is None:
                continue
            mended = cells if len(cells) == self._width else self._mended(cells, self._row)
            if mended is not None:
                yield self._row, mended

    def _one(self, block: Block, at: int) -> tuple[list[str] | None, int]:
        """(the cells of the row that starts at a line, or None when unreadable; how many lines it took)."""
        line = block.lines[at]
        if not line.strip(self.delimiter + " "):
            return None, 1
        if "\x00" in line:
            self._tell("long_row" if line == TOO_LONG else "null_byte", None, limit=MAX_LINE_BYTES)
            return None, 1
        if (cells := line.count(self.delimiter)) > MAX_COLUMNS + self._most:
            self._tell("too_many_cells", None, found=cells + 1, expected=self._width)
            return None, 1
        if at in block.broken:
            self._tell("broken_letters", None)
            return None, 1
        if at in block.guessed:
            self._tell("old_windows_letters", None)
        found = scan(line, self.delimiter)
        if found.flaw == "unclosed_quote":
            return self._over_lines(block, at, found)
        return self._checked(found), 1

    def _over_lines(self, block: Block, at: int, opened: Scan) -> tuple[list[str] | None, int]:
        """A quoted cell that runs over lines; it must close soon and give as many cells as the header."""
        text = block.lines[at]
        span = _SPAN if self._unclosed < _PATIENCE else 0
        for used in range(2, span + 2):
            if at + used > len(block.lines) and not self._longer(block):
                break
            text += "\n" + block.lines[at + used - 1]
            found = scan(text, self.delimiter)
            if found.flaw != "unclosed_quote":
                if found.flaw is None and self._width <= len(found.cells) <= self._most:
                    return self._checked(found), used
                break
        self._unclosed += 1
        self._tell("unclosed_quote", self._name(opened.place))
        return None, 1

    def _longer(self, block: Block) -> bool:
        """Add the next block of the file to this one, so that a cell may run on into it."""
        more = next(self._blocks, None)
        if more is None:
            return False
        size = len(block.lines)
        block.lines.extend(more.lines)
        block.guessed |= _moved(more.guessed, -size)
        block.broken |= _moved(more.broken, -size)
        return True

    def _checked(self, found: Scan) -> list[str] | None:
        """The cells of a row that was split, with what is odd told and repaired."""
        if found.flaw is not None:
            self._tell(found.flaw, self._name(found.place))
        if found.flaw == "text_after_quote":
            return None
        return self._cleaned(found.cells)

    def _cleaned(self, cells: list[str]) -> list[str] | None:
        for index, cell in enumerate(cells):
            if len(cell) > MAX_CELL:
                self._tell("long_cell", self._name(index), limit=MAX_CELL)
                return None
            if "\x00" in cell:
                self._tell("null_byte", self._name(index))
                return None
            if "\n" in cell or "\r" in cell:
                self._tell("line_break", self._name(index))
                cells[index] = cell = re.sub(r"\s*[\r\n]+\s*", " ", cell)
            if _CONTROL.search(cell):
                self._tell("control_character", self._name(index))
                cells[index] = cell = _CONTROL.sub("", cell)
            if "\ufffd" in cell:
                self._tell("lost_letters", self._name(index))
        return cells

    def _name(self, index: int) -> str:
        return self.header[index] if index < len(self.header) and self.header[index] else f"column {index + 1}"

    def _tell(self, kind: str, column: str | None, *, row: int | None = -1, **fields: object) -> None:
        at = self._row if row == -1 else row
        self._findings.add(kind, self.file, at or None, column, **fields)


def _moved(places: set[int], by: int) -> set[int]:
    return {place - by for place in places if place >= by}

"""The cells of an XLSX workbook, streamed: only text comes out, nothing is calculated and nothing is fetched.

Reads what ECMA-376 part 1 (SpreadsheetML) calls workbook, worksheets, shared strings and number formats. Dates are
told by their number format and come out as year-month-day, times as hour:minute. Document type declarations end the
reading before anything is expanded. What comes out of the zip is counted, headers of a zip are never believed.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import BinaryIO
from xml.parsers import expat

_CHUNK = 1 << 16
_DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 37), *range(50, 59)])
_TIME_FORMATS = frozenset([18, 19, 20, 21, 45, 46, 47])
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, KeyError)


class WorkbookError(Exception):
    """Why a workbook cannot be read: a key of the mapping's messages."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may hold: bytes unpacked, rows and columns of a sheet, different texts, cells of all sheets."""

    unpacked: int = 150 * 1024**2
    rows: int = 200_000
    columns: int = 500
    texts: int = 1_000_000
    cells: int = 3_000_000


@dataclass(slots=True)
class SheetRows:
    """One sheet: its name, its rows as (number in the sheet, cells), and places (row, kind) of odd cells."""

    name: str
    hidden: bool
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    odd: list[tuple[int, str]] = field(default_factory=list)


def read_workbook(stream: BinaryIO, limits: Limits | None = None) -> list[SheetRows]:
    """All sheets with at least one cell, in the workbook's order. Raises WorkbookError."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return _Reader(archive, limits or Limits()).sheets()
    except expat.ExpatError:
        raise WorkbookError("workbook_damaged") from None
    except _BROKEN:
        raise WorkbookError("workbook_damaged") from None


class _Reader:
    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.archive, self.limits = archive, limits
        self.names = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
        self.left = limits.unpacked
        self.cells = 0
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise WorkbookError("workbook_locked")
        if "xl/workbook.bin" in self.names:
            raise WorkbookError("workbook_binary")
        if "xl/workbook.xml" not in self.names:
            raise WorkbookError("workbook_none")

    def sheets(self) -> list[SheetRows]:
        book = _Book()
        self.parse("xl/workbook.xml", book.start, None, None)
        targets = _Targets()
        self.parse("xl/_rels/workbook.xml.rels", targets.start, None, None)
        texts = _Texts(self.limits)
        if "xl/sharedstrings.xml" in self.names:
            self.parse("xl/sharedstrings.xml", texts.start, texts.end, texts.data)
        styles = _Styles()
        if "xl/styles.xml" in self.names:
            self.parse("xl/styles.xml", styles.start, styles.end, None)
        found = [self.sheet(name, hidden, targets.path(key), texts, styles, book) for name, hidden, key in book.sheets]
        return [sheet for sheet in found if sheet.rows]

    def sheet(self, name: str, hidden: bool, path: str, texts: "_Texts", styles: "_Styles", book: "_Book") -> SheetRows:
        sheet = SheetRows(name, hidden)
        if path.lower() not in self.names or "worksheets/" not in path.lower():
            return sheet  # a sheet of charts, or a macro
        cells = _Cells(sheet, self, texts, styles, book.from_1904)
        self.parse(path, cells.start, cells.end, cells.data)
        return sheet

    def parse(
        self,
        path: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None,
        data: Callable[[str], None] | None,
    ) -> None:
        parser = expat.ParserCreate(namespace_separator="\x1f")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_declaration
        parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
        if end is not None:
            parser.EndElementHandler = lambda name: end(_local(name))
        if data is not None:
            parser.CharacterDataHandler = data
        for chunk in self.chunks(path):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def chunks(self, path: str) -> Iterator[bytes]:
        with self.archive.open(self.names[path.lower()]) as part:
            while chunk := part.read(_CHUNK):
                self.left -= len(chunk)
                if self.left < 0:
                    raise WorkbookError("workbook_huge")
                yield chunk

    def count_cell(self) -> None:
        self.cells += 1
        if self.cells > self.limits.cells:
            raise WorkbookError("workbook_huge")


def _refuse_declaration(*_facts: object) -> None:
    raise WorkbookError("workbook_declares")


def _local(name: str) -> str:
    return name.rpartition("\x1f")[2]


def _relation(attributes: dict[str, str]) -> str:
    return next((value for name, value in attributes.items() if _local(name) == "id" and "\x1f" in name), "")


class _Book:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), hidden, _relation(attributes)))


class _Targets:
    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.found[attributes.get("Id", "")] = attributes.get("Target", "")

    def path(self, key: str) -> str:
        target = self.found.get(key, "")
        return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class _Texts:
    """The shared strings. A string of several runs is joined; phonetic guides are left out."""

    def __init__(self, limits: Limits) -> None:
        self.all: list[str] = []
        self.limits = limits
        self._parts: list[str] = []
        self._takes = False
        self._phonetic = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic += 1
        self._takes = name == "t" and not self._phonetic

    def data(self, text: str) -> None:
        if self._takes:
            self._parts.append(text)

    def end(self, name: str) -> None:
        self._takes = False
        if name == "rPh":
            self._phonetic -= 1
        elif name == "si":
            self.all.append(_plain_text("".join(self._parts)))
            if len(self.all) > self.limits.texts:
                raise WorkbookError("workbook_huge")


def _plain_text(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Styles:
    """Which cell formats are dates or times: by the built-in number, or by the letters of the format's code."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.formats: list[int] = []
        self._in = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in = True
        elif name == "xf" and self._in:
            self.formats.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in = False

    def look(self, style: str) -> str:
        """ "date", "time" or nothing."""
        place = int(style or "0")
        number = self.formats[place] if place < len(self.formats) else 0
        if number in self.codes:
            letters = _QUOTED.sub("", self.codes[number]).lower()
            return "date" if set(letters) & {"y", "d"} else "time" if set(letters) & {"h", "s"} else ""
        return "date" if number in _DATE_FORMATS else "time" if number in _TIME_FORMATS else ""


class _Cells:
    """One worksheet, cell by cell."""

    def __init__(self, sheet: SheetRows, reader: _Reader, texts: _Texts, styles: _Styles, from_1904: bool) -> None:
        self.sheet, self.reader, self.texts, self.styles = sheet, reader, texts, styles
        self.epoch = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
        self._row, self._place = 0, -1
        self._cells: list[str] = []
        self._kind, self._style = "", ""
        self._parts: list[str] = []
        self._takes = False
        self._formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._cells, self._place = [], -1
        elif name == "c":
            found = _PLACE.fullmatch(attributes.get("r", ""))
            self._place = _column(found[1]) if found else self._place + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._parts, self._formula = [], False
        elif name == "f":
            self._formula = True
        self._takes = name in ("v", "t")

    def data(self, text: str) -> None:
        if self._takes:
            self._parts.append(text)

    def end(self, name: str) -> None:
        self._takes = False
        if name == "c":
            self._keep("".join(self._parts))
        elif name == "row" and any(self._cells):
            self.sheet.rows.append((self._row, self._cells))
            if len(self.sheet.rows) > self.reader.limits.rows:
                raise WorkbookError("workbook_huge")

    def _keep(self, raw: str) -> None:
        self.reader.count_cell()
        if self._place >= self.reader.limits.columns:
            if raw.strip():
                raise WorkbookError("workbook_wide")
            return
        if self._formula and not raw:
            self.sheet.odd.append((self._row, "formula_empty"))
        if self._kind == "e":
            self.sheet.odd.append((self._row, "cell_error"))
            raw = ""
        self._cells.extend([""] * (self._place + 1 - len(self._cells)))
        self._cells[self._place] = " ".join(self._shown(raw).split())

    def _shown(self, raw: str) -> str:
        if self._kind == "s":
            place = int(raw or "0")
            return self.texts.all[place] if place < len(self.texts.all) else ""
        if self._kind == "b":
            return "true" if raw == "1" else "false"
        if self._kind in ("str", "inlineStr"):
            return _plain_text(raw)
        if self._kind == "d":
            return raw.partition("T")[0]
        return self._number(raw) if self._kind == "n" and raw else ""

    def _number(self, raw: str) -> str:
        look = self.styles.look(self._style)
        value = float(raw)
        if look == "date" and 1 <= value < 2_958_466:
            return (self.epoch + timedelta(days=int(value))).isoformat()
        if look == "time" and 0 <= value < 1:
            minutes = round(value * 1440)
            return f"{minutes // 60:02}:{minutes % 60:02}"
        return raw if raw.lstrip("-").isdigit() else f"{value:.15g}"


def _column(letters: str) -> int:
    """The place of a column: A is 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1

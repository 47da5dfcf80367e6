"""From uploaded bytes to sheets: one header, whole rows, no column that must never be kept.

A text is decoded and split by the roster's strict reader, a workbook by ``workbook``. Rows keep the number a person
sees in the spreadsheet. Students' and private columns are taken out here, before anything is written down, and a
list of students is refused whole.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from staffroom.core.mapping.fields import AERIES, NEVER, PRIVATE, STUDENT, Purpose, known_words
from staffroom.core.mapping.guess import family_of, is_pupils, kind_of, names_nobody_knows_whose, never_kept
from staffroom.core.mapping.workbook import SheetRows, WorkbookError, read_workbook
from staffroom.core.problems import Unreadable
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.lines import line_blocks
from staffroom.core.roster.text import CsvText
from staffroom.core.roster.values import is_email, plain, read_date

MAX_ROWS = 200_000
MAX_TABLES = 20
HEAD = 40  # the names of the columns stand in the first so many rows
_PARTS = ",\t;|"
_FOOTER = re.compile(r"(?:grand )?totals?\b|report |generated|end of |printed |page \d|records?:|count:", re.IGNORECASE)
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<head", b"mime-version:", b"<style", b"<meta")
_OTHERS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"SQLite format")

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it is kept: its name for people, the names of its columns, and its rows with their numbers."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def take_in(files: Iterable[tuple[str, BinaryIO]], purpose: Purpose, findings: Findings) -> list[Sheet]:
    """The tables in some files. Bad ones are told in ``findings`` and left out; raises nothing for content."""
    sheets: list[Sheet] = []
    for name, stream in files:
        for title, rows in _raw(name, stream, findings):
            if len(sheets) >= MAX_TABLES:
                findings.add("tables_many", name, limit=MAX_TABLES)
                return sheets
            found = _sheet(title, rows, purpose, findings)
            if found is not None:
                sheets.append(found)
    return sheets


def is_workbook(stream: BinaryIO) -> bool:
    """Whether a zip is a spreadsheet, and not a package of tables."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return any(name.lower().startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return False
    finally:
        stream.seek(0)


def _raw(name: str, stream: BinaryIO, findings: Findings) -> list[tuple[str, list[Row]]]:
    try:
        head = stream.read(1 << 16)
        stream.seek(0)
        if head.startswith(b"PK\x03\x04"):
            return _workbook(name, stream, findings)
        if (kind := _no_table(head)) is not None:
            findings.add(kind, name)
            return []
        return [(name, _text(name, stream, findings))]
    except Unreadable as stopped:
        findings.keep(stopped.problem)
        return []


def _no_table(head: bytes) -> str | None:
    """Why a file is no table, by its first bytes: a key of the messages."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in head:
            return "workbook_locked"
        old = any(word.encode("utf-16-le") in head for word in ("Workbook", "Book"))
        return "workbook_old" if old else "office_old"
    if head.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02")):
        return "workbook_old"
    start = head[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(_MARKUP):
        return "html_as_xls"
    if start.startswith(b"<"):
        return "html_as_xls" if b"<html" in start or b"<table" in start else "xml_as_xls"
    if start.startswith(b"%pdf"):
        return "table_is_pdf"
    return "is_other" if head.startswith(_OTHERS) else None


# -- workbooks --------------------------------------------------------------------------------------------


def _workbook(name: str, stream: BinaryIO, findings: Findings) -> list[tuple[str, list[Row]]]:
    try:
        sheets = read_workbook(stream)
    except WorkbookError as refused:
        findings.add(refused.kind, name)
        return []
    if not sheets:
        findings.add("workbook_empty", name)
    shown = [sheet for sheet in sheets if not sheet.hidden] or sheets
    for sheet in sheets:
        if sheet not in shown:
            findings.add("sheet_hidden", name, name=sheet.name)
    named = len(shown) > 1
    return [_opened(f"{name}: {sheet.name}" if named else name, sheet, findings) for sheet in shown]


def _opened(title: str, sheet: SheetRows, findings: Findings) -> tuple[str, list[Row]]:
    for row, kind in sheet.odd:
        findings.add(kind, title, row)
    return title, sheet.rows


# -- texts ------------------------------------------------------------------------------------------------


def _text(name: str, stream: BinaryIO, findings: Findings) -> list[Row]:
    """The rows of a CSV, from the names of its columns on; rows that cannot be read are told by the strict reader."""
    lines: list[str] = []
    for block in line_blocks(stream, name, findings):
        for kind, odd in (("old_windows_letters", block.guessed), ("broken_letters", block.broken)):
            for at in sorted(odd):
                findings.add(kind, name, len(lines) + at + 1)
        lines.extend(block.lines)
        if len(lines) > 2 * MAX_ROWS:
            findings.add("table_huge", name, limit=MAX_ROWS)
            return []
    if lines and not any(line.strip() for line in lines):
        findings.add("empty_file", name)
    parts = _delimiter(lines)
    head = _head(lines, parts)
    place = find_header([(first, cells) for first, _last, cells in head])
    if place is None:
        return [(first, cells) for first, _last, cells in head]
    first, last, cells = head[place]
    lines = _mended(lines, parts, findings, name, first, last, len(cells))
    names = _line(_unique(cells), parts)
    text = "\n".join([*([""] * (first - 1)), names, *([""] * (last - first)), *lines[last:]])
    quiet = Findings() if parts != "," else findings
    reader = CsvText(name, io.BytesIO(text.encode("utf-8", "replace")), quiet)
    rows = list(reader.rows())
    if quiet is not findings:
        _carry(quiet, findings)
    above = [(one, row) for one, _end, row in head[:place]]
    return [*above, (first, cells), *((row, found) for row, found in rows)]


def _carry(quiet: Findings, findings: Findings) -> None:
    """What the strict reader found, but for the delimiter, which is no news of a table that is mapped by hand."""
    for problem in quiet.problems():
        if not problem.message.startswith("The cells are separated by"):
            findings.keep(problem)
            findings.errors += problem.severity == "error"


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that parts the cells of most of the first lines alike."""
    first = [line for line in lines[:HEAD] if line.strip()]
    return max(_PARTS, key=lambda part: (sum(line.count(part) > 0 for line in first), _most_common(first, part)))


def _most_common(lines: Sequence[str], part: str) -> int:
    counts = Counter(line.count(part) for line in lines if part in line)
    return counts.most_common(1)[0][1] if counts else 0


def _head(lines: Sequence[str], parts: str) -> list[tuple[int, int, list[str]]]:
    """(first line, last line, cells) of the first rows that hold something. Lines count from 1."""
    found, last = [], 0
    reader = csv.reader(lines[: HEAD * 3], delimiter=parts)
    try:
        for cells in reader:
            first, last = last + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                found.append((first, last, [" ".join(cell.split()) for cell in cells]))
            if len(found) >= HEAD:
                break
    except csv.Error:
        pass  # a broken row: the strict reader will say which
    return found


def _line(cells: Sequence[str], parts: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter="," if parts == "|" else parts, lineterminator="").writerow(cells)
    return out.getvalue()


def _mended(
    lines: list[str], parts: str, findings: Findings, name: str, first: int, last: int, width: int
) -> list[str]:
    """Lines with a bar between cells written with commas; notes below the last entry taken out."""
    if parts == "|":
        lines = [*lines[:last], *(_line(line.split("|"), parts) if line.strip() else "" for line in lines[last:])]
        parts = ","
    end = [place for place in range(len(lines) - 1, last - 1, -1) if lines[place].strip()][:3]
    for place in end:
        cells = [cell for cell in lines[place].split(parts) if cell.strip()]
        if not (len(cells) == 1 and width >= 3) and not (cells and _FOOTER.match(cells[0].strip(' "'))):
            break
        findings.add("footer", name, place + 1)
        lines = [*lines[:place], "", *lines[place + 1 :]]
    return lines


# -- the names of the columns -------------------------------------------------------------------------------


def find_header(rows: Sequence[Row]) -> int | None:
    """The place of the row that names the columns: the first with the most known names; None when there is none."""
    scores = [_known(cells) for _row, cells in rows[:HEAD]]
    best = max(scores, default=0)
    if best >= 2 or (best == 1 and scores.count(1) == 1):
        return scores.index(best)
    for place, (_row, cells) in enumerate(rows[:HEAD]):
        filled = [cell for cell in cells if cell]
        if len(filled) >= 2 and len(filled) * 10 >= _usual_width(rows) * 6:
            return None if any(_is_entry(cell) for cell in filled) else place
    return None


def _usual_width(rows: Sequence[Row]) -> int:
    counts = Counter(sum(bool(cell) for cell in cells) for _row, cells in rows[:HEAD])
    return max(counts, key=lambda width: (counts[width], width), default=0)


def _known(cells: Sequence[str]) -> int:
    """How many cells are names of columns that are known. A row in which a cell is somebody's entry names none."""
    if any(is_email(cell) or read_date(cell).value for cell in cells):
        return 0
    family, _table = family_of(cells)
    if family in ("powerschool", "aeries"):
        return sum(bool(cell) for cell in cells)
    words = [plain(cell) for cell in cells if cell and not cell.isdigit()]
    codes = {code for table in AERIES.values() for code in table}
    two = [cell for cell in cells if cell in codes]
    return (
        sum(word in known_words() or word in ("id",) for word in words)
        + sum(map(_never, cells))
        + (len(two) if len(two) >= 3 else 0)
    )


def _never(cell: str) -> bool:
    return bool(cell) and plain(cell) not in known_words() and never_kept(cell) in NEVER


def _is_entry(cell: str) -> bool:
    return is_email(cell) or cell.replace(".", "", 1).isdigit() or read_date(cell).value is not None


def _unique(names: Sequence[str]) -> list[str]:
    """Names of columns, each once: the second "Name" is "Name (2)", one without a name "Column 3"."""
    seen: Counter[str] = Counter()
    found: list[str] = []
    for place, name in enumerate(names, 1):
        name = name.strip() or f"Column {place}"
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


# -- one table ----------------------------------------------------------------------------------------------


def _sheet(name: str, rows: list[Row], purpose: Purpose, findings: Findings) -> Sheet | None:
    rows = [(row, [cell.strip() for cell in cells]) for row, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        return None
    place = find_header(rows)
    if place is None:
        kind = "one_column" if max(len(cells) for _row, cells in rows) < 2 else "table_no_header"
        findings.add(kind, name, rows[0][0], number=rows[0][0])
        return None
    width = max((at for at, cell in enumerate(rows[place][1], 1) if cell), default=0)
    width = max([width, *(_last(cells) for _row, cells in rows[place + 1 : place + 50])])
    if width < 2:
        findings.add("one_column", name, rows[place][0])
        return None
    header = [*rows[place][1][:width], *([""] * (width - len(rows[place][1])))]
    if is_pupils([cell for cell in header if cell]):
        findings.add("pupils", name, rows[place][0])
        return None
    body = _entries(name, rows, place, width, findings)
    if not body:
        findings.add("no_entries", name, rows[place][0])
        return None
    if len(body) > MAX_ROWS:
        findings.add("table_huge", name, limit=MAX_ROWS)
        return None
    return _without_never(Sheet(name, tuple(header), tuple(body)), purpose, findings)


def _last(cells: Sequence[str]) -> int:
    return max((at for at, cell in enumerate(cells, 1) if cell), default=0)


def _entries(name: str, rows: list[Row], place: int, width: int, findings: Findings) -> list[Row]:
    if place:
        findings.add("above_header", name, rows[place][0], number=rows[place][0])
    names = [plain(cell) for cell in rows[place][1]]
    body = rows[place + 1 :]
    if body and _known(body[0][1]) >= 2 and not any(_is_entry(cell) for cell in body[0][1]):
        findings.add("second_header", name, body[0][0], number=body[0][0])
        body = body[1:]
    found: list[Row] = []
    for row, cells in body:
        if [plain(cell) for cell in cells] == names:
            findings.add("table_header_again", name, row)
        elif _FOOTER.match(next(cell for cell in cells if cell)) and sum(map(bool, cells)) <= 2:
            findings.add("footer", name, row)
        else:
            found.append((row, [*cells[:width], *([""] * (width - len(cells)))]))
    return found


def _without_never(sheet: Sheet, purpose: Purpose, findings: Findings) -> Sheet:
    """The table without students' and private columns and without columns that hold nothing."""
    twice = {name: count for name, count in Counter(name for name in sheet.header if name).items() if count > 1}
    for name, count in twice.items():
        findings.add("header_duplicated", sheet.name, None, name, name=name, count=count)
    classes = kind_of(sheet.header, family_of(sheet.header)[1], purpose) == "sections"
    keep = []
    for place, name in enumerate(sheet.header):
        kind = never_kept(name) or _private_values(sheet, place)
        if kind:
            told = {STUDENT: "column_student", PRIVATE: "column_private"}[kind]
            findings.add(told, sheet.name, None, name, name=name or f"Column {place + 1}")
        elif classes and names_nobody_knows_whose(name):
            findings.add("column_person", sheet.name, None, name, name=name)
        elif name or any(cells[place] for _row, cells in sheet.rows):
            keep.append(place)
    names = _unique(sheet.header)
    return replace(
        sheet,
        header=tuple(names[place] for place in keep),
        rows=tuple((row, [cells[place] for place in keep]) for row, cells in sheet.rows),
    )


def _private_values(sheet: Sheet, place: int) -> str:
    """PRIVATE for a column whose cells are social security numbers, whatever it is called."""
    cells = [found[place] for _row, found in sheet.rows[:200] if found[place]]
    return PRIVATE if cells and sum(bool(_SSN.fullmatch(cell)) for cell in cells) * 2 > len(cells) else ""


# -- keeping ------------------------------------------------------------------------------------------------


def kept_text(sheet: Sheet) -> bytes:
    """A sheet as it is stored: CSV whose first column is the number of the row in what was brought."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["#", *sheet.header])
    writer.writerows([row, *cells] for row, cells in sheet.rows)
    return out.getvalue().encode("utf-8", "replace")


def kept_sheet(name: str, text: bytes) -> Sheet:
    """A stored sheet, read back as it was."""
    reader = csv.reader(io.StringIO(text.decode(), newline=""))
    header = next(reader)
    return Sheet(name, tuple(header[1:]), tuple((int(row), cells) for row, *cells in reader))

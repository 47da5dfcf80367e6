"""Tables to take away: the one writer of CSV and XLSX, which can never emit a live formula.

Cells hold what strangers typed or their files said, and a spreadsheet runs whatever begins like a formula. Text is
written as text, numbers given as numbers stay numbers. A view that hands out tables is marked with
:func:`hands_out`; whoever has no mark gets an error here, so that a test finds every such address by the marks.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy

from staffroom.core.formulas import harmless

from .. import audit
from ..scoping import action

Cell = object
View = TypeVar("View", bound=Callable[..., HttpResponse])

CSV, XLSX, ZIP, JSON = "csv", "xlsx", "zip", "json"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ZIP_TYPE, JSON_TYPE = "application/zip", "application/json"
TAKEN = audit.declare(
    "files.taken", gettext_lazy("{who} took the list “{what}” away as a file: {rows} rows."), security=True
)
MOST_LETTERS = 32_000  # a cell of XLSX holds 32,767


@dataclass(frozen=True, slots=True)
class Table:
    """What is handed out. ``name`` is a fixed word of ours for the file: no person's name, no need."""

    name: str
    columns: Sequence[object]
    rows: Iterable[Sequence[Cell]]


def hands_out(*kinds: str) -> Callable[[View], View]:
    """Mark a view that hands out tables of these kinds (``csv``, ``xlsx``)."""

    def mark(view: View) -> View:
        view.hands_out = kinds  # type: ignore[attr-defined]
        return view

    return mark


def wanted(request: HttpRequest) -> str:
    """The kind of table that ``?as=`` asks for; nothing for the page itself. Raises Http404 for another word."""
    kind = request.GET.get("as", "")
    if kind and kind not in CONTENT_TYPES:
        raise Http404
    return kind


def table_response(request: HttpRequest, table: Table, kind: str) -> HttpResponse:
    """The table as a download. That somebody took it stands in the audit."""
    whole = Table(table.name, table.columns, list(table.rows))
    return _handed_out(request, whole, kind, as_csv if kind == CSV else as_xlsx, CONTENT_TYPES[kind])


def package_response(request: HttpRequest, name: str, files: Mapping[str, Sequence[Sequence[Cell]]]) -> HttpResponse:
    """Several tables, by file name with the header first, as one zip of CSV files, for another system to read."""
    lines = [line for table in files.values() for line in table]
    whole = Table(name, (), lines)
    return _handed_out(request, whole, ZIP, lambda _: as_package(files), ZIP_TYPE)


def document_response(request: HttpRequest, name: str, document: Mapping[str, object], rows: int) -> HttpResponse:
    """A document for another system to read, as JSON; ``rows``: how many things are in it, for the audit."""
    whole = Table(name, (), [()] * rows)
    body = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return _handed_out(request, whole, JSON, lambda _: body, JSON_TYPE)


def _handed_out(
    request: HttpRequest, table: Table, kind: str, write: Callable[[Table], bytes], content_type: str
) -> HttpResponse:
    view = request.resolver_match.func if request.resolver_match else None
    if kind not in getattr(view, "hands_out", ()):
        raise RuntimeError(f"{view} hands out {kind} without saying so: mark it with @hands_out.")
    body = write(table)
    _record_taken(request, table)
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{table.name}.{kind}")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@action
def _record_taken(request: HttpRequest, table: Table) -> None:
    by = request.actor  # type: ignore[attr-defined]
    audit.record(
        TAKEN,
        district_id=by.district_id,
        at=request.now,  # type: ignore[attr-defined]
        actor=by.staff_id,
        object_id=table.name,
        facts={"who": by.name, "what": table.name, "rows": len(list(table.rows))},
    )


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < float("inf")


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)[:MOST_LETTERS]


def as_csv(table: Table) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it; every text in quotes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    for row in (table.columns, *table.rows):
        writer.writerow([cell if _is_number(cell) else harmless(_text(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def as_package(files: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """A zip of CSV files as standards ask for them: UTF-8 without a mark, quotes only where needed, no live formula.

    The same tables give the same bytes.
    """
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, lines in files.items():
            out = io.StringIO(newline="")
            csv.writer(out).writerows([harmless(_text(cell)) for cell in line] for line in lines)
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), out.getvalue().encode("utf-8", "replace"))
    return held.getvalue()


def as_xlsx(table: Table) -> bytes:
    """Every text in a cell of text, as it was typed; cells that look like formulas stay text when edited."""
    out = io.BytesIO()
    nothing_clever = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = xlsxwriter.Workbook(out, {"in_memory": True, **nothing_clever})
    head, plain = book.add_format({"bold": True}), book.add_format()
    as_typed = book.add_format({"quote_prefix": True})
    sheet = book.add_worksheet()
    for line, row in enumerate((table.columns, *table.rows)):
        for place, cell in enumerate(row):
            if _is_number(cell):
                sheet.write_number(line, place, cell, plain)
            else:
                text = _text(cell).encode("utf-8", "replace").decode()
                look = as_typed if harmless(text) != text else plain if line else head
                sheet.write_string(line, place, text, look)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(table.columns) - 1, 0), 24)
    book.close()
    return out.getvalue()

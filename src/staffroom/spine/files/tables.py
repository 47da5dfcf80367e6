"""Tables to take away: the one writer of CSV and XLSX, which can never emit a live formula.

Cells hold what strangers typed or their files said, and a spreadsheet runs whatever begins like a formula. Text is
written as text, numbers given as numbers stay numbers. A view that hands out tables is marked with
:func:`hands_out`; whoever has no mark gets an error here, so that a test finds every such address by the marks.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
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

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
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
    view = request.resolver_match.func if request.resolver_match else None
    if kind not in getattr(view, "hands_out", ()):
        raise RuntimeError(f"{view} hands out {kind} without saying so: mark it with @hands_out.")
    whole = Table(table.name, table.columns, list(table.rows))
    body = as_csv(whole) if kind == CSV else as_xlsx(whole)
    _record_taken(request, whole)
    response = HttpResponse(body, content_type=CONTENT_TYPES[kind])
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

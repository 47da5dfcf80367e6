"""Workbooks for tests, made by the house's writer of spreadsheets."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook of sheets. A text that begins with ``=`` is a formula, a date gets a date's format."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "m/d/yyyy"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(line, place, cell, day)
                else:
                    sheet.write(line, place, cell)
        if name in hidden:
            sheet.hide()
    book.close()
    return out.getvalue()


def changed(book: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with one part altered."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, data.replace(old, new) if name == part else data)
    return out.getvalue()

"""The problems of a roster as a spreadsheet: cells come from strangers' files, so none may be a live formula."""

import csv

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from staffroom.spine.files.store import safe_name
from staffroom.ui.templatetags.ui import told

from ..models import RosterImport

# What a spreadsheet takes for a formula, also behind blanks (OWASP, CSV injection).
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: object) -> str:
    """A cell that every spreadsheet shows as the text it is."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(LIVE) or text.lstrip().startswith(LIVE) else text


def problems_response(roster_import: RosterImport) -> HttpResponse:
    """One row a problem: file, row, column, how bad, what is wrong, what to do."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = safe_name(f"{roster_import.file_name}-problems.csv")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response.write("\ufeff")  # spreadsheets know UTF-8 by it
    out = csv.writer(response)
    out.writerow([_("File"), _("Row"), _("Column"), _("Kind"), _("Problem"), _("What to do")])
    for problem in roster_import.problems:
        cells = [problem[key] for key in ("file", "row", "column", "severity")]
        cells += [told(problem[key]) for key in ("message", "advice")]
        out.writerow([harmless(cell) for cell in cells])
    return response

"""What people take away as a spreadsheet: the same rows as on the pages, by the same conditions."""

from django.utils.translation import gettext as _

from staffroom.spine.access import Actor
from staffroom.spine.files.tables import Table
from staffroom.ui.templatetags.ui import told

from ..models import RosterImport
from .directory import people_found


def directory_table(actor: Actor, *, search: str = "", school: str = "", role: str = "") -> Table:
    """Everyone the directory finds, one row a person: the name, and what they do where."""
    people = people_found(actor, search=search, school=school, role=role).people
    return Table("staff", [_("Name"), _("Role and school")], [[str(one), one.detail] for one in people])


def problems_table(roster_import: RosterImport) -> Table:
    """One row a problem: file, row, column, how bad, what is wrong, what to do."""
    columns = [_("File"), _("Row"), _("Column"), _("Kind"), _("Problem"), _("What to do")]
    rows = [
        [
            *(problem[key] for key in ("file", "row", "column", "severity")),
            told(problem["message"]),
            told(problem["advice"]),
        ]
        for problem in roster_import.problems
    ]
    return Table("roster-problems", columns, rows)

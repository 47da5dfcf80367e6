"""Every read of people, schools, sections and imports."""

from .actors import ROLE_NAMES, actor_for
from .directory import Directory, card_for, directory, facts_about, role_choices, school_choices
from .imports import (
    KIND_NAMES,
    OP_NAMES,
    Step,
    applied_after,
    change_page,
    checklist,
    count_rows,
    import_for,
    import_history,
    job_of,
    last_applied,
    later_import,
    op_totals,
    problems_by_file,
    summary_rows,
)
from .roster import current_roster, gone_keys, kept, nothing_held, roster_digest
from .signing_in import DemoPerson, demo_people, demo_staff, is_set_up, staff_of_address
from .tables import directory_table, problems_table

__all__ = [
    "KIND_NAMES",
    "OP_NAMES",
    "DemoPerson",
    "ROLE_NAMES",
    "Directory",
    "Step",
    "actor_for",
    "applied_after",
    "card_for",
    "change_page",
    "checklist",
    "count_rows",
    "current_roster",
    "demo_people",
    "demo_staff",
    "directory",
    "directory_table",
    "facts_about",
    "gone_keys",
    "import_for",
    "import_history",
    "is_set_up",
    "job_of",
    "kept",
    "last_applied",
    "later_import",
    "nothing_held",
    "op_totals",
    "problems_by_file",
    "problems_table",
    "role_choices",
    "roster_digest",
    "school_choices",
    "staff_of_address",
    "summary_rows",
]

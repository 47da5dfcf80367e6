"""Every read of people, schools, sections and imports."""

from .actors import actor_for
from .directory import Directory, card_for, directory, facts_about, role_choices, school_choices
from .imports import (
    Step,
    applied_after,
    change_page,
    checklist,
    import_for,
    import_history,
    job_of,
    last_applied,
    later_import,
)
from .roster import current_roster, kept, roster_digest
from .signing_in import DemoPerson, demo_people, demo_staff, is_set_up, staff_of_address

__all__ = [
    "DemoPerson",
    "Directory",
    "Step",
    "actor_for",
    "applied_after",
    "card_for",
    "change_page",
    "checklist",
    "current_roster",
    "demo_people",
    "demo_staff",
    "directory",
    "facts_about",
    "import_for",
    "import_history",
    "is_set_up",
    "job_of",
    "kept",
    "last_applied",
    "later_import",
    "role_choices",
    "roster_digest",
    "school_choices",
    "staff_of_address",
]

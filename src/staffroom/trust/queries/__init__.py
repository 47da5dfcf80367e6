"""Every read of trust. All of them need an open district scope."""

from .declared import Kept, declarations, retention_table, undeclared
from .keeping import last_night, retention_page
from .mydata import (
    MyData,
    everything_about,
    export_at_work,
    export_files,
    export_for,
    my_data,
    person_of,
)
from .openings import opened_on
from .relations import (
    administrators_of,
    can_be_shared_with,
    evaluates,
    evaluators_of,
    grants_on,
    holding,
    holds,
    schools_of,
    standing_to,
)

__all__ = [
    "Kept",
    "MyData",
    "administrators_of",
    "can_be_shared_with",
    "declarations",
    "evaluates",
    "evaluators_of",
    "everything_about",
    "export_at_work",
    "export_files",
    "export_for",
    "grants_on",
    "holding",
    "holds",
    "last_night",
    "my_data",
    "opened_on",
    "person_of",
    "retention_page",
    "retention_table",
    "schools_of",
    "standing_to",
    "undeclared",
]

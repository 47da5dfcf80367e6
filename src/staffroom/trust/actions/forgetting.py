"""Removing what only one person could read, and nothing else: before somebody else may come in, or after they left."""

from datetime import datetime
from typing import Any

from staffroom.spine import audit
from staffroom.spine.access import Column, Declared, Erase, row
from staffroom.spine.files.store import StoredFile
from staffroom.spine.scoping import action

from ..queries.declared import nearest_first
from ..queries.keeping import BY_HAND
from ..queries.mydata import is_draft
from .erase import Eraser, forget_in_mails, remove_files

SHOWN = frozenset("RWp")


def is_private(record: Any, declared: Declared) -> bool:
    """Whether colleagues cannot read a row, by the matrix: a need, a draft, a note; not what was published."""
    name = declared.draft.record if declared.draft and is_draft(record, declared) else declared.record
    return SHOWN.isdisjoint(row(name).cell(Column.COLLEAGUE))


@action
def forget_private(*, district_id: int, staff_id: int, now: datetime) -> dict[str, int]:
    """Remove a person's private rows and words, the copies in mails and the facts of the log about them.

    What they published stays as it is, with their name. Needs the district's scope. Returns label -> how many.
    """
    eraser = Eraser(staff_id, only=is_private)
    counts = {}
    for model, declared in nearest_first():
        if declared.about and declared.erase is not Erase.STAYS and model not in BY_HAND:
            counts[model._meta.label] = eraser.erase(model, declared)
    counts[StoredFile._meta.label] = remove_files(staff_id)
    for gone in eraser.gone:
        forget_in_mails(district_id, staff_id, gone)
    audit.erase(district_id, staff_id, at=now, by=None)
    return {label: count for label, count in counts.items() if count}

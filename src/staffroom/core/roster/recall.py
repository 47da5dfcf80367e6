"""Finding one person's row in an earlier package: of who may be a student nothing but the place was noted."""

from staffroom.core.roster.findings import Findings
from staffroom.core.roster.forms import ONEROSTER_12
from staffroom.core.roster.sources import Cells
from staffroom.core.roster.table import Opener, Table

_SPEC = ONEROSTER_12.by_name["users.csv"]
_KEYS = tuple(
    column.key for column in _SPEC.columns if column.need != "known" and column.key not in ("status", "modified")
)


def person_row(opener: Opener, name: str) -> Cells | None:
    """The cells of the last row of a person in a users.csv, or None when there is none."""
    found: Cells | None = None
    for _, cells in Table(_SPEC, "users.csv", opener, Findings(), mode="delta").rows(*_KEYS, lenient=frozenset(_KEYS)):
        row = dict(zip(_KEYS, cells, strict=True))
        if row["id"] == name:
            found = {key: text for key, text in row.items() if text}
    return found

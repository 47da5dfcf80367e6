"""Setting what the district's source last said, and taking it back."""

from ..models import ImportSources, RosterImport, SourceRow
from ..queries.sources import COLUMNS, Line

BATCH = 500


def swap_source_rows(roster_import: RosterImport) -> None:
    """Set the source rows of an import and keep in their place what they were: once applies, twice takes back."""
    sources = ImportSources.objects.filter(roster_import=roster_import).first()
    if sources is None:
        return
    before: list[Line] = []
    for start in range(0, len(sources.rows), BATCH):
        before += _taken_out(sources.rows[start : start + BATCH])
    rows = [
        SourceRow(district_id=roster_import.district_id, **dict(zip(COLUMNS, line, strict=True)))
        for line in sources.rows
        if len(line) > 2
    ]
    SourceRow.objects.bulk_create(rows, batch_size=BATCH)
    sources.rows = before
    sources.save(update_fields=["rows"])


def _taken_out(lines: list[Line]) -> list[Line]:
    """Take out the rows that have these keys; returns them, and the bare keys of those that were not there."""
    found = SourceRow.objects.filter(key__in=[key for _, key, *_ in lines])
    held = {(row[0], row[1]): list(row) for row in found.values_list(*COLUMNS)}
    found.delete()
    return [held.get((kind, key), [kind, key]) for kind, key, *_ in lines]

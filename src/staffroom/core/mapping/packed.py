"""Mapped tables as one package: the tables as they are kept, and what was agreed on, in one zip."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence

from staffroom.core.mapping.intake import Sheet, kept_sheet, kept_text
from staffroom.core.mapping.plan import Plan, plan_from
from staffroom.core.mapping.produce import produce
from staffroom.core.problems import Unreadable
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.model import Roster
from staffroom.core.roster.table import Opener

PLAN_NAME = "staffroom-mapping.json"
_TIME = (1980, 1, 1, 0, 0, 0)  # so that the same tables make the same bytes


def packed(sheets: Sequence[Sheet], plan: Plan) -> bytes:
    """The package of some tables and their plan."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, PLAN_NAME, json.dumps(plan.as_dict(), ensure_ascii=False).encode())
        for place, sheet in enumerate(sheets):
            _write(archive, f"table-{place:02}.csv", kept_text(sheet))
    return out.getvalue()


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def unpacked(files: Mapping[str, Opener]) -> tuple[list[Sheet], Plan] | None:
    """The tables and the plan of a package, or None when it is not one of ours."""
    if PLAN_NAME not in files:
        return None
    try:
        plan = plan_from(json.loads(_read(files[PLAN_NAME])))
        names = [f"table-{place:02}.csv" for place in range(len(plan.tables))]
        sheets = [kept_sheet(table.name, _read(files[name])) for name, table in zip(names, plan.tables, strict=True)]
    except (ValueError, KeyError, TypeError, StopIteration, Unreadable):
        return None
    whole = all(sheet.header == table.headers for sheet, table in zip(sheets, plan.tables, strict=True))
    return (sheets, plan) if whole else None


def _read(opener: Opener) -> bytes:
    with opener() as stream:
        return stream.read()


def read_mapped(files: Mapping[str, Opener], current: Roster) -> Roster | None:
    """The roster in a package of mapped tables, or None when it is none."""
    found = unpacked(files)
    return None if found is None else produce(*found, current, Findings())

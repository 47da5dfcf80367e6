"""One's own data in one file: a page that can be read anywhere, the same as data, and one's own files."""

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from tempfile import TemporaryFile
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor
from staffroom.spine.files.store import ROSTER_TYPES, StoredFile, store
from staffroom.spine.jobs import Job, enqueue
from staffroom.spine.scoping import action
from staffroom.ui.templatetags.ui import clock

from .. import queries
from ..queries.mydata import EXPORT, EXPORT_NAME, Told
from ..wording import column_title
from .retention import remove_file

EXPORTED = audit.declare("trust.exported", gettext_lazy("A copy of all data about one person was made for them."))
MOST_BYTES = 4 * 1024**3
PIECE = 1024 * 1024
MINUTES = frozenset({"start", "end"})
Tell = Callable[[int, int, str], None]


@action
def ask_export(*, by: Actor, now: datetime) -> Job:
    """Start to make an export. While one is being made, or within a minute, it is the same."""
    person = queries.person_of(by)
    at_work = queries.export_at_work(by)
    if at_work:
        return at_work
    key = f"{EXPORT}:{person.pk}:{now:%Y%m%d%H%M}"
    return enqueue(EXPORT, district_id=by.district_id, now=now, by=person.pk, unique_key=key)


def make_export(*, by: Actor, now: datetime, tell: Tell = lambda *_told: None) -> StoredFile:
    """Write everything that is by or about the actor into one zip, kept for a week, for them only.

    Reads first and without a transaction, so that nobody waits for it; the file of an earlier export goes.
    """
    with TemporaryFile() as packed, translation.override(by.language):
        kinds, files = queries.everything_about(by, tell)
        _pack(packed, by, now, kinds, files)
        packed.seek(0)
        return _keep(by=by, now=now, packed=packed)


@action
def _keep(*, by: Actor, now: datetime, packed: IO[bytes]) -> StoredFile:
    for earlier in list(queries.export_files(by)):
        remove_file(earlier)
    kept = store(
        _pieces(packed),
        name=f"{EXPORT_NAME}-{timezone.localdate(now):%Y-%m-%d}.zip",
        district_id=by.district_id,
        owner=by.staff_id,
        now=now,
        allowed=ROSTER_TYPES,  # the kinds that hold a zip; nobody but its owner is handed this one
        max_bytes=MOST_BYTES,
    )
    audit.record(
        EXPORTED, district_id=by.district_id, at=now, actor=by.staff_id, subject=by.staff_id, facts={"size": kept.size}
    )
    return kept


def _pieces(packed: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: packed.read(PIECE), b"")


def _pack(packed: IO[bytes], by: Actor, now: datetime, kinds: list[Told], files: list[StoredFile]) -> None:
    places = {row.public_id: f"files/{row.public_id}-{row.name}" for row in files if row.path.is_file()}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", _page(by, now, kinds, places))
        archive.writestr("data.json", _data(by, now, kinds, places))
        for row in files:
            if row.public_id in places:
                archive.write(row.path, places[row.public_id])


def _data(by: Actor, now: datetime, kinds: list[Told], places: dict[str, str]) -> str:
    told = [
        {"model": kind.label, "title": kind.title, "kept": kind.kept, "deleting": kind.erased, "rows": kind.rows}
        for kind in kinds
    ]
    whole = {"made": now, "about": by.name, "left_out": _left_out(), "files": places, "kinds": told}
    return json.dumps(whole, default=_plain, ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _page(by: Actor, now: datetime, kinds: list[Told], places: dict[str, str]) -> str:
    shown = [
        (kind, [[_line(name, value, places) for name, value in row.items()] for row in kind.rows]) for kind in kinds
    ]
    shown = [(kind, [[line for line in lines if line["text"]] for lines in rows]) for kind, rows in shown]
    told = {"name": by.name, "made": now, "kinds": shown, "left_out": _left_out(), "language": by.language}
    return render_to_string("trust/export/index.html", told)


def _left_out() -> list[str]:
    """What is not in it, and why: said in the file itself."""
    return [
        _("Passwords, the secrets of second factors, keys of sessions and of your calendar: they open doors."),
        _("What colleagues wrote that you cannot read on a page either."),
        _("Files that you brought for the district, such as rosters: they are about everybody in them."),
    ]


def _line(name: str, value: Any, places: dict[str, str]) -> dict[str, str]:
    href = places.get(value, "") if isinstance(value, str) else ""
    title = _("id") if name == "public_id" else column_title(name)
    return {"title": title, "text": href.rpartition("/")[2] or _shown(name, value), "href": href}


def _shown(name: str, value: Any) -> str:
    """A value as people read it; nothing for what is empty."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, default=_plain, ensure_ascii=False) if value else ""
    if isinstance(value, int) and name in MINUTES:
        return clock(value)
    return "" if value is None or isinstance(value, timedelta) else str(value)

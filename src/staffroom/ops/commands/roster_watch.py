"""``staffroom roster watch``: one look into a folder in which another system leaves rosters, for a timer to run."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .base import require_ready_database, set_up_django, stop

if TYPE_CHECKING:
    from staffroom.people.actions import Reading
    from staffroom.people.models import District, RosterImport
    from staffroom.spine.access import Actor

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
LOCK = ".staffroom-watch"
SHOWN_PROBLEMS = 200


@click.command("watch")
@click.option("--district", "code", required=True, help="Code of the district.")
@click.option("--folder", type=_FOLDER, required=True, help="Where the zips arrive.")
@click.option("--settle", type=click.IntRange(0), default=60, show_default=True, help="Seconds a file must rest.")
def watch_folder(code: str, folder: Path, settle: int) -> None:
    """Bring the new rosters of FOLDER into a district, oldest first, and put each into done/ or refused/.

    One look; let a timer repeat it. A zip that still grows is left for the next look, the file that was brought last
    is not brought again. What would let more than a tenth leave, and what is refused, waits on the web, and the
    central office gets a mail. A report lies beside each file. Exit code 0: done, or nothing to do; 1: something
    needs a person; 2: wrong usage.
    """
    set_up_django()
    require_ready_database()
    from staffroom.people.queries import district_of_code
    from staffroom.spine.scoping import district_scope

    district = district_of_code(code)
    if district is None:
        stop(f"There is no district with the code {code}.", "Look at the code in the address of its pages.")
    with _alone(folder), district_scope(district.pk):
        results = [_brought(file, folder, district) for file in _arrived(folder, settle)]
    sys.exit(0 if all(results) else 1)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One look at a time: a timer may come round before the last look has ended."""
    try:
        held = (folder / LOCK).open("w")
    except OSError as refused:
        stop(f"{folder} cannot be written to: {refused.strerror}.", "Let the service's user write there.")
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            click.echo("Another look at this folder is at work.")
            sys.exit(0)
        yield


def _arrived(folder: Path, settle: int) -> list[Path]:
    """Zips that rest, oldest first. Links are not followed: who may write here must not choose what is read."""
    now = datetime.now().timestamp()  # noqa: DTZ005 - compared with the time of a file
    found = []
    for file in folder.iterdir():
        with suppress(FileNotFoundError):
            if file.suffix.lower() != ".zip" or file.name.startswith(".") or file.is_symlink() or not file.is_file():
                continue
            changed = file.stat().st_mtime
            if now - changed < settle:
                click.echo(f"{file.name}: still arriving, left for the next look.")
                continue
            found.append((changed, file.name, file))
    return [file for _, _, file in sorted(found)]


def _brought(file: Path, folder: Path, district: "District") -> bool:
    """Bring one zip and put it away; whether no person is needed."""
    from django.utils import timezone

    from staffroom.people.queries import brought_last

    now = timezone.now()
    try:
        with file.open("rb") as opened:
            same = brought_last(file_digest(opened, "sha256").hexdigest())
        if same is not None:
            return _put_away(file, folder / "done", now, ["It is the file that was brought last: nothing was done."])
        found, lines = _imported(file, district, now)
    except OSError as refused:
        click.echo(f"{file.name}: could not be read: {refused.strerror or refused}. Look at who may read it.")
        return False
    calm = found is not None and found.state == "applied"
    where = "refused" if found is None or found.state in ("refused", "failed") else "done"
    return _put_away(file, folder / where, now, lines) and calm


def _imported(file: Path, district: "District", now: datetime) -> "tuple[RosterImport | None, list[str]]":
    """The import, as far as it came, and the report. None when it was not even taken in."""
    from staffroom.people import actions
    from staffroom.spine.access import Actor, Refused

    by = Actor(0, None, district.pk, frozenset({"it"}), name="staffroom roster watch", time_zone=district.time_zone)
    try:
        with file.open("rb") as opened:
            uploads = [(file.name, iter(lambda: opened.read(64 * 1024), b""))]
            staged = actions.stage_roster(by=by, now=now, uploads=uploads, name=file.name, queue=False)
    except Refused as refused:
        return None, [f"{refused.sentence} {refused.advice}"]
    reading = actions.compare_with_district(file, district.pk, lambda done, total, step="": None, now)
    found = actions.keep_reading(roster_import=staged, reading=reading)
    lines = _told(reading)
    if found.state == "ready":
        found = _applied(found, by, now)
        lines.append("Applied." if found.state == "applied" else "It could not be applied. Nothing was changed.")
    if found.state != "applied":
        actions.tell_office(roster_import=found, now=now)
        lines.append("The central office was told by mail.")
    return found, lines


def _applied(found: "RosterImport", by: "Actor", now: datetime) -> "RosterImport":
    """Apply what nothing stops. A failure changes nothing, is told, and does not stop the look."""
    import logging

    from staffroom.people import actions
    from staffroom.spine.access import Refused

    try:
        started = actions.start_apply(by=by, now=now, roster_import=found, queue=False)
        return actions.apply_roster(roster_import=started, by=None, now=now, progress=lambda done, total, step="": None)
    except Refused:
        return found
    except Exception as fault:  # whatever it is, the other files of the folder are still looked at
        logging.getLogger(__name__).error("A watched roster could not be applied: %r", fault)
        actions.applying_failed(roster_import=found, by=None, now=now)
        found.refresh_from_db()
        return found


def _told(reading: "Reading") -> list[str]:
    from staffroom.people.queries import KIND_NAMES, OP_NAMES

    lines = [str(reason) for reason in reading.held_because]
    for kind, of_kind in reading.summary.items():
        counts = ", ".join(f"{OP_NAMES[op]} {count:,}" for op, count in of_kind.items())
        lines.append(f"{KIND_NAMES[kind]}: {counts}")
    for problem in reading.roster.problems[:SHOWN_PROBLEMS]:
        place = ", ".join(str(part) for part in (problem.file, problem.row, problem.column) if part)
        lines.append(f"{problem.severity}: {place}: {problem.message} {problem.advice}")
    lines += [f"waits: {one.file}: {one.message} {one.advice}" for one in reading.roster.parked[:SHOWN_PROBLEMS]]
    if len(reading.roster.problems) > SHOWN_PROBLEMS:
        lines.append(f"... and {len(reading.roster.problems) - SHOWN_PROBLEMS} more: see the page of the roster.")
    if not reading.roster.importable:
        return [*lines, "This roster cannot be used as it is. Nothing was changed."]
    return lines if reading.summary else [*lines, "It says what Staffroom already knows: nothing changed."]


def _put_away(file: Path, where: Path, now: datetime, lines: list[str]) -> bool:
    """Move a file with its report beside; whether it could be done."""
    target = where / f"{now:%Y%m%d-%H%M%S}-{file.name}"
    try:
        where.mkdir(exist_ok=True)
        target.with_name(target.name + ".report.txt").write_text("\n".join([file.name, *lines, ""]), "utf-8")
        os.replace(file, target)
    except OSError as refused:
        click.echo(f"{file.name}: could not be moved to {where}: {refused.strerror or refused}.")
        return False
    click.echo(f"{file.name}: {where.name}. {lines[-1]}")
    return True

"""``staffroom roster export``: the roster a district holds, as OneRoster 1.2 for another system."""

from pathlib import Path

import click

from .base import require_ready_database, set_up_django, stop


@click.command("export")
@click.option("--district", "code", required=True, help="Code of the district.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True, help="The zip.")
@click.option("--force", is_flag=True, help="Replace the file when it is there.")
def export_roster(code: str, out: Path, force: bool) -> None:
    """Write the roster of a district as a OneRoster 1.2 zip of CSV files: staff and sections, no student.

    It is the roster as it holds now; brought back it changes nothing. Exit code 0: written; 1: refused, with the
    reason; 2: wrong usage.
    """
    set_up_django()
    require_ready_database()
    from staffroom.people.queries import district_of_code, roster_files
    from staffroom.spine.files.tables import as_package

    district = district_of_code(code)
    if district is None:
        stop(f"There is no district with the code {code}.", "Look at the code in the address of its pages.")
    if out.exists() and not force:
        stop(f"{out} is there already.", "Give another name, or add --force.")
    files = roster_files(district.pk)
    try:
        out.write_bytes(as_package(files))
    except OSError as refused:
        stop(f"{out} could not be written: {refused.strerror or refused}.", "Choose a folder that you may write to.")
    rows = sum(len(lines) - 1 for name, lines in files.items() if name != "manifest.csv")
    click.echo(f"{out}: {len(files) - 1} files, {rows:,} rows.")

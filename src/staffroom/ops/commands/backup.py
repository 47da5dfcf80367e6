"""``staffroom backup`` and ``staffroom restore``."""

from pathlib import Path

import click

from .base import json_option, say_json, set_up_django, stop


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A folder, or a file name ending in .tar. Default: backups/ in STAFFROOM_DATA.",
)
@json_option
def backup(out: Path | None, as_json: bool) -> None:
    """Copy everything into one archive, while people go on working: database, files, and a manifest of digests.

    SECRET_KEY and the passwords of the environment are not in it.
    """
    set_up_django()
    from django.conf import settings
    from django.utils import timezone

    from staffroom.ops.backup.acts import KEYS_SENTENCE, save
    from staffroom.ops.backup.engines import BackupError

    try:
        saved = save(out or Path(settings.DATA_DIR) / "backups", timezone.now())
    except BackupError as error:
        stop(error.sentence, error.advice)
    if as_json:
        about = {"tables": saved.tables, "rows": saved.rows, "files": saved.files, "missing_files": saved.missing}
        say_json({"archive": str(saved.path), **about})
        return
    click.echo(f"Saved {saved.rows} rows of {saved.tables} tables and {saved.files} files to {saved.path}")
    if saved.missing:
        click.echo(f"{len(saved.missing)} files were already missing from the disk: see staffroom check files.")
    click.echo(KEYS_SENTENCE)


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def restore(archive: Path, yes: bool, as_json: bool) -> None:
    """Bring ARCHIVE back into an empty database and an empty folder of files, and compare every digest.

    Refuses when anything is there already. Run `staffroom manage migrate` afterwards when the archive is of an
    older version.
    """
    set_up_django()
    from django.conf import settings

    from staffroom.ops.backup.acts import KEYS_SENTENCE
    from staffroom.ops.backup.acts import restore as bring_back
    from staffroom.ops.backup.engines import BackupError

    if not yes and not click.confirm(f"Restore {archive.name} into {settings.DATA_DIR} and the database?"):
        stop("Nothing was restored.")
    try:
        restored = bring_back(archive)
    except BackupError as error:
        stop(error.sentence, error.advice)
    about = {"tables": restored.tables, "rows": restored.rows, "files": restored.files}
    if as_json:
        say_json({"created": restored.created, "version": restored.version, "equal": True, **about})
        return
    click.echo(
        f"Restored {restored.rows} rows of {restored.tables} tables and {restored.files} files, "
        f"as they were on {restored.created}. Every digest is equal."
    )
    click.echo(KEYS_SENTENCE)

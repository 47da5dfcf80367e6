"""What differs between SQLite and PostgreSQL: copy, put back, digest of every table, and whether it is empty.

A table's digest is SHA-256 over its rows in a canonical text and a canonical order, so that it is the same for
equal content on one kind of database, wherever and whenever it is taken.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess  # noqa: S404 - pg_dump and pg_restore, with fixed arguments
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

TableDigests = dict[str, dict[str, Any]]  # table -> {"rows": n, "sha256": hex}


class BackupError(Exception):
    """A sentence, and what to do."""

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(f"{sentence} {advice}".strip())
        self.sentence = sentence
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Copied:
    """What stands in a copy: the digest of each table, and of each stored file by its public id."""

    tables: TableDigests
    files: dict[str, str]


class Engine(Protocol):
    """One kind of database."""

    name: str
    member: str

    def copy_to(self, target: Path) -> Copied: ...

    def has_tables(self) -> bool: ...

    def put_back(self, source: Path) -> None: ...

    def digests(self) -> TableDigests: ...


FILES_SQL = "SELECT public_id, sha256 FROM spine_storedfile ORDER BY public_id"


class Sqlite:
    """The embedded database: one file. ``VACUUM INTO`` copies it while others write."""

    name = "sqlite"
    member = "database.sqlite3"

    def __init__(self) -> None:
        self.path = Path(str(connections["default"].settings_dict["NAME"]))

    def copy_to(self, target: Path) -> Copied:
        if not self.path.is_file():
            raise BackupError(f"There is no database at {self.path}.", "Look at STAFFROOM_DATA and DATABASE_URL.")
        with closing(sqlite3.connect(self.path, timeout=60, isolation_level=None)) as live:
            live.execute("VACUUM INTO ?", [str(target)])
        with closing(sqlite3.connect(target)) as copy:
            return Copied(_sqlite_digests(copy), dict(copy.execute(FILES_SQL)))

    def has_tables(self) -> bool:
        if not self.path.exists():
            return False
        with closing(sqlite3.connect(self.path)) as live:
            return bool(list(_sqlite_tables(live)))

    def put_back(self, source: Path) -> None:
        for leftover in ("-wal", "-shm"):
            Path(f"{self.path}{leftover}").unlink(missing_ok=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_name(self.path.name + ".part")
        shutil.copyfile(source, part)
        part.replace(self.path)

    def digests(self) -> TableDigests:
        with closing(sqlite3.connect(self.path)) as live:
            return _sqlite_digests(live)


def _sqlite_tables(database: sqlite3.Connection) -> Iterator[str]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return (name for (name,) in found.fetchall() if not name.startswith("sqlite_"))


def _sqlite_digests(database: sqlite3.Connection) -> TableDigests:
    return {table: _sqlite_digest(database, table) for table in _sqlite_tables(database)}


def _sqlite_digest(database: sqlite3.Connection, table: str) -> dict[str, Any]:
    quoted = '"' + table.replace('"', '""') + '"'
    columns = database.execute(f"PRAGMA table_info({quoted})").fetchall()
    keys = [position + 1 for position, *_rest, in_key in columns if in_key]
    order = ", ".join(map(str, keys or range(1, len(columns) + 1)))
    digest, rows = hashlib.sha256(), 0
    for row in database.execute(f"SELECT * FROM {quoted} ORDER BY {order}"):  # noqa: S608 - names from the schema
        digest.update(json.dumps(row, ensure_ascii=False, default=bytes.hex).encode() + b"\n")
        rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


class Postgres:
    """The server: ``pg_dump`` and the digests read one and the same snapshot while others write."""

    name = "postgresql"
    member = "database.dump"

    def __init__(self) -> None:
        self.given = connections["default"].settings_dict

    def copy_to(self, target: Path) -> Copied:
        program = _program("pg_dump")
        with self._connect() as live:
            live.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = live.execute("SELECT pg_export_snapshot()").fetchone()
            assert snapshot  # noqa: S101 - the function returns one row
            self._run(
                [program, "-Fc", "--no-owner", "--no-privileges", f"--snapshot={snapshot[0]}", f"--file={target}"]
            )
            return Copied(_postgres_digests(live), dict(live.execute(FILES_SQL).fetchall()))

    def has_tables(self) -> bool:
        with self._connect() as live:
            return bool(_postgres_tables(live))

    def put_back(self, source: Path) -> None:
        program = _program("pg_restore")
        options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        self._run([program, *options, f"--dbname={self.given['NAME']}", str(source)])

    def digests(self) -> TableDigests:
        with self._connect() as live:
            return _postgres_digests(live)

    def _connect(self) -> psycopg.Connection[Any]:
        asked = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}  # noqa: S105
        found = {name: self.given[key] for name, key in asked.items() if self.given.get(key)}
        return psycopg.connect(**found)

    def _run(self, command: list[str]) -> None:
        names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}  # noqa: S105
        about = {name: str(self.given[key]) for name, key in names.items() if self.given.get(key)}
        # The password goes by the environment: arguments can be read by everybody on the machine.
        done = subprocess.run(command, env=os.environ | about, capture_output=True, text=True)  # noqa: S603
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[0]
            raise BackupError(f"{Path(command[0]).name} refused: {last}", "Nothing was kept.")


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise BackupError(
            f"{name} is not on this machine.",
            "Install the PostgreSQL client of your server's version: apt-get install postgresql-client",
        )
    return found


def _postgres_tables(live: psycopg.Connection[Any]) -> list[str]:
    found = live.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    return [name for (name,) in found.fetchall()]


def _postgres_digests(live: psycopg.Connection[Any]) -> TableDigests:
    live.execute("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL extra_float_digits = 3")
    return {table: _postgres_digest(live, table) for table in _postgres_tables(live)}


def _postgres_digest(live: psycopg.Connection[Any], table: str) -> dict[str, Any]:
    # COPY writes one line a row and escapes line ends inside of values, so lines are rows.
    asked = sql.SQL('COPY (SELECT t::text FROM {} t ORDER BY t::text COLLATE "C") TO STDOUT')
    digest, rows = hashlib.sha256(), 0
    with live.cursor() as cursor, cursor.copy(asked.format(sql.Identifier(table))) as chunks:
        for chunk in chunks:
            digest.update(chunk)
            rows += bytes(chunk).count(b"\n")
    return {"rows": rows, "sha256": digest.hexdigest()}


def engine() -> Engine:
    """The database that the settings name."""
    return Sqlite() if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else Postgres()

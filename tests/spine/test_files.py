"""Uploads: told by their content, limited, harmless names, harmless headers."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from staffroom.spine.access import Refused
from staffroom.spine.files.store import (
    ARTEFACT_TYPES,
    ROSTER_TYPES,
    StoredFile,
    content_type_of,
    safe_name,
    serve,
    store,
)

NOW = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)
PDF, PNG, JPEG, ZIP = b"%PDF-1.7\n%%EOF\n", b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0....", b"PK\x03\x04....\x00"


def keep(*chunks, name="talk.pdf", **fields):
    return store(chunks, name=name, district_id=7, owner=2, now=NOW, **fields)


def left_on_disk(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (ZIP, "application/zip"),
        (b"name,school\nAna,1\n", "text/plain"),
        ("Señal ✓".encode(), "text/plain"),
        ("name".encode("utf-16"), "text/plain"),
        (b"", "text/plain"),
        (b"MZ\x90\x00\x03", "application/octet-stream"),
        (b"\x7fELF\x02", "application/octet-stream"),
        (b"name\x00school", "application/octet-stream"),
    ],
)
def test_the_kind_is_told_by_the_content(head, kind):
    assert content_type_of(head) == kind


@pytest.mark.parametrize("body", [b"MZ\x90\x00\x03", ZIP, b"\x7fELF\x02"])
def test_other_kinds_are_refused_whatever_their_name(db, settings, body):
    with pytest.raises(Refused, match="not taken"):
        keep(body, name="talk.pdf")
    assert (StoredFile.objects.count(), left_on_disk(settings)) == (0, [])


def test_a_roster_may_be_a_zip_and_an_artefact_may_not(db):
    assert keep(ZIP, name="r.zip", allowed=ROSTER_TYPES).content_type == "application/zip"
    assert "application/zip" not in ARTEFACT_TYPES


def test_a_file_that_is_too_large_is_refused_while_it_arrives(db, settings):
    came = []

    def chunks():
        for number in range(100):
            came.append(number)
            yield PDF + b"x" * 1000

    with pytest.raises(Refused, match="larger than"):
        store(chunks(), name="x.pdf", district_id=7, owner=2, now=NOW, max_bytes=3000)
    assert len(came) == 3
    assert (StoredFile.objects.count(), left_on_disk(settings)) == (0, [])


def test_a_file_at_the_limit_is_taken(db):
    assert keep(PDF, max_bytes=len(PDF)).size == len(PDF)


def test_an_upload_that_breaks_off_leaves_nothing(db, settings):
    def chunks():
        yield PDF
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store(chunks(), name="x.pdf", district_id=7, owner=2, now=NOW)
    assert left_on_disk(settings) == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        ("talk\r\nSet-Cookie: x.pdf", "talkSet-Cookie_x.pdf"),
        ("año 1.pdf", "año_1.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names_are_harmless(name, safe):
    assert safe_name(name) == safe


def test_where_a_file_lies_does_not_depend_on_its_name(db, settings):
    row = keep(PDF, name="../../../evil.pdf")
    assert row.path.is_relative_to(settings.MEDIA_ROOT)
    assert row.path.name == row.public_id
    assert row.path.read_bytes() == PDF


def test_files_cannot_be_executed_and_are_not_for_everybody(db):
    mode = stat.S_IMODE(keep(PDF).path.stat().st_mode)
    assert (mode & 0o111, mode & 0o007) == (0, 0)


def test_files_are_served_to_do_nothing(db):
    row = keep(PDF, name="my talk.pdf")
    response = serve(row)
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "my_talk.pdf" in response.headers["Content-Disposition"]
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"
    response.close()


def test_digest_and_size_are_those_of_the_whole_file(db):
    import hashlib

    parts = b"%PDF-1.7\n", b"a" * 70_000, b"b" * 70_000, b"%%EOF\n"
    row = keep(*parts)
    assert row.size == 140_015
    assert row.sha256 == hashlib.sha256(b"".join(parts)).hexdigest()


def test_a_file_whose_bytes_are_gone_is_told_in_words(db):
    row = keep(PDF, name="what-I-need-help-with.pdf")
    row.path.unlink()
    with pytest.raises(Refused, match="not on this machine") as told:
        serve(row)
    assert told.value.status == 410
    assert "help" not in f"{told.value.sentence}{told.value.advice}"

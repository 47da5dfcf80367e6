"""Packages handed in by people: zips and folders, good, odd and hostile."""

import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core.problems import Unreadable
from staffroom.spine.files.package import Limits, Package, open_package

DATA = b"a,b\n1,2\n"


def zipped(files: dict[str, bytes], *, change: Callable[[zipfile.ZipInfo], None] | None = None) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if change:
                change(info)
            archive.writestr(info, data)
    return stream


def contents(package: Package) -> dict[str, bytes]:
    return {name: opener().read() for name, opener in package.files.items()}


def only_sentence(package: Package, severity: str) -> str:
    assert [one.severity for one in package.problems] == [severity], package.problems
    assert package.problems[0].advice
    return package.problems[0].message


def test_a_zip_is_read_and_stays_open_for_its_owner() -> None:
    stream = zipped({"users.csv": DATA, "orgs.csv": DATA})
    with open_package(stream) as package:
        assert contents(package) == {"users.csv": DATA, "orgs.csv": DATA}
        assert contents(package) == {"users.csv": DATA, "orgs.csv": DATA}
        assert package.problems == []
    assert not stream.closed


def test_a_path_to_a_zip_and_to_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped({"users.csv": DATA}).getvalue())
    with open_package(tmp_path / "x.zip") as package:
        assert contents(package) == {"users.csv": DATA}
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "users.csv").write_bytes(DATA)
    (folder / ".DS_Store").write_bytes(b"x")
    with open_package(str(folder)) as package:
        assert contents(package) == {"users.csv": DATA}
        assert package.problems == []


def test_a_missing_path_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_package(tmp_path / "nothing.zip")


def test_one_folder_inside_is_lifted(tmp_path: Path) -> None:
    package = open_package(zipped({"export/users.csv": DATA, "export/orgs.csv": DATA}))
    assert "in a folder" in only_sentence(package, "warning")
    assert set(contents(package)) == {"users.csv", "orgs.csv"}
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "users.csv").write_bytes(DATA)
    assert set(open_package(tmp_path).files) == {"users.csv"}


def test_what_computers_leave_behind_is_ignored() -> None:
    files = {
        "users.csv": DATA,
        "__MACOSX/._users.csv": b"x",
        ".DS_Store": b"x",
        "a/.hidden.csv": b"x",
        "Thumbs.db": b"x",
    }
    package = open_package(zipped(files))
    assert (set(package.files), package.problems) == ({"users.csv"}, [])


def test_a_folder_beside_the_files_is_not_read() -> None:
    package = open_package(zipped({"users.csv": DATA, "old/users.csv": DATA}))
    assert "not read" in only_sentence(package, "warning")
    assert set(package.files) == {"users.csv"}


def _link(info: zipfile.ZipInfo) -> None:
    info.external_attr = 0o120777 << 16


def _locked(data: bytes) -> bytes:
    """Set the bit that says "encrypted" in both headers of the one file."""
    local = data.index(b"PK\x03\x04") + 6
    central = data.index(b"PK\x01\x02") + 8
    out = bytearray(data)
    out[local] |= 1
    out[central] |= 1
    return bytes(out)


def _bzip(info: zipfile.ZipInfo) -> None:
    info.compress_type = zipfile.ZIP_BZIP2


@pytest.mark.parametrize(
    ("stream", "piece"),
    [
        (io.BytesIO(b""), "not a zip"),
        (io.BytesIO(b"sourcedId,name\n1,x\n"), "not a zip"),
        (io.BytesIO(zipped({"users.csv": DATA}).getvalue()[:-30]), "not a zip"),
        (zipped({"../users.csv": DATA}), "leads out"),
        (zipped({"a/../../users.csv": DATA}), "leads out"),
        (zipped({"..\\users.csv": DATA}), "leads out"),
        (zipped({"/etc/users.csv": DATA}), "leads out"),
        (zipped({"C:\\users.csv": DATA}), "leads out"),
        (zipped({"C:users.csv": DATA}), "leads out"),
        (zipped({"users.csv": DATA}, change=_link), "link"),
        (zipped({"users.csv": DATA}, change=_bzip), "unusual way"),
        (io.BytesIO(_locked(zipped({"users.csv": DATA}).getvalue())), "password"),
        (zipped({"users.csv": DATA, "inner.zip": b"x"}), "another package"),
        (zipped({"users.csv": DATA, "Users.csv": DATA}), "once more"),
        (zipped({"a/users.csv": DATA, "b/users.csv": DATA}), "several folders"),
        (zipped({f"f{number}.csv": b"" for number in range(201)}), "more than 200 files"),
        (zipped({f"__MACOSX/{number}": b"" for number in range(5_000)}), "more than 200 files"),
    ],
)
def test_what_is_refused(stream: io.BytesIO, piece: str) -> None:
    package = open_package(stream)
    assert piece in only_sentence(package, "error")
    assert package.refused
    assert package.files == {}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("users.csv", DATA)
        archive.writestr("users.csv", b"other")
    assert "twice" in only_sentence(open_package(stream), "error")


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    folder = tmp_path / "folder"
    folder.mkdir()
    os.symlink(tmp_path / "secret", folder / "users.csv")
    assert "link" in only_sentence(open_package(folder), "error")


def _drain(package: Package) -> int:
    total = 0
    for opener in package.files.values():
        with opener() as stream:
            while chunk := stream.read(1 << 16):
                total += len(chunk)
    return total


def test_a_bomb_stops_while_it_is_read() -> None:
    stream = zipped({"users.csv": bytes(20_000_000)})
    limits = Limits(unpacked=5_000_000)
    with pytest.raises(Unreadable, match="unpacks to more than"):
        _drain(open_package(stream, limits))
    with pytest.raises(Unreadable, match="times the size"):
        _drain(open_package(stream, Limits(ratio=100, free=1_000_000)))
    assert _drain(open_package(stream)) == 20_000_000


def test_many_files_share_one_limit() -> None:
    stream = zipped({f"f{number}.csv": bytes(1_000_000) for number in range(8)})
    with pytest.raises(Unreadable):
        _drain(open_package(stream, Limits(unpacked=5_000_000)))


def test_reading_twice_counts_once() -> None:
    package = open_package(zipped({"users.csv": bytes(3_000_000)}), Limits(unpacked=5_000_000))
    assert _drain(package) + _drain(package) == 6_000_000


def test_sizes_in_headers_are_not_believed() -> None:
    data = bytearray(zipped({"users.csv": bytes(20_000_000)}).getvalue())
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, central + 24, 10)
    package = open_package(io.BytesIO(bytes(data)), Limits(unpacked=5_000_000))
    try:
        came = _drain(package)
    except Unreadable:
        came = 0
    assert came <= 5_000_000


def test_a_damaged_file_is_told_while_it_is_read() -> None:
    data = bytearray(zipped({"users.csv": os.urandom(100_000)}).getvalue())
    data[5_000] ^= 0xFF
    with pytest.raises(Unreadable, match="damaged"):
        _drain(open_package(io.BytesIO(bytes(data))))


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_damaged_zips_never_raise_anything_else(data: st.DataObject) -> None:
    good = bytearray(zipped({"users.csv": DATA * 50, "x/orgs.csv": DATA}).getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    package = open_package(io.BytesIO(bytes(good)))
    try:
        _drain(package)
    except Unreadable as stopped:
        assert stopped.problem.severity == "error"
    package.close()

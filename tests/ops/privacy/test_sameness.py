"""What changes by itself is no difference; what changes with the private record is one."""

from collections.abc import Iterator

import pytest

from staffroom.ops.privacy import sameness


def found(world, monkeypatch: pytest.MonkeyPatch, shown: list[bytes]) -> list[str]:
    """Differences for one person, one page and one record, when the readings of the page show these one by one."""
    readings: Iterator[bytes] = iter(shown)
    monkeypatch.setattr(sameness, "_pages", lambda *_: ["/health/"])
    monkeypatch.setattr(sameness, "_seen", lambda _client, pages: {page: next(readings) for page in pages})
    monkeypatch.setattr(sameness, "ADDED", {"something is added": (lambda _world: None, frozenset())})
    told = list(sameness.differences(world, [], [world.people["central"]]))
    return [one.change for one in told if isinstance(one, sameness.Difference)]


# Read before any record three times, then with it; where they differ, twice in turns: without it, with it.
def test_a_page_that_changed_by_itself_since_is_no_difference(world, monkeypatch):
    assert found(world, monkeypatch, [b"1", b"1", b"1", b"2", b"2", b"2", b"2", b"2"]) == []


def test_a_page_that_goes_to_and_fro_by_itself_is_no_difference(world, monkeypatch):
    assert found(world, monkeypatch, [b"1", b"1", b"1", b"2", b"1", b"2", b"2", b"1"]) == []


def test_a_page_that_changes_with_the_record_alone_is_one(world, monkeypatch):
    assert found(world, monkeypatch, [b"1", b"1", b"1", b"2", b"1", b"2", b"1", b"2"]) == ["something is added"]
    assert found(world, monkeypatch, [b"1", b"1", b"1", b"2", b"3", b"4", b"3", b"4"]) == ["something is added"]


def test_the_room_on_the_disk_is_the_machines(world, monkeypatch):
    """Other programs fill a disk while the check reads the page that tells its room."""
    client, room = world.clients["central"], iter(range(10**9, 10**12, 10**7))
    monkeypatch.setattr("staffroom.ops.queries.free_bytes", lambda: next(room))
    one, other = (sameness._seen(client, ["/health/"])["/health/"] for _ in range(2))
    assert b"System health" in one
    assert one == other

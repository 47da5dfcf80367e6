"""Fixtures that every slice uses: the cast, their browsers, a clock that can be set."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.utils import timezone, translation

from staffroom.people.models import Staff
from tests.factories.cast import Cast, client_of, make_cast

# The same cases on every machine and in every run, and no verdict that depends on how busy the machine is.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: processes that share the files then end at the same time."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_deleting() -> Iterator[None]:
    """After a test with real transactions PostgreSQL's tables are emptied row by row: TRUNCATE makes new files for each
    of them and waits for the disk, seconds for a handful of rows."""

    def deleting(operations: DatabaseOperations, _style: object, tables: list[str], **_more: bool) -> list[str]:
        return [f"DELETE FROM {operations.quote_name(table)};" for table in tables]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", deleting)
        yield


@pytest.fixture(autouse=True)
def _own_files_and_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads of one test are not seen by the next, nor are its rate limits and job states."""
    monkeypatch.setattr(django_settings, "MEDIA_ROOT", tmp_path / "files")
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page asked for in Spanish leaves its language on the thread; the next test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """Two districts and the fixed cast, fresh for each test."""
    return make_cast()


@pytest.fixture
def as_(cast: Cast) -> Callable[[Staff], Client]:
    """``as_(cast.ana).get("/people/")``: a browser in which this person is signed in."""
    return client_of


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``set_clock(moment)``: from now on ``timezone.now()`` answers this moment (an aware datetime)."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to

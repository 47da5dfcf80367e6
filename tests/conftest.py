"""Fixtures that every slice uses: the cast, their browsers, a clock that can be set."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

from staffroom.people.models import Staff
from tests.factories.cast import Cast, client_of, make_cast

# The same cases on every machine and in every run, and no verdict that depends on how busy the machine is.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")


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

"""One small district for a whole file of tests: made once, taken away at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone

from staffroom.ops.privacy.world import World, make_world


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[World, Path]]:
    before = django_settings.MEDIA_ROOT
    django_settings.MEDIA_ROOT = files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(timezone.now()), files
        transaction.set_rollback(True)
    django_settings.MEDIA_ROOT = before


@pytest.fixture
def world(made: tuple[World, Path], db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The district, as it was made: what a test changes is taken back."""
    world, files = made
    monkeypatch.setattr(django_settings, "MEDIA_ROOT", files)
    return world

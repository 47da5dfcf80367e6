"""What a process may keep in memory of the roster and the bells, and until when.

Records whose model says ``remembered = True`` change seldom and are read on every page. Each transaction of an
action that writes one of them gives the *edition*, one row for all districts, a new random token
(:mod:`staffroom.spine.scoping`). A request reads the token, one query, and finds in memory what this process read
under the same token; under another token it reads everything again. So it is right with any number of processes,
and after a rollback or a restore too: tokens never come twice. Inside an action nothing is kept.
"""

import secrets
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import models

from .access import Declared
from .scoping import current_district_id, is_writing

K = TypeVar("K")
V = TypeVar("V")
MOST_EDITIONS, MOST_SHELVES, MOST_ON_A_SHELF = 8, 32, 500


class Edition(models.Model):
    """The one row (primary key 1) whose token names the present state of all remembered records."""

    token = models.CharField(max_length=24)

    privacy = Declared(record="machine", plain=("token",))

    class Meta:
        app_label = "spine"


class Memory:
    """Values by name and key that were read under one edition, for one district."""

    def __init__(self, token: str = "") -> None:
        self.token = token  # of the edition it was read under; empty: nothing is kept
        self._shelves: dict[str, dict[Any, Any]] = {}

    def shelf(self, name: str) -> dict[Any, Any]:
        """The values of one name, to be read and added to; the oldest names give way."""
        if name not in self._shelves:
            _make_room(self._shelves, MOST_SHELVES)
        return self._shelves.setdefault(name, {})

    def fetch(self, name: str, keys: Iterable[K], load: Callable[[list[K]], dict[K, V]]) -> dict[K, V | None]:
        """The value of each key; ``load`` gets the keys not known yet, and those it leaves out are None."""
        shelf, wanted = self.shelf(name), list(keys)
        missing = [key for key in wanted if key not in shelf]
        fresh: dict[K, V | None] = {}
        if missing:
            loaded = load(missing)
            fresh = {key: loaded.get(key) for key in missing}
        found = {key: fresh[key] if key in fresh else shelf.get(key) for key in wanted}
        if len(shelf) + len(fresh) > MOST_ON_A_SHELF:
            shelf.clear()
        shelf.update(fresh)
        return found


_kept: dict[tuple[str, int], Memory] = {}


def memory() -> Memory:
    """What this process knows of the district in scope. One query; empty and not kept inside an action."""
    token = "" if is_writing() else current_token()
    if not token:
        return Memory()
    key = (token, current_district_id())
    if key not in _kept:
        _make_room(_kept, MOST_EDITIONS)
    return _kept.setdefault(key, Memory(token))


def current_token() -> str:
    """The token of the present edition; empty before the first. One query."""
    return Edition.objects.filter(pk=1).values_list("token", flat=True).first() or ""


def renew() -> None:
    """A new token: remembered records are written in this transaction."""
    token = secrets.token_hex(12)
    if not Edition.objects.filter(pk=1).update(token=token):
        Edition.objects.create(pk=1, token=token)


def forget() -> None:
    """As a process that has just started."""
    _kept.clear()


def _make_room(held: dict[Any, Any], most: int) -> None:
    while len(held) >= most:
        held.pop(next(iter(list(held))), None)

"""Reading without a district fails; writing outside an action fails.

Middleware and jobs open the scope with :func:`district_scope`. Actions are marked with :func:`action`: one
transaction, and the only place in which guarded records may be saved.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ClassVar, ParamSpec, TypeVar

from django.db import models, transaction
from django_scopes import ScopeError, get_scope, scope, scopes_disabled

__all__ = [
    "GuardedQuerySet",
    "GuardedRecord",
    "ScopeError",
    "WriteOutsideAction",
    "action",
    "across_districts",
    "current_district_id",
    "district_scope",
    "is_writing",
    "writing",
]

P = ParamSpec("P")
T = TypeVar("T")
_writing: ContextVar[bool] = ContextVar("staffroom_writing", default=False)
_remembered_written: ContextVar[bool] = ContextVar("staffroom_remembered_written", default=False)


class WriteOutsideAction(RuntimeError):
    """A guarded record was written by something that is not an action."""


@contextmanager
def district_scope(district_id: int) -> Iterator[None]:
    """Open the scope of one district: every scoped read inside is filtered by it."""
    with scope(district=district_id):
        yield


def across_districts() -> Any:
    """Lift the scope, for operations and sign-in only: a scope lint lists every use."""
    return scopes_disabled()


def current_district_id() -> int:
    """The district in scope. Raises ScopeError outside of one."""
    found = get_scope().get("district")
    if not isinstance(found, int):
        raise ScopeError("No district is in scope. Open one with district_scope(...).")
    return found


@contextmanager
def writing() -> Iterator[None]:
    """Allow guarded writes: used by :func:`action`, and by factories in tests.

    When it ends well and wrote a remembered record, what processes keep of those is out of date from then on.
    """
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)
    if _remembered_written.get() and not is_writing():
        _remembered_written.set(False)
        from .editions import renew  # a model: not to be had before the applications are loaded

        renew()


def is_writing() -> bool:
    """Whether this is inside an action."""
    return _writing.get()


def action(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a write: one transaction around it, guarded records writable inside."""

    @wraps(function)
    def acting(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic(), writing():
            return function(*args, **kwargs)

    return acting


def _before_write(model: type[models.Model]) -> None:
    """Refuses a write outside actions; remembers that a remembered record is written."""
    if not _writing.get():
        raise WriteOutsideAction(f"{model.__name__} is written by actions only. Call one, or write one.")
    if getattr(model, "remembered", False):
        _remembered_written.set(True)


class GuardedQuerySet(models.QuerySet):
    """A query set whose bulk writes are refused outside actions."""

    def update(self, **kwargs: Any) -> int:
        _before_write(self.model)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        _before_write(self.model)
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        _before_write(self.model)
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> Any:
        _before_write(self.model)
        return super().bulk_update(*args, **kwargs)


class GuardedRecord(models.Model):
    """A record that only actions write. ``remembered``: processes keep it in memory (see :mod:`.editions`)."""

    remembered: ClassVar[bool] = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        _before_write(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _before_write(type(self))
        return super().delete(*args, **kwargs)

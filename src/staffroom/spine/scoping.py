"""Reading without a district fails; writing outside an action fails.

Middleware and jobs open the scope with :func:`district_scope`. Actions are marked with :func:`action`: one
transaction, and the only place in which guarded records may be saved.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

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
    "writing",
]

P = ParamSpec("P")
T = TypeVar("T")
_writing: ContextVar[bool] = ContextVar("staffroom_writing", default=False)


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
    """Allow guarded writes: used by :func:`action`, and by factories in tests."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def action(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a write: one transaction around it, guarded records writable inside."""

    @wraps(function)
    def acting(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic(), writing():
            return function(*args, **kwargs)

    return acting


def _refuse_outside_action(what: object) -> None:
    if not _writing.get():
        name = what if isinstance(what, str) else type(what).__name__
        raise WriteOutsideAction(f"{name} is written by actions only. Call one, or write one.")


class GuardedQuerySet(models.QuerySet):
    """A query set whose bulk writes are refused outside actions."""

    def update(self, **kwargs: Any) -> int:
        _refuse_outside_action(self.model.__name__)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse_outside_action(self.model.__name__)
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        _refuse_outside_action(self.model.__name__)
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> Any:
        _refuse_outside_action(self.model.__name__)
        return super().bulk_update(*args, **kwargs)


class GuardedRecord(models.Model):
    """A record that only actions write."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        _refuse_outside_action(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _refuse_outside_action(self)
        return super().delete(*args, **kwargs)

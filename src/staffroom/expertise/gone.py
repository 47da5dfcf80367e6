"""A deleted need takes along what higher rooms have made of it: each registers its own, nothing calls upward."""

from typing import Protocol


class Forget(Protocol):
    """Deletes what a room keeps of one person's need for one practice, unless another such need is open."""

    def __call__(self, *, staff_id: int, practice_id: int) -> None: ...


_rooms: dict[str, Forget] = {}


def register(kind: str, forget: Forget) -> None:
    _rooms[kind] = forget


def forget_elsewhere(*, staff_id: int, practice_id: int) -> None:
    """Have every higher room forget it, within the caller's transaction."""
    for forget in _rooms.values():
        forget(staff_id=staff_id, practice_id=practice_id)

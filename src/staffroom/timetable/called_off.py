"""What was called off because somebody is away, as higher rooms know it: each registers its own."""

from collections.abc import Callable
from datetime import date

Source = Callable[[int, date, date], "list[str]"]

_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """``source`` says in sentences what of one staff id was called off between two dates; one query each."""
    _sources[kind] = source


def called_off(staff: int, starts: date, ends: date) -> list[str]:
    """All that had been booked for this person on these days and was called off since they were away."""
    return [one for source in _sources.values() for one in source(staff, starts, ends)]

"""What is planned in people's free time, as higher rooms know it: each registers its own, nothing calls upward."""

from collections.abc import Callable, Sequence
from datetime import date

from staffroom.core.weeks import Planned

Source = Callable[[int, Sequence[date]], "list[Planned]"]

_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """``source`` gives what is planned for one staff id on these dates; days are ordinals. One query each."""
    _sources[kind] = source


def planned_of(staff: int, dates: Sequence[date]) -> list[Planned]:
    """All that is planned in this person's days."""
    return [one for source in _sources.values() for one in source(staff, dates)]

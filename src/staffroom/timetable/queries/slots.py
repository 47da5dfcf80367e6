"""Reserved learning time as the core reads it."""

from staffroom.core.learning import Repeat, Slot, SlotKind

from ..models import LearningSlot


def core_slot(row: LearningSlot) -> Slot:
    """One reservation. Its id is its public id."""
    return Slot(
        row.public_id, SlotKind(row.kind), row.first.toordinal(), row.last.toordinal(), row.start, row.end,
        Repeat(row.repeat), row.weekday, row.ordinal, row.cycle_day, row.directs, frozenset(row.levels),
        frozenset(row.roles),
    )  # fmt: skip

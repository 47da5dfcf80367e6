"""What a contract says about time: rules as data, the checker of planned time, and both in sentences."""

from staffroom.core.contract.checking import check, covers
from staffroom.core.contract.model import (
    DIRECTING,
    UNITS,
    Case,
    Directs,
    Kind,
    Person,
    Planned,
    Purpose,
    Rule,
    Violation,
)
from staffroom.core.contract.sentences import rule_sentence, violation_sentence

__all__ = [
    "DIRECTING",
    "UNITS",
    "Case",
    "Directs",
    "Kind",
    "Person",
    "Planned",
    "Purpose",
    "Rule",
    "Violation",
    "check",
    "covers",
    "rule_sentence",
    "violation_sentence",
]

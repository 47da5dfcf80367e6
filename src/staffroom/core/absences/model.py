"""One day somebody was away, and the groups into which reasons fall.

The words of a reason are read once and forgotten: what is kept is one of six groups. They are matched in order, so
that "FMLA medical" is a leave and "PD: health workshop" is training.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Category = Literal["training", "leave", "duty", "illness", "personal", "other"]
Substitute = Literal["filled", "unfilled", "not_needed", "unknown"]
CATEGORIES: tuple[Category, ...] = ("training", "illness", "personal", "duty", "leave", "other")
SUBSTITUTES: tuple[Substitute, ...] = ("filled", "unfilled", "not_needed", "unknown")

_WORDS: tuple[tuple[Category, str], ...] = (
    (
        "training",
        r"professional (?:dev|learn|growth)|prof\.? ?dev|\bpd\b|\bpl\b|training|conference|workshop|in-?service"
        r"|staff dev|release (?:time|day)|curriculum|lesson study|peer (?:visit|observ)|collaborat|capacitaci|formaci"
        r"|taller",
    ),
    (
        "leave",
        r"fmla|cfra|matern|patern|parental|adopt|bonding|leave of absence|long[- ]term|worker'?s? comp|disabilit"
        r"|sabbatical|military|administrative leave|licencia|industrial",
    ),
    (
        "duty",
        r"jury|court|subpoena|union|association|negotiat|school business|district business|field trip|testing|\bieps?\b"
        r"|athletic|athletics|coaching duty|official business|jurado|sindicato|excursi",
    ),
    ("illness", r"sick|ill\b|illness|medical|doctor|dental|health|hospital|quarantine|covid|enferm|m[eé]dic|salud"),
    (
        "personal",
        r"personal|necessity|bereave|funeral|family|vacation|religious|emergency|birthday|discretion|flex|luto|familia"
        r"|vacacion|duelo",
    ),
    ("other", r"\bother\b|unpaid|no pay|without pay|dock|misc|otro|sin goce"),
)
_PATTERNS = tuple((category, re.compile(words, re.IGNORECASE)) for category, words in _WORDS)


@dataclass(frozen=True, slots=True)
class Absence:
    """One person on one day. ``minutes`` away; ``cost`` in cents if the file gives it; ``key`` tells it apart."""

    person: str
    day: date
    minutes: int
    category: Category
    substitute: Substitute = "unknown"
    cost: int | None = None
    key: str = ""
    row: int = 0


def category_of(reason: str) -> tuple[Category, bool]:
    """(the group of a reason, whether its words told it)."""
    for category, words in _PATTERNS:
        if words.search(reason):
            return category, True
    return "other", False

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

_PATTERNS: tuple[tuple[Category, re.Pattern[str]], ...] = (
    (
        "training",
        re.compile(
            r"professional (?:dev|learn|growth)|prof\.? ?dev|\bpd\b|\bpl\b|training|conference|workshop|in-?service"
            r"|staff dev|release (?:time|day)|curriculum|lesson study|peer (?:visit|observ)|collaborat|capacitaci"
            r"|formaci|taller",
            re.IGNORECASE,
        ),
    ),
    (
        "leave",
        re.compile(
            r"fmla|cfra|matern|patern|parental|adopt|bonding|leave of absence|long[- ]term|worker'?s? comp|disabilit"
            r"|sabbatical|military|administrative leave|licencia|industrial",
            re.IGNORECASE,
        ),
    ),
    (
        "duty",
        re.compile(
            r"jury|court|subpoena|union|association|negotiat|school business|district business|field trip|testing"
            r"|\bieps?\b|athletic|coaching duty|official business|jurado|sindicato|excursi",
            re.IGNORECASE,
        ),
    ),
    (
        "illness",
        re.compile(
            r"sick|ill\b|illness|medical|doctor|dental|health|hospital|quarantine|covid|enferm|m[e\u00e9]dic|salud",
            re.IGNORECASE,
        ),
    ),
    (
        "personal",
        re.compile(
            r"personal|necessity|bereave|funeral|family|vacation|religious|emergency|birthday|discretion|flex|luto"
            r"|familia|vacacion|duelo",
            re.IGNORECASE,
        ),
    ),
    ("other", re.compile(r"\bother\b|unpaid|no pay|without pay|dock|misc|otro|sin goce", re.IGNORECASE)),
)


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

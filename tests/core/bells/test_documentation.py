"""The examples of docs/bells.md are read without a word, and its patterns are understood."""

import csv
import re
from pathlib import Path

from staffroom.core.bells import KINDS, PatternError, parse_pattern, read_bells, read_calendar

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "bells.md").read_text(encoding="utf-8")
BELLS, CALENDAR = re.findall(r"```\n(school,.*?)```", TEXT, re.DOTALL)


def rows(text):
    return list(enumerate(csv.DictReader(text.splitlines()), 2))


def test_the_files_shown_are_read_without_a_problem():
    book = read_bells(rows(BELLS), known_schools=["ALC"], file="bells.csv")
    cycle = read_bells(
        rows(BELLS.replace("Mon-Fri", "A-B")), known_schools=["ALC"], file="bells.csv"
    )  # the calendar's reset needs a school with cycle days
    assert book.problems == () and len(book.bells) == 11
    whole = read_calendar(rows(CALENDAR), book=cycle, known_schools=["ALC"], file="calendar.csv")
    assert whole.problems == () and len(whole.exceptions) == 3


def test_the_patterns_shown_are_understood_and_every_kind_is_named():
    shown = re.findall(r"`([^`]+)`", TEXT.split("## Meeting patterns")[1].split("## From Ed-Fi")[0])
    assert len(shown) == 13
    for text in shown:
        found = parse_pattern(text, periods=[*"12345678"], days=["A", "B", "C"])
        assert not isinstance(found, PatternError), text
    assert all(kind in TEXT for kind in KINDS)

"""The bell and calendar files: what is read, what is repaired, what is refused and with which words."""

# ruff: noqa: E501 - one hostile row a line
from datetime import date

import pytest

from staffroom.core.bells import Bell, DayException, parse_clock, parse_days, read_bells, read_calendar

HEADER = ("school", "schedule", "day", "period", "start", "end", "kind")
GOOD = "S1,Regular,Mon-Fri,1,8:00,8:50,class"


def rows(*lines, header=HEADER):
    return [(n, dict(zip(header, line.split(","), strict=False))) for n, line in enumerate(lines, 2)]


def read(*lines, header=HEADER, schools=("S1", "S2")):
    return read_bells(rows(*lines, header=header), known_schools=schools, file="bells.csv")


def told(book):
    return [(p.severity, p.row, p.column) for p in book.problems]


def test_a_clean_file_is_read_without_a_word():
    book = read("S1,Regular,A,1,8:00,8:50,class", "S1,Regular,A,2,8:55,9:45,prep", "S1,,B,1,0800,0930,class")
    assert book.problems == () and book.importable
    assert book.bells == (
        Bell("S1", "Regular", "A", "1", 480, 530, "class"),
        Bell("S1", "Regular", "A", "2", 535, 585, "prep"),
        Bell("S1", "Regular", "B", "1", 480, 570, "class"),
    )
    assert book.days("S1") == ("A", "B") and book.periods("S1") == ("1", "2")


HOSTILE = [
    # line added to a good one, severity, column, words of the message
    ("S1,Regular,Mon,2,8:30,9:20,class", "error", "start", "period 2 (Regular, Mon, 8:30–9:20) overlaps period 1"),
    ("S1,Regular,*,2,8:30,9:20,class", "error", "start", "overlaps period 1"),
    ("S1,Regular,A,2,8:30,9:20,class", "error", "start", "overlaps period 1"),
    ("S1,Regular,Mon,Lunch,8:30,9:20,lunch", "warning", "start", "kept, as shifts"),
    ("S1,Regular,Mon,2,9:50,9:00,class", "error", "end", "ends at 9:00, which is not after its start at 9:50"),
    ("S1,Regular,Mon,2,9:00,9:00,class", "error", "end", "not after its start"),
    ("S9,Regular,Mon,2,9:00,9:50,class", "error", "school", 'no school "S9"'),
    ("s1,Regular,Mon,2,9:00,9:50,class", "warning", "school", 'read as the school "S1"'),
    (",Regular,Mon,2,9:00,9:50,class", "error", "school", "school is missing"),
    ("S1,Regular,Mon,,9:00,9:50,class", "error", "period", "period is missing"),
    ("S1,Regular,Mon,2,9:00,9:50,party", "error", "kind", '"party" is not a kind'),
    ("S1,Regular,Mon,2,9:00,9:50,planning", "warning", "kind", 'read as "prep"'),
    ("S1,Regular,Mon,2,nine,9:50,class", "error", "start", '"nine" is not a time'),
    ("S1,Regular,Mon,2,25:00,9:50,class", "error", "start", '"25:00" is not a time'),
    ("S1,Regular,Mon,2,9:61,9:50,class", "error", "start", '"9:61" is not a time'),
    ("S1,Regular,Mon,2,,9:50,class", "error", "start", "start time is missing"),
    ("S1,Regular,Mon,2,9:00,,class", "error", "end", "end time is missing"),
    ("S1,Regular,Mon,2,13:05 AM,13:50,class", "error", "start", "not a time"),
    ("S1,Regular,Mon,2,1:05,13:50,class", "warning", "start", "read as 13:05"),
    ("S1,Regular,Mon,2,0.375,9:50,class", "warning", "start", "read as 9:00"),
    ("S1,Regular,Mon,2,32400,9:50,class", "warning", "start", "read as 9:00"),
    ("S1,Regular,Mon,2,9:00,15:30,class", "warning", "end", "lasts 390 minutes"),
    ("S1,Regular,Mon,2,9:00,9:04,class", "warning", "end", "lasts 4 minutes"),
    (GOOD, "warning", "period", "stands in row 2 already"),
    ("S1,Regular,Someday,2,9:00,9:50,class", "error", "day", '"Someday" is not a day'),
    ("S1,Regular,Fri-Mon,2,9:00,9:50,class", "error", "day", '"Fri-Mon" is not a day'),
    ("S1,Regular,Mon,2,9:00\x00,9:50,class", "error", "start", "not a time"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "severity", "column", "words"), HOSTILE, ids=[h[0] for h in HOSTILE])
def test_a_hostile_row_gets_a_sentence_with_its_place(line, severity, column, words):
    book = read(GOOD, line)
    found = [p for p in book.problems if words in p.message]
    assert found, [p.message for p in book.problems]
    assert (found[0].file, found[0].row, found[0].column) == ("bells.csv", 3, column)
    assert found[0].severity == severity and found[0].advice.endswith(".")
    assert book.importable == (severity == "warning")
    # Nothing of a row with an error is kept, except where two rows contradict each other.
    if severity == "error" and "overlaps" not in words:
        assert len(book.bells) == 5


def test_overlaps_name_both_rows_and_stay_countable():
    book = read(*[f"S1,Regular,Mon,P{n},8:00,9:00,class" for n in range(60)])
    assert len(book.problems) == 200
    assert "of row 2" in book.problems[0].message and book.problems[0].row == 3


def test_a_row_for_a_day_takes_the_place_of_the_row_for_every_day():
    book = read("S1,Regular,*,1,8:00,8:50,class", "S1,Regular,Wed,1,8:30,9:00,class")
    assert book.problems == ()
    assert [b.start for b in book.on("S1", "Regular", "Wed")] == [510]
    assert [b.start for b in book.on("S1", "Regular", "Mon")] == [480]


def test_one_period_may_meet_twice_a_day():
    book = read("S1,Regular,*,4,11:20,11:45,class", "S1,Regular,*,4,12:20,12:45,class")
    assert book.problems == () and len(book.on("S1", "Regular", "Mon")) == 2


def test_schools_and_schedules_do_not_overlap_one_another():
    book = read(GOOD, GOOD.replace("S1", "S2"), GOOD.replace("Regular", "Early release"))
    assert book.problems == ()
    assert book.schedules("S1") == ("Regular", "Early release")


def test_f_is_friday_except_after_e():
    assert [b.day for b in read("S1,,F,1,8:00,8:50,class").bells] == ["Fri"]
    book = read("S1,,E,1,8:00,8:50,class", "S1,,F,1,8:00,8:50,class")
    assert [b.day for b in book.bells] == ["E", "F"]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (("school", "weekday", "period", "start", "end"), "S1,Mon,1,8:00,8:50"),
        (("School ID", "Cycle Day", "Period Name", "Start Time", "End Time", "Type"), "S1,Mon,1,8:00,8:50,class"),
        (("\ufeffschool", "day", "period", "start", "end"), "S1,Mon,1,8:00,8:50"),
    ],
)  # fmt: skip
def test_other_headers_are_understood(header, line):
    book = read(line, header=header)
    assert book.problems == () and book.bells == (Bell("S1", "Regular", "Mon", "1", 480, 530, "class"),)


def test_a_header_misspelt_by_a_letter_is_repaired_with_a_warning():
    book = read("S1,Mon,1,8:00,8:50", header=("shcool", "day", "peroid", "strat", "end"))
    assert [(p.severity, p.row, p.column) for p in book.problems] == [
        ("warning", 1, "shcool"),
        ("warning", 1, "peroid"),
        ("warning", 1, "strat"),
    ]
    assert len(book.bells) == 1


def test_a_missing_column_and_an_empty_file_are_refused_once():
    book = read("S1,Mon", "S1,Tue", header=("school", "day"))
    assert told(book) == [("error", 1, "period")] and "no column start" in book.problems[0].message
    assert told(read()) == [("error", None, None)]


def test_blank_rows_are_passed_over():
    assert read(GOOD, ",,,,,,").problems == ()


def test_any_school_is_accepted_where_none_are_known():
    assert read(GOOD.replace("S1", "S77"), schools=None).problems == ()


DATED = ("school", "schedule", "day", "period", "start", "end", "kind", "date")


def test_dated_rows_are_the_whole_of_that_day():
    book = read(
        "S1,,*,1,8:00,8:50,class,",
        "S1,,,1,9:00,9:30,class,2026-09-09",
        "S1,,,2,9:35,10:05,class,9/9/2026",
        "S1,none,,,,,,2026-09-07",
        "S1,,,,,,holiday,2026-09-08",
        header=DATED,
    )
    assert book.problems == ()
    assert book.exceptions == (
        DayException(date(2026, 9, 9), "S1", schedule="2026-09-09"),
        DayException(date(2026, 9, 7), "S1", in_session=False),
        DayException(date(2026, 9, 8), "S1", in_session=False),
    )
    assert [b.start for b in book.on("S1", "2026-09-09", "Wed")] == [540, 575]


def test_a_date_that_does_not_exist_is_refused():
    book = read("S1,,,1,9:00,9:30,class,2026-02-29", header=DATED)
    assert told(book) == [("error", 2, "date")] and book.bells == ()


CALENDAR = ("school", "date", "day", "schedule", "note")
BELLS = ("S1,,A,1,8:00,8:50,class", "S1,Early release,A,1,8:00,8:30,class", "S2,,*,1,8:00,8:50,class")


def calendar(*lines):
    return read_calendar(
        rows(*lines, header=CALENDAR), book=read(*BELLS), known_schools=("S1", "S2"), file="calendar.csv"
    )


def test_a_calendar_adds_holidays_early_days_and_resets():
    book = calendar(",2026-09-07,,none,Labor Day", "S1,2026-09-09,,Early release,", "S1,9/14/2026,A,,start again")
    assert book.problems == () and len(book.bells) == 3
    assert book.exceptions == (
        DayException(date(2026, 9, 7), "", in_session=False, note="Labor Day"),
        DayException(date(2026, 9, 9), "S1", schedule="Early release"),
        DayException(date(2026, 9, 14), "S1", day="A", note="start again"),
    )


@pytest.mark.parametrize(
    ("line", "severity", "column", "words"),
    [
        ("S1,2026-13-01,,none,", "error", "date", "is not a date"),
        ("S1,,,none,", "error", "date", "is not a date"),
        ("S9,2026-09-08,,none,", "error", "school", 'no school "S9"'),
        ("S1,2026-09-08,Blursday,,", "error", "day", "is not one day"),
        ("S1,2026-09-08,A-C,,", "error", "day", "is not one day"),
        ("S2,2026-09-08,,Early release,", "error", "schedule", "no bell schedule"),
        (",2026-09-07,,none,again", "warning", "date", "stands in row 2 already; left out"),
        (",2026-09-07,A,,", "error", "date", "says something else"),
    ],
)
def test_a_hostile_calendar_row_gets_a_sentence(line, severity, column, words):
    book = calendar(",2026-09-07,,none,Labor Day", line)
    assert told(book) == [(severity, 3, column)]
    assert words in book.problems[0].message and len(book.exceptions) == 1


def test_a_calendar_without_dates_is_refused():
    book = read_calendar([(2, {"day": "A"})], book=read(*BELLS), known_schools=None, file="calendar.csv")
    assert told(book) == [("error", 1, "date")]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("8:00", 480), ("08:00", 480), ("8:00 AM", 480), ("0800", 480), ("13:05", 785), ("1:05 PM", 785),
     ("12:00 PM", 720), ("12:30 am", 30), ("8 am", 480), ("08:35:00", 515), ("8:00 a.m.", 480), ("800", 480),
     ("12:15", 735)],
)  # fmt: skip
def test_times_that_need_no_repair(text, minutes):
    assert parse_clock(text) == (minutes, False)


@pytest.mark.parametrize("text", ["", "24:00", "8", "8:5", "-8:00", "0:30 pm", "08:00-09:00", "99999", "8:00 XM"])
def test_times_that_cannot_be_read(text):
    assert parse_clock(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Mon", "Mon"), ("monday", "Mon"), ("MWF", "Mon Wed Fri"), ("TTh", "Tue Thu"), ("M/T/Th", "Mon Tue Thu"),
     ("Mon-Thu", "Mon Tue Wed Thu"), ("M\u2013F", "Mon Tue Wed Thu Fri"), ("A,B", "A B"), ("A-F", "A B C D E F"),
     ("A-day", "A"), ("Day 3", "3"), ("1-4", "1 2 3 4"), ("", "*"), ("daily", "*"), ("AC", "A C"),
     ("Mon and Wed", "Mon Wed"), ("lunes", "Mon"), ("Mon Wed", "Mon Wed"), ("Sat", "Sat")],
)  # fmt: skip
def test_day_lists(text, expected):
    assert " ".join(parse_days(text) or ()) == expected

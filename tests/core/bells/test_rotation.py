"""Rotation of days and free time: properties over every date of two school years."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core.bells import Bell, BellBook, DayException, Rotation, free_time, merge, overlap

FIRST, LAST = date(2027, 8, 16), date(2029, 6, 8)  # holds 29 February 2028 and two turns of the year
DATES = st.dates(FIRST, LAST)


@settings(max_examples=60, deadline=None)
@given(off=st.sets(DATES, max_size=12), letters=st.integers(2, 8))
def test_a_cycle_steps_once_over_each_day_in_session(off, letters):
    cycle = tuple("ABCDEFGH"[:letters])
    exceptions = {day: DayException(day, "", in_session=False) for day in off}
    rotation = Rotation("S1", FIRST, LAST, cycle, exceptions)
    days = list(rotation.days())
    assert [label for _, label in days] == [cycle[i % letters] for i in range(len(days))]
    assert all(day.weekday() < 5 and day not in off for day, _ in days)
    weekdays = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
    assert len(days) == sum(day.weekday() < 5 and day not in off for day in weekdays)


@settings(max_examples=40, deadline=None)
@given(day=DATES, reset=DATES)
def test_a_reset_starts_the_cycle_again_and_leaves_the_past_alone(day, reset):
    plain = Rotation("S1", FIRST, LAST, ("A", "B", "C"))
    changed = Rotation("S1", FIRST, LAST, ("A", "B", "C"), {reset: DayException(reset, "S1", day="B")})
    assert changed.day_of(reset) == "B"
    if day < reset:
        assert changed.day_of(day) == plain.day_of(day)
    after = [label for found, label in changed.days() if found >= reset]
    assert after == [("B", "C", "A")[i % 3] for i in range(len(after))]


@settings(max_examples=60, deadline=None)
@given(day=DATES)
def test_weekdays_are_those_of_the_calendar(day):
    found = Rotation("S1", FIRST, LAST).day_of(day)
    assert found == (day.strftime("%a") if day.weekday() < 5 else None)


def test_the_leap_day_and_the_new_year_are_days_like_others():
    rotation = Rotation("S1", FIRST, LAST, ("A", "B"))
    assert {rotation.day_of(date(2028, 2, 28)), rotation.day_of(date(2028, 2, 29))} == {"A", "B"}
    assert rotation.day_of(date(2028, 2, 28)) == rotation.day_of(date(2028, 3, 1))
    assert rotation.day_of(date(2027, 12, 31)) != rotation.day_of(date(2028, 1, 3))


def test_outside_the_term_there_is_no_school():
    rotation = Rotation("S1", FIRST, LAST)
    assert rotation.day_of(FIRST - timedelta(3)) is None and rotation.day_of(LAST + timedelta(3)) is None
    assert rotation.day_of(FIRST) == "Mon" and rotation.day_of(LAST) == "Fri"


BOOK = BellBook(
    (
        Bell("S1", "Regular", "*", "1", 480, 530),
        Bell("S1", "Regular", "Wed", "1", 500, 530),
        Bell("S1", "Early release", "*", "1", 480, 510),
    ),
    (
        DayException(date(2027, 9, 6), "", in_session=False),
        DayException(date(2027, 9, 7), "S1", day="Wed"),
        DayException(date(2027, 9, 9), "", in_session=False),
        DayException(date(2027, 9, 9), "S1", schedule="Early release"),
        DayException(date(2027, 9, 11), "S1", day="Mon", note="Saturday made up"),
    ),
)


def test_the_bells_of_a_date_follow_its_exceptions():
    rotation = Rotation.of_book(BOOK, "S1", FIRST, LAST)

    def start(day):
        return [(b.start, b.end) for b in rotation.bells_on(date(2027, 9, day), BOOK)]

    assert rotation.cycle == ()
    assert start(6) == []  # a holiday of the whole district
    assert start(7) == [(500, 530)]  # Wednesday bells on a Tuesday
    assert start(8) == [(500, 530)]
    assert start(9) == [(480, 510)]  # the school's own word goes before the district's
    assert start(10) == [(480, 530)]
    assert start(11) == [(480, 530)] and start(12) == []
    assert rotation.schedule_of(date(2027, 9, 9)) == "Early release"
    assert rotation.schedule_of(date(2027, 9, 6)) is None


def test_a_book_with_cycle_days_turns_and_keeps_its_weekday_rows():
    book = BellBook(
        (
            Bell("S1", "Regular", "A", "1", 480, 570),
            Bell("S1", "Regular", "B", "2", 480, 570),
            Bell("S1", "Regular", "Wed", "Adv", 600, 630, "advisory"),
        )
    )
    rotation = Rotation.of_book(book, "S1", FIRST, LAST)
    assert rotation.cycle == ("A", "B")
    assert [b.period for b in rotation.bells_on(FIRST, book)] == ["1"]
    assert [b.period for b in rotation.bells_on(FIRST + timedelta(2), book)] == ["1", "Adv"]


def test_free_time_is_class_and_preparation_without_a_lesson():
    bells = [
        Bell("S1", "Regular", "*", "1", 480, 530),
        Bell("S1", "Regular", "*", "2", 535, 585),
        Bell("S1", "Regular", "*", "Lunch", 585, 620, "lunch"),
        Bell("S1", "Regular", "*", "Prep", 620, 670, "prep"),
        Bell("S1", "Regular", "*", "Duty", 670, 690, "duty"),
    ]
    assert [b.period for b in free_time([(480, 530)], bells)] == ["2", "Prep"]
    assert [b.period for b in free_time([(500, 536)], bells)] == ["Prep"]
    assert [b.period for b in free_time([], bells)] == ["1", "2", "Prep"]


INTERVALS = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)).map(lambda p: (p[0], p[0] + p[1])))


@given(INTERVALS, st.integers(0, 10))
def test_merge_keeps_every_minute_and_leaves_gaps_wider_than_asked(intervals, gap):
    merged = merge(intervals, gap)
    minutes = {m for start, end in intervals for m in range(start, end)}
    covered = {m for start, end in merged for m in range(start, end)}
    assert minutes <= covered
    assert all(later[0] - earlier[1] > gap for earlier, later in zip(merged, merged[1:], strict=False))
    if gap == 0:
        assert covered == minutes


@given(INTERVALS)
def test_overlap_counts_shared_minutes(intervals):
    for one in intervals[:4]:
        for other in intervals[:4]:
            assert overlap(one, other) == len(set(range(*one)) & set(range(*other)))

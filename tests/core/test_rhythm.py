"""Planned against held: against weeks counted by hand and day by day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from staffroom.core.teams.rhythm import Meeting, Time, in_turn, meetings, monday, supported, tally, weeks_due

MONDAY = date(2026, 11, 30)
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri")


def school(day):
    """School on weekdays; none on Thursday, December 3."""
    return () if day.weekday() > 4 or day == date(2026, 12, 3) else (NAMES[day.weekday()],)


def on(day, weeks=1, begins=MONDAY, ends=None, start=900):
    return Time(day, start, start + 45, weeks, begins, ends)


def dates(found):
    return [one.date for one in found]


def test_every_week_on_its_day_and_never_without_school():
    last = MONDAY + timedelta(days=13)
    assert dates(meetings([on("Tue")], school, MONDAY, last)) == [date(2026, 12, 1), date(2026, 12, 8)]
    assert dates(meetings([on("Thu")], school, MONDAY, last)) == [date(2026, 12, 10)]


def test_every_second_week_counts_from_the_week_it_began_in():
    times = [on("Mon", weeks=2, begins=date(2026, 12, 2))]  # a Wednesday: its week's Monday is past
    assert dates(meetings(times, school, MONDAY, MONDAY + timedelta(days=30))) == [
        date(2026, 12, 14),
        date(2026, 12, 28),
    ]


def test_a_time_that_has_ended_meets_no_more():
    assert dates(meetings([on("Tue", ends=date(2026, 12, 8))], school, MONDAY, date(2026, 12, 31))) == [
        date(2026, 12, 1)
    ]


def test_support_is_due_at_the_first_meeting_of_each_span():
    planned = meetings([on("Tue"), on("Fri")], school, MONDAY, MONDAY + timedelta(days=27))
    assert dates(supported(planned, MONDAY, 2)) == [date(2026, 12, 1), date(2026, 12, 15)]
    assert dates(supported(planned, date(2026, 12, 2), 2))[0] == date(2026, 12, 4), "not before it begins"


def test_weeks_in_which_personal_support_is_due():
    assert weeks_due(date(2026, 12, 3), 2, MONDAY, MONDAY + timedelta(days=34)) == [
        MONDAY + timedelta(days=14 * n) for n in range(3)
    ]
    assert weeks_due(date(2027, 1, 1), 1, MONDAY, MONDAY + timedelta(days=13)) == []


def test_a_tally_counts_what_is_past_and_adds_up():
    planned = [Meeting(MONDAY + timedelta(days=n), 900, 945) for n in range(5)]
    marks = {(planned[0].date, 900): True, (planned[1].date, 900): False, (planned[2].date, 901): True}
    found = tally(planned, marks, MONDAY + timedelta(days=4))
    assert (found.planned, found.held, found.missed, found.unsaid) == (4, 1, 1, 2)


DAYS = st.dates(date(2026, 8, 1), date(2027, 6, 30))
TIMES = st.lists(
    st.builds(
        lambda day, weeks, begins, length: on(day, weeks, begins, begins + timedelta(days=length) if length else None),
        st.sampled_from(NAMES), st.integers(1, 5), DAYS, st.none() | st.integers(1, 200),
    ),
    max_size=3,
)  # fmt: skip


@given(TIMES, DAYS, st.integers(0, 120))
def test_what_is_planned_stands_in_a_time_of_the_team_on_a_school_day(times, first, length):
    last = first + timedelta(days=length)
    found = meetings(times, school, first, last)
    assert found == sorted(found)
    expected = sum(
        1 for time in times for n in range(length + 1)
        if (day := first + timedelta(days=n)) >= time.begins and (time.ends is None or day < time.ends)
        and time.day in school(day) and ((day - monday(time.begins)).days // 7) % time.every_weeks == 0
    )  # fmt: skip
    assert len(found) == expected


@given(DAYS, DAYS, st.integers(1, 5))
def test_a_week_is_in_turn_on_all_of_its_days(day, begins, weeks):
    assert {in_turn(monday(day) + timedelta(days=n), begins, weeks) for n in range(7)} == {in_turn(day, begins, weeks)}

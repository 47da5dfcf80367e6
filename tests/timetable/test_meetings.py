"""Meetings follow from patterns and bells; rebuilding twice changes nothing."""

from staffroom.spine.scoping import writing
from staffroom.timetable.models import Meeting, TimetableProblem
from staffroom.timetable.queries.troubles import trouble_sentence
from tests.factories.people import make_section, saved
from tests.factories.timetable import make_bells, rebuild


def of(section):
    return sorted(
        Meeting.objects.filter(section=section).values_list("schedule", "day", "period", "start", "end"),
        key=str,
    )


def test_rebuilding_twice_touches_nothing(rung, maple, django_assert_max_num_queries):
    before = list(Meeting.objects.order_by("pk").values())
    with django_assert_max_num_queries(9):
        counts = rebuild(rung.district)
    assert (counts["new"], counts["changed"], counts["gone"]) == (0, 0, 0)
    assert counts["same"] == len(before) > 0
    assert list(Meeting.objects.order_by("pk").values()) == before


def test_a_moved_bell_moves_its_meetings_in_place(rung, maple):
    keys = set(Meeting.objects.values_list("pk", flat=True))
    bell = rung.lincoln.bells.get(period="1")
    bell.end = 525
    saved(bell)
    counts = rebuild(rung.district)
    assert (counts["new"], counts["changed"], counts["gone"]) == (0, 5, 0)
    assert of(rung.ana_section)[0][3:] == (480, 525)
    assert set(Meeting.objects.values_list("pk", flat=True)) == keys


def test_a_section_that_ends_loses_its_meetings(rung, maple):
    rung.ana_section.active = False
    saved(rung.ana_section)
    assert rebuild(rung.district)["gone"] == 5
    assert of(rung.ana_section) == []


def test_a_period_the_school_does_not_have_is_told(rung, maple):
    section = make_section(rung.garfield, "Math 2 P9", rung.gil, periods="9")
    counts = rebuild(rung.district)
    assert counts["problems"] == {"no_period": 1}
    problem = TimetableProblem.objects.get()
    assert (problem.section, problem.kind) == (section, "no_period")
    assert problem.facts == {"section": "Math 2 P9", "period": "9", "day": "", "periods": ["1", "2", "3", "4"]}


def test_what_is_readable_of_a_pattern_is_kept(rung, maple):
    section = make_section(rung.garfield, "Half", rung.gil, periods="3(Mon) 9(Tue)")
    rebuild(rung.district)
    assert of(section) == [("Regular", "Mon", "3", 590, 640)]


def test_a_weekday_pattern_at_a_school_of_cycle_days_is_told_by_its_days(rung, maple):
    with writing():
        rung.garfield.bells.all().delete()
    make_bells(rung.garfield, days=("A", "B"))
    assert rebuild(rung.district)["problems"] == {"no_period": 1}
    problem = TimetableProblem.objects.get()
    assert problem.facts["days"] == ["A", "B"]
    assert "the days of Garfield High are A, B" in trouble_sentence(problem.kind, problem.facts, "Garfield High")


def test_a_problem_goes_when_it_is_mended_and_stays_as_it_is_until_then(rung, maple):
    section = make_section(rung.garfield, "Math 2", rung.gil, periods="9")
    rebuild(rung.district)
    first = TimetableProblem.objects.get()
    rebuild(rung.district)
    assert TimetableProblem.objects.get().pk == first.pk
    section.periods = "2"
    saved(section)
    rebuild(rung.district)
    assert not TimetableProblem.objects.exists()


def test_patterns_that_cannot_be_read_or_are_missing(rung, maple):
    make_section(rung.garfield, "Odd", rung.gil, periods="3(Qx")
    make_section(rung.garfield, "None", rung.gil)
    assert rebuild(rung.district)["problems"] == {"unreadable": 1, "no_pattern": 1}


def test_a_school_without_bells_is_one_problem(cast, maple):
    assert rebuild(cast.district)["problems"] == {"no_bells": 2}
    assert TimetableProblem.objects.get(school=cast.lincoln).facts == {"sections": 2}


def test_a_homeroom_without_pattern_meets_in_all_class_periods(rung, maple):
    make_bells(rung.lincoln, periods=(("Lunch", 700, 740),), kind="lunch")
    section = make_section(rung.lincoln, "Room 5", rung.ana, kind="homeroom")
    rebuild(rung.district)
    assert {row[2] for row in of(section)} == {"1", "2", "3", "4"}
    assert len(of(section)) == 20


def test_a_homeroom_of_a_high_school_is_its_advisory(rung, maple):
    section = make_section(rung.garfield, "Homeroom 9", rung.gil, kind="homeroom")
    assert rebuild(rung.district)["problems"] == {"no_pattern": 1}
    make_bells(rung.garfield, periods=(("Advisory", 700, 720),), kind="advisory")
    rebuild(rung.district)
    assert {row[2] for row in of(section)} == {"Advisory"}


def test_clock_patterns_follow_their_period_on_other_schedules(rung, maple):
    make_bells(rung.garfield, schedule="Early", periods=(("2", 510, 540),))
    section = make_section(rung.garfield, "By the clock", rung.gil, periods="Mon 8:55-9:45")
    rebuild(rung.district)
    assert of(section) == [("Early", "Mon", "2", 510, 540), ("Regular", "Mon", "2", 535, 585)]

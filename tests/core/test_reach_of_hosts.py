"""Access to hosts: three others in a class like mine; small cells tell nothing."""

from hypothesis import given
from hypothesis import strategies as st

from staffroom.core.absences.picture import TOTAL
from staffroom.core.reach_of_hosts import WITH, WITHOUT, Teacher, near, picture, shown_share, with_access

MATH3, MATH4, MATH6, ART3 = ("math", "03"), ("math", "04"), ("math", "06"), ("art", "03")


def teacher(staff, *kinds):
    return Teacher(staff, frozenset({"1"}), frozenset(kinds))


def at(school, *kinds):
    return {(school, kind) for kind in kinds}


def test_three_other_hosts_of_the_subject_at_most_one_grade_apart():
    hosts = {1: at("1", MATH3), 2: at("1", MATH4), 3: at("1", MATH3), 4: at("1", ART3), 5: at("1", MATH6)}
    assert with_access([teacher(9, MATH3)], hosts, {}) == {9}
    assert with_access([teacher(9, MATH6)], hosts, {}) == set()
    assert with_access([teacher(1, MATH3)], hosts, {}) == set()  # one of the three is the teacher
    assert with_access([teacher(9)], hosts, {}) == set()


def test_hosts_are_within_fifteen_minutes():
    hosts = {1: at("1", MATH3), 2: at("2", MATH3), 3: at("2", MATH3)}
    for minutes, found in ((15, {9}), (16, set())):
        assert with_access([teacher(9, MATH3)], hosts, {("1", "2"): minutes}) == found
    assert with_access([teacher(9, MATH3)], hosts, {}) == set()


def test_neighbors_of_a_grade():
    assert set(near(MATH3)) == {("math", "02"), MATH3, MATH4}
    assert set(near(("math", ""))) == {("math", "")}


def test_small_cells_and_what_would_tell_of_them_are_hidden():
    rows = {"a": range(40), "b": range(40, 44), "c": range(50, 90)}
    having = set(range(20)) | {40, 41} | set(range(50, 70))
    table = picture(rows, having, 10)
    assert table["b"][WITH].hidden and table["b"][TOTAL].hidden and shown_share(table, "b") is None
    others = [row for row in ("a", "c") if table[row][TOTAL].hidden]
    assert others  # else the total would tell how many are at b
    assert shown_share(picture({"a": range(40)}, set(range(20)), 10), "a") == 50
    assert shown_share(picture({"a": []}, set(), 10), "a") is None


@given(st.dictionaries(st.sampled_from("abcd"), st.sets(st.integers(0, 60)), min_size=1), st.sets(st.integers(0, 60)))
def test_a_hidden_part_is_never_the_difference_of_two_shown_numbers(rows, having):
    table = picture(rows, having, 10)
    for cells in table.values():
        hidden = [name for name in (WITH, WITHOUT, TOTAL) if cells[name].hidden]
        if len(hidden) == 1 and hidden != [TOTAL]:
            (name,) = hidden
            assert not cells[name].people or len(cells[name].people) >= 10

# ruff: noqa: E501
"""Lists of changes in any order, cut and repeated as you like, give the roster that the last words give."""

import csv
import io
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core.roster.compare import apply_plan, compare
from staffroom.core.roster.forms import ONEROSTER_11, ONEROSTER_12
from staffroom.core.roster.model import Roster
from staffroom.core.roster.sources import HERE, Held, Said, digest_of
from tests.core.roster.made import ONE_11, ONE_12, Files, put, read, spoiled, swap

HEADERS = {
    form.version: {spec.name: list(spec.headers.values()) for spec in form.files}
    for form in (ONEROSTER_11, ONEROSTER_12)
}
Row = tuple[str, dict[str, str]]  # file, header -> cell
Packages = dict[str, Files]


def package(version: str, rows: list[Row], mode: str = "delta") -> Files:
    """A package of these rows, each under the headers of its file."""
    manifest = [["propertyName", "value"], ["oneroster.version", version]]
    files: Files = {}
    for name, headers in HEADERS[version].items():
        if name == "manifest.csv":
            continue
        mine = [row for file, row in rows if file == name]
        manifest.append([f"file.{name[:-4]}", mode if mine else "absent"])
        if mine:
            clean = [header.lstrip("-") for header in headers]
            files[name] = _csv([clean, *([row.get(header, "") for header in clean] for row in mine)])
    return {"manifest.csv": _csv(manifest), **files}


def _csv(lines: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode()


class District:
    """What a district does with what was read: keeps the last words, and the packages."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now
        self.rows: dict[tuple[str, str], Said] = {}
        self.packages: Packages = {}
        self.roster = Roster("", "")

    def bring(self, files: Files) -> Roster:
        name = f"package {len(self.packages)}"
        self.packages[name] = files
        self.roster = read(files, held=Held(self.rows, self._recall), now=self.now)
        assert self.roster.importable, self.roster.problems
        for key, said in self.roster.sources.items():
            assert said is not None
            self.rows[key] = replace(said, held_in=name) if said.held_in == HERE else said
        return self.roster

    def _recall(self, package: str, name: str) -> dict[str, str] | None:
        from staffroom.core.roster.recall import person_row

        files = self.packages[package]
        return person_row(lambda: io.BytesIO(files["users.csv"]), name)


def told(roster: Roster) -> tuple[object, ...]:
    """What a roster says, without what was found on the way and without the students, whom changes do not count."""
    sections = [replace(section, students=None) for section in roster.sections]
    lists = (roster.orgs, roster.terms, roster.people, roster.assignments, sections, roster.teachings)
    return tuple(sorted(map(repr, each)) for each in lists)


# -- random histories -------------------------------------------------------------------------------------


def _moment(at: int) -> str:
    return f"2026-09-{1 + at // 24:02}T{at % 24:02}:00:00.000Z"


def _content(file: str, name: str, some: random.Random) -> dict[str, str]:
    """Some content of an object; what it points at may not be there."""
    day = {"startDate": "2026-08-10", "endDate": some.choice(["2026-12-19", "2027-06-12"])}
    return {
        "orgs.csv": {"name": some.choice(["North", "South"]), "type": some.choice(["school", "school", "department"])},
        "academicSessions.csv": {"title": "Fall", "type": "term", "schoolYear": "2027", **day},
        "courses.csv": {"title": some.choice(["Algebra", "Art"]), "courseCode": "A1"},
        "users.csv": {"givenName": some.choice(["Ana", "Ben"]), "familyName": "Ruiz", "enabledUser": "true"},
        "roles.csv": {
            "userSourcedId": some.choice(["u1", "u2"]),
            "roleType": "primary",
            "role": some.choice(["teacher", "principal"]),
            "orgSourcedId": some.choice(["s1", "s2"]),
        },
        "classes.csv": {
            "title": some.choice(["Algebra 1", "Art 2"]),
            "classType": "scheduled",
            "courseSourcedId": "k1",
            "schoolSourcedId": some.choice(["s1", "s2"]),
            "termSourcedIds": "t1",
            "location": some.choice(["", "Room 4"]),
        },
        "enrollments.csv": {
            "classSourcedId": some.choice(["c1", "c2"]),
            "userSourcedId": some.choice(["u1", "u2"]),
            "role": "teacher",
            "primary": some.choice(["true", "false"]),
        },
    }[file]


OBJECTS = [
    ("orgs.csv", "s1"), ("orgs.csv", "s2"), ("academicSessions.csv", "t1"), ("courses.csv", "k1"),
    ("users.csv", "u1"), ("users.csv", "u2"), ("roles.csv", "r1"), ("roles.csv", "r2"), ("roles.csv", "r3"),
    ("classes.csv", "c1"), ("classes.csv", "c2"), ("enrollments.csv", "e1"), ("enrollments.csv", "e2"),
]  # fmt: skip


def history(some: random.Random, changes: int, places: bool = True) -> list[Row]:
    """Changes at different times, of which some say that an object is gone; of schools only with ``places``."""
    rows = []
    for at in range(changes):
        file, name = some.choice(OBJECTS if places else OBJECTS[2:])
        gone = some.random() < 0.25
        state = {"sourcedId": name, "status": "tobedeleted" if gone else "active", "dateLastModified": _moment(at)}
        rows.append((file, state | ({} if gone and some.random() < 0.5 else _content(file, name, some))))
    return rows


# One of everything, never changed: a whole truth must have a row in every file.
ALWAYS: list[Row] = [
    ("orgs.csv", {"sourcedId": "s1", "name": "North", "type": "school"}),
    ("orgs.csv", {"sourcedId": "s2", "name": "South", "type": "school"}),
    ("academicSessions.csv", {"sourcedId": "y", "title": "Year", "type": "term", "startDate": "2026-08-10",
                              "endDate": "2027-06-10", "schoolYear": "2027"}),
    ("courses.csv", {"sourcedId": "k0", "title": "Course"}),
    ("users.csv", {"sourcedId": "u0", "givenName": "Paz", "familyName": "Levy", "enabledUser": "true"}),
    ("roles.csv", {"sourcedId": "r0", "userSourcedId": "u0", "roleType": "primary", "role": "teacher",
                   "orgSourcedId": "s1"}),
    ("classes.csv", {"sourcedId": "c0", "title": "Class", "classType": "scheduled", "courseSourcedId": "k0",
                     "schoolSourcedId": "s1", "termSourcedIds": "y"}),
    ("enrollments.csv", {"sourcedId": "e0", "classSourcedId": "c0", "userSourcedId": "u0", "role": "teacher"}),
]  # fmt: skip


def dated(rows: list[Row], at: int = 0) -> list[Row]:
    """The rows as a list of changes tells them."""
    return [(file, {**row, "status": "active", "dateLastModified": _moment(at)}) for file, row in rows]


def last_words(rows: list[Row]) -> list[Row]:
    """What a whole truth of the end would hold: the last row of each object that is there, without its state."""
    last = {(file, row["sourcedId"]): row for file, row in rows}
    there = [(file, row) for (file, _), row in last.items() if row["status"] == "active"]
    return [(file, {**row, "status": "", "dateLastModified": ""}) for file, row in there]


def cut(rows: list[Row], some: random.Random) -> list[Files]:
    """The rows shuffled, cut into packages, some of them twice."""
    shuffled = some.sample(rows, len(rows))
    packages = []
    while shuffled:
        size = some.randint(1, 6)
        packages.append(package("1.2", shuffled[:size]))
        shuffled = shuffled[size:]
    return packages + some.sample(packages, len(packages) // 2)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(1, 40))
def test_any_cut_order_and_repetition_gives_one_roster(seed, changes):
    some = random.Random(seed)
    rows = history(some, changes)
    ends = []
    for _ in range(3):
        district = District()
        for files in cut(rows, some):
            district.bring(files)
        ends.append((told(district.roster), [p.message for p in district.roster.parked]))
    assert ends[0] == ends[1] == ends[2]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(1, 40), st.booleans())
def test_changes_give_what_the_whole_truth_of_the_end_gives(seed, changes, begun):
    some = random.Random(seed)
    rows = history(some, changes, places=False)
    district, whole = District(), District()
    if begun:
        district.bring(package("1.2", ALWAYS, "bulk"))
    for files in cut(rows if begun else [*rows, *dated(ALWAYS)], some):
        district.bring(files)
    whole.bring(package("1.2", [*ALWAYS, *last_words(rows)], "bulk"))
    assert told(district.roster) == told(whole.roster)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(1, 30))
def test_a_whole_truth_between_changes_holds_against_what_came_before(seed, changes):
    some = random.Random(seed)
    rows = history(some, changes, places=False)
    packages = cut(rows, some)
    district, whole = District(), District()
    for files in packages:
        district.bring(files)
    for one in (district, whole):
        one.bring(package("1.2", [*ALWAYS, *last_words(rows[:5])], "bulk"))
    before = told(district.roster)
    assert before == told(whole.roster)
    for files in packages:
        district.bring(files)
    assert told(district.roster) == before


# -- rules, one by one ------------------------------------------------------------------------------------


def user(name: str, given: str, at: str, status: str = "active") -> Row:
    state = {"sourcedId": name, "status": status, "dateLastModified": at, "enabledUser": "true"}
    return "users.csv", {**state, "givenName": given, "familyName": "Ruiz"}


BASE = package("1.2", ALWAYS, "bulk")


def names(district: District) -> list[str]:
    return [person.given for person in district.roster.people]


def begun(*packages: list[Row]) -> District:
    district = District()
    for files in (BASE, *(package("1.2", rows) for rows in packages)):
        district.bring(files)
    return district


def messages(district: District) -> list[str]:
    return [problem.message for problem in district.roster.problems]


EARLY, LATE = "2026-09-01T10:00:00.000Z", "2026-09-02T10:00:00.000Z"


def test_the_newer_row_holds_whichever_comes_first():
    early, late = [user("u0", "Early", EARLY)], [user("u0", "Late", LATE)]
    assert names(begun(early, late)) == names(begun(late, early)) == ["Late"]
    assert [one for one in messages(begun(late, early)) if "older than what is known of u0" in one]
    assert not [one for one in messages(begun(early, late)) if "older" in one]


def test_times_are_compared_as_times_not_as_letters():
    """Ten in the morning of Los Angeles is later than noon in Greenwich."""
    zoned = [user("u0", "Zoned", "2026-09-01T10:00:00-07:00")]
    noon = [user("u0", "Noon", "2026-09-01T12:00:00Z")]
    assert names(begun(zoned, noon)) == names(begun(noon, zoned)) == ["Zoned"]


READ_AT = datetime(2026, 9, 10, 12, tzinfo=UTC)


def begun_at(now: datetime) -> District:
    district = District(now)
    district.bring(BASE)
    return district


def test_a_time_far_in_the_future_counts_as_now_and_is_told():
    district = begun_at(READ_AT)
    district.bring(package("1.2", [user("u0", "Future", "2099-01-01T00:00:00.000Z")]))
    told = [one for one in district.roster.problems if "more than a day from now" in one.message]
    assert [(one.file, one.severity, one.column) for one in told] == [("users.csv", "warning", "dateLastModified")]
    assert "2026-09-10T12:00:00Z" in told[0].message
    district.now = READ_AT + timedelta(days=2)
    district.bring(package("1.2", [user("u0", "Later", "2026-09-11T00:00:00.000Z")]))
    assert names(district) == ["Later"]
    district.bring(package("1.2", [user("u0", "Older", "2026-09-09T00:00:00.000Z")]))
    assert names(district) == ["Later"]


@pytest.mark.parametrize(("hours", "counts"), [(23, True), (24, True), (25, False)])
def test_a_clock_that_is_ahead_by_a_day_is_believed(hours, counts):
    text = (READ_AT + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    district = begun_at(READ_AT)
    district.bring(package("1.2", [user("u0", "Ahead", text)]))
    assert (not any("more than a day" in one.message for one in district.roster.problems)) is counts
    assert district.rows["person", digest_of("person", "u0")].modified[:13] == (
        text[:13] if counts else "2026-09-10T12"
    )


def test_a_future_time_that_was_held_from_before_blocks_nothing_any_more():
    district = begun()
    district.bring(package("1.2", [user("u0", "Future", "2099-01-01T00:00:00.000Z")]))
    district.now = READ_AT
    district.bring(package("1.2", [user("u0", "Today", "2026-09-11T00:00:00.000Z")]))
    assert names(district) == ["Today"]


def test_a_whole_truth_with_a_future_time_blocks_nothing():
    district = District(READ_AT)
    whole = dict(BASE)
    whole["users.csv"] = package("1.2", [user("u0", "Bulk", "2099-01-01T00:00:00.000Z")])["users.csv"]
    district.bring(whole)
    district.now = READ_AT + timedelta(days=1)
    district.bring(package("1.2", [user("u0", "Change", "2026-09-11T00:00:00.000Z")]))
    assert names(district) == ["Change"]


@pytest.mark.parametrize("text, read_as", [("9/02/2026", "2026-09-02T00:00:00Z"), ("2026-09-02", "2026-09-02T00:00:00Z"),
                                           ("9/2/2026 1:30 PM", "2026-09-02T13:30:00Z")])  # fmt: skip
def test_odd_times_are_read_and_told(text, read_as):
    odd = [user("u0", "Odd", text)]
    early = [user("u0", "Early", EARLY)]
    assert names(begun(odd, early)) == ["Odd"]
    assert f'"{text}" was read as the time {read_as}.' in messages(begun(odd))


@pytest.mark.parametrize("text, piece", [("", "does not say when it was changed"), ("soon", '"soon" is not a time')])
def test_a_row_without_a_time_holds_against_no_row_with_one(text, piece):
    timeless, early = [user("u0", "Timeless", text)], [user("u0", "Early", EARLY)]
    assert names(begun(timeless, early)) == names(begun(early, timeless)) == ["Early"]
    assert [one for one in messages(begun(timeless)) if piece in one]


def test_of_two_rows_without_a_time_the_one_brought_last_holds():
    one, other = [user("u0", "One", "")], [user("u0", "Other", "")]
    assert names(begun(one, other)) == ["Other"]
    assert names(begun(other, one)) == ["One"]


def test_at_one_time_gone_holds_and_else_the_later_letters():
    there, gone, other = [user("u0", "A", EARLY)], [user("u0", "Z", EARLY, "tobedeleted")], [user("u0", "B", EARLY)]
    assert names(begun(there, gone)) == names(begun(gone, there)) == []
    assert names(begun(there, other)) == names(begun(other, there)) == ["B"]


@pytest.mark.parametrize("status", ["tobedeleted", "inactive"])
def test_a_tombstone_that_comes_first_holds_against_the_older_row(status):
    gone = [user("u9", "", LATE, status)]
    row = [user("u9", "Nia", EARLY)]
    role = dated([("roles.csv", {"sourcedId": "r9", "userSourcedId": "u9", "roleType": "primary", "role": "teacher",
                                 "orgSourcedId": "s1"})])  # fmt: skip
    assert names(begun(gone, role, row)) == names(begun(row, role, gone)) == ["Paz"]
    assert "Nia" in names(begun(gone, role, [user("u9", "Nia", "2026-09-03T10:00:00Z")]))


def test_what_a_row_misses_may_come_later():
    section = dated([("classes.csv", {"sourcedId": "c9", "title": "Art", "classType": "scheduled", "courseSourcedId": "k0",
                                      "schoolSourcedId": "s9", "termSourcedIds": "y"})])  # fmt: skip
    seat = dated(
        [("enrollments.csv", {"sourcedId": "e9", "classSourcedId": "c9", "userSourcedId": "u0", "role": "teacher"})]
    )
    school = dated([("orgs.csv", {"sourcedId": "s9", "name": "East", "type": "school"})])
    waiting = begun(seat, section)
    assert {one.message for one in waiting.roster.parked} == {
        "The class c9 is not known yet; the row waits for it.",
        "Section c9 is in school s9, which is not known yet; the section waits for it.",
    }
    assert waiting.roster.waiting == 2
    assert waiting.roster.importable
    assert "c9" not in {one.source_id for one in waiting.roster.sections}
    waiting.bring(package("1.2", school))
    assert waiting.roster.parked == ()
    assert ("c9", "u0") in {(one.section, one.person) for one in waiting.roster.teachings}


def test_the_name_of_who_may_be_a_student_is_held_by_the_package_alone():
    person = [user("u9", "Zanzibara", EARLY)]
    role = dated([("roles.csv", {"sourcedId": "r9", "userSourcedId": "u9", "roleType": "primary", "role": "teacher",
                                 "orgSourcedId": "s1"})])  # fmt: skip
    district = begun(person)
    assert "Zanzibara" not in repr(district.rows)
    assert "u9" not in repr(district.rows)
    assert [one.message[:32] for one in district.roster.parked] == ["Of 1 people no role is known yet"]
    district.bring(package("1.2", role))
    assert names(district) == ["Paz", "Zanzibara"]


def test_students_are_never_held():
    district = District()
    district.bring(ONE_12)
    changed = [user("k1", "Zanzibara", LATE)]
    roles = dated([("roles.csv", {"sourcedId": "r5", "userSourcedId": "k1", "roleType": "primary", "role": "student",
                                  "orgSourcedId": "s1"})])  # fmt: skip
    seat = dated(
        [("enrollments.csv", {"sourcedId": "e7", "classSourcedId": "c1", "userSourcedId": "k1", "role": "student"})]
    )
    district.bring(package("1.2", [*changed, *roles, *seat]))
    assert "Zanzibara" not in repr(district.rows)
    assert "k1" not in repr(district.rows)
    assert digest_of("person", "k1") not in repr(district.rows)
    assert district.roster.parked == ()


def seat(number: int, student: str, section: str, at: int, status: str = "active") -> Row:
    state = {"sourcedId": f"e{number}", "status": status, "dateLastModified": _moment(at)}
    return "enrollments.csv", {**state, "classSourcedId": section, "userSourcedId": student, "role": "student"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 9), st.sampled_from(["k1", "k2", "k3"]), st.sampled_from(["c1", "c2"]), st.integers(0, 40),
            st.sampled_from(["active", "tobedeleted"]),
        ),
        min_size=1, max_size=8,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_class_sizes_are_those_of_the_last_whole_file_whatever_changes_say(changes, some):
    """Decision 019: any order and repetition of students' rows gives one state, and the next whole file counts again."""
    district, held = District(), Roster("", "")
    for files in (ONE_12, *_shuffled([package("1.2", [seat(*one)]) for one in changes], some)):
        held = apply_plan(held, compare(held, district.bring(files), brake=2.0))
        assert {one.source_id: one.students for one in held.sections} == {"c1": 2, "c2": 0}
        assert all(name not in repr(district.rows) for name in ("k1", "k2", "k3"))
    fuller = spoiled(ONE_12, swap("enrollments.csv", "e4,,,c1,s1,k2,student", "e4,,,c2,s2,k2,student"))
    held = apply_plan(held, compare(held, district.bring(fuller), brake=2.0))
    assert {one.source_id: one.students for one in held.sections} == {"c1": 1, "c2": 1}


def _shuffled(packages: list[Files], some: random.Random) -> list[Files]:
    """The packages in another order, some of them twice."""
    mixed = [*packages, *some.choices(packages, k=len(packages))]
    some.shuffle(mixed)
    return mixed


def test_a_list_of_changes_says_how_many_rows_are_about_students():
    district = begun([seat(7, "k1", "c0", 30), seat(8, "k2", "c0", 31, "tobedeleted")])
    told = [one for one in district.roster.problems if "about students' enrollments" in one.message]
    assert [(one.file, one.severity) for one in told] == [("enrollments.csv", "warning")]
    assert told[0].message.startswith("2 rows")
    assert not [one for one in begun().roster.problems if "about students" in one.message]


def test_one_object_twice_in_a_list_of_changes_is_two_changes():
    rows = [user("u0", "Late", LATE), user("u0", "Early", EARLY)]
    assert names(begun(rows)) == ["Late"]


def test_one_object_twice_at_one_time_is_refused():
    files = package("1.2", [user("u0", "One", EARLY), user("u0", "Other", EARLY)])
    found = [problem.message for problem in read(files, held=Held()).problems if problem.severity == "error"]
    assert "The id u0 was already used in row 2 with other content." in found


def test_one_one_keeps_roles_in_the_row_of_the_person():
    district = District()
    district.bring(ONE_11)
    before = told(district.roster)
    moved = {"sourcedId": "u2", "status": "active", "dateLastModified": EARLY, "enabledUser": "true", "orgSourcedIds": "s1",
             "role": "teacher", "username": "ben", "givenName": "Ben", "familyName": "Okafor", "identifier": "101",
             "email": "ben@example.org"}  # fmt: skip
    district.bring(package("1.1", [("users.csv", moved)]))
    assert [one.org for one in district.roster.assignments if one.person == "u2"] == ["s1"]
    district.bring(package("1.1", [("users.csv", {**moved, "orgSourcedIds": "s2", "dateLastModified": LATE})]))
    assert told(district.roster)[2:4] == before[2:4]


def test_another_form_ends_what_the_source_said():
    district = District()
    district.bring(ONE_12)
    roster = read(
        spoiled({"School.csv": b"SIS ID,Name\ns1,North\n"}, put("Section.csv", "x")), held=Held(district.rows)
    )
    assert set(roster.sources) == set(district.rows)
    assert set(roster.sources.values()) == {None}

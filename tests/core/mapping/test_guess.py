"""What columns are taken for: by family, by heading, by values; the same always, and never a student's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core.mapping.fields import BY_KEY, FIELDS, NEVER, REPEATABLE
from staffroom.core.mapping.guess import SURE, Proposal, never_kept, propose
from staffroom.core.roster.values import plain

ANA, BO = ["77", "Ana", "Reyes", "ana@example.org"], ["78", "Bo", "Cole", "bo@example.org"]


def keys(found: Proposal) -> list[str]:
    return [column.key for column in found.columns]


@pytest.mark.parametrize(
    ("header", "family", "kind", "expected"),
    [
        (
            "[Sections]ID|[Sections]Course_Number|[Sections]Section_Number|[Sections]Teacher|[Sections]Room"
            "|[Sections]TermID|[Sections]SchoolID|[Sections]No_of_students|[Sections]Expression|[Sections]MaxEnrollment",
            "powerschool",
            "sections",
            "section_id|course_code|section_number|teacher_id|room|term|school|students|period|",
        ),
        (
            "[Teachers]ID|[Teachers]TeacherNumber|[Teachers]First_Name|[Teachers]Last_Name|[Teachers]Email_Addr"
            "|[Teachers]HomeSchoolID|[Teachers]Title",
            "powerschool",
            "people",
            "staff_id|identifier|given|family|email|school|title",
        ),
        (
            "SC|SE|CN|TN|PD|RM|SM|TO",
            "aeries",
            "sections",
            "school|section_number|course_code|teacher_id|period|room|term|students",
        ),
        ("MST.SC|MST.SE|MST.CN|MST.TN", "aeries", "sections", "school|section_number|course_code|teacher_id"),
        ("ID|FN|LN|EM|TI|PSC|HD", "aeries", "people", "staff_id|given|family|email|title|school|begins"),
        ("SC|TN|TE|ID|EM", "aeries", "people", "school|identifier|name|staff_id|email"),
        ("CN|CO|DC", "aeries", "courses", "course_code|course_title|subject"),
        (
            "courseNumber|courseName|sectionNumber|teacherDisplay|roomName|termName|periodScheduleName|periodName|schoolName",
            "campus",
            "sections",
            "course_code|course_title|section_number|teacher_name|room|term|days|period|school",
        ),
        (
            "Employee ID|Last Name|First Name|Job Title|Site|FTE|Hire Date",
            "any",
            "people",
            "staff_id|family|given|title|school|fte|begins",
        ),
        ("Empleado|Correo|Puesto|Escuela", "any", "people", "name|email|title|school"),
    ],
)  # fmt: skip
def test_the_families(header: str, family: str, kind: str, expected: str):
    found = propose(header.split("|"), [])
    assert (found.family, found.kind) == (family, kind)
    assert keys(found) == expected.split("|")


def test_frontlines_report():
    header = "Confirmation #|Date|Employee|Absence Reason|Duration|Substitute|Status|School|Notes to Substitute"
    found = propose(header.split("|"), [], "absences")
    assert found.family == "frontline"
    assert keys(found) == [
        "confirmation", "date", "name", "reason", "duration", "substitute", "filled", "school", "private",
    ]  # fmt: skip


def test_values_tell_what_a_heading_does_not_and_are_not_sure():
    found = propose(["Q1", "Q2"], [["Reyes, Ana", "ana@example.org"], ["Cole, Bo", "bo@example.org"]])
    assert keys(found) == ["name", "email"]
    assert not any(column.sure for column in found.columns)


def test_values_that_contradict_a_heading_take_the_certainty():
    sure = propose(["Staff ID", "First Name", "Last Name", "Email"], [ANA, BO])
    assert [column.sure for column in sure.columns] == [True] * 4
    doubtful = propose(["Staff ID", "First Name", "Last Name", "Email"], [ANA[:3] + ["call me"], BO[:3] + ["no"]])
    assert doubtful.columns[3].key == "email" and not doubtful.columns[3].sure


def test_a_teacher_told_by_name_is_no_number():
    found = propose(["Section ID", "Period", "Teacher"], [["1", "2", "Reyes, Ana"], ["2", "3", "Cole, Bo"]])
    assert keys(found)[2] == "teacher_name"


def test_five_samples_stand_beside_a_column():
    found = propose(["Staff ID", "First Name"], [[str(n % 7), "Ana"] for n in range(50)])
    assert found.columns[0].samples == ("0", "1", "2", "3", "4")
    assert found.columns[1].samples == ("Ana",)


WORDS = st.sampled_from(sorted({word for field in FIELDS for word in field.words})) | st.text(max_size=12)
CELLS = st.sampled_from(["", "Ana", "Reyes, Ana", "ana@example.org", "1(A)", "28", "8/1/2026", "123-45-6789"])


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_guess_is_the_same_again_and_each_thing_stands_once(data):
    header = data.draw(st.lists(WORDS, min_size=1, max_size=10))
    rows = data.draw(st.lists(st.lists(CELLS, max_size=len(header)), max_size=6))
    purpose = data.draw(st.sampled_from(["roster", "absences"]))
    found = propose(header, rows, purpose)
    assert found == propose(list(header), [list(row) for row in rows], purpose)
    assert [column.header for column in found.columns] == header
    used = [key for key in keys(found) if key and key not in NEVER | REPEATABLE]
    assert len(used) == len(set(used))
    assert all(found.kind in BY_KEY[key].kinds for key in used)
    assert all(0 <= column.score <= 1 and column.sure is (column.score >= SURE) for column in found.columns)


def test_a_list_of_courses_has_no_names_of_people():
    found = propose(["Course", "Taught"], [["ALG1", "Reyes, Ana"], ["ALG1", "Reyes, Ana"]])
    assert (found.kind, keys(found)) == ("courses", ["course_code", ""])


@given(
    st.sampled_from(["Student", "Pupil", "Stu", "Alumno", "Estudiante"]),
    st.sampled_from(["Name", "ID", " Last Name", "_Number"]),
)
def test_a_students_column_is_never_taken_for_anything_else(word: str, what: str):
    assert never_kept(word + what) == "student"
    assert keys(propose([word + what, "Section ID", "Period"], []))[0] == "student"


@given(st.permutations(["Staff ID", "First Name", "Last Name", "Work Email", "Site", "Job Title"]))
def test_the_order_of_columns_does_not_matter(header):
    found = {column.header: column.key for column in propose(header, []).columns}
    assert found == dict(
        zip(
            ["Staff ID", "First Name", "Last Name", "Work Email", "Site", "Job Title"],
            ["staff_id", "given", "family", "email", "school", "title"],
            strict=True,
        )
    )


def test_every_heading_of_a_field_is_known_plain():
    assert all(plain(word) for field in FIELDS for word in field.words)

"""What is read from each form, that students are only counted, and that nothing raises."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core.roster.findings import LISTED
from staffroom.core.roster.model import Assignment, Roster, Teaching
from staffroom.ops.commands.roster import report
from tests.core.roster.made import FORMS, ONE_11, ONE_12, SECRET, Files, add, put, read, spoiled, swap

ROOT = Path(__file__).resolve().parents[3]
EXTERNAL = Path(os.environ.get("STAFFROOM_EXTERNAL_DATA", ROOT / "../shared/data")) / "roster-sds"


def named(roster: Roster) -> dict[str, int]:
    return {kind: count for kind, count in roster.counts.items() if count}


@pytest.mark.parametrize(
    ("form", "version", "counts"),
    [
        ("oneroster 1.1", "1.1", {"schools": 2, "people": 4, "teachers": 2, "students": 2, "guardians": 1}),
        ("oneroster 1.2", "1.2", {"schools": 2, "people": 3, "teachers": 2, "students": 2, "guardians": 0}),
        ("sds 1", "1", {"schools": 2, "people": 2, "teachers": 2, "students": 2, "assignments": 3}),
        ("sds 2.1", "2.1", {"schools": 1, "people": 1, "teachers": 1, "students": 1, "sections": 1}),
        ("clever", "", {"schools": 1, "people": 4, "teachers": 2, "students": 1, "teachings": 2}),
    ],
)
def test_each_form_is_read(form: str, version: str, counts: dict[str, int]) -> None:
    roster = read(FORMS[form])
    assert roster.importable, roster.problems
    assert (roster.format, roster.version) == (form.split()[0], version)
    assert {kind: roster.counts[kind] for kind in counts} == counts


def test_a_clean_oneroster_has_no_findings() -> None:
    assert read(ONE_11).problems == ()
    assert read(ONE_12).problems == ()


def test_oneroster_11_in_detail() -> None:
    roster = read(ONE_11)
    assert Assignment("u1", "s1", "teacher", primary=True) in roster.assignments
    assert Assignment("u1", "s2", "teacher") in roster.assignments
    roles = {(one.person, one.org): one.role for one in roster.assignments}
    assert roles["u3", "s1"] == "principal"
    assert roles["u4", "d1"] == "central"
    section = roster.sections[0]
    assert (section.course_title, section.course_code, section.students) == ("Algebra 1", "ALG1", 2)
    assert (section.grades, section.periods, section.terms) == (("08", "09"), ("1", "3"), ("y27", "t1"))
    assert Teaching("c1", "u1", True, date(2026, 8, 10), date(2027, 6, 12)) in roster.teachings
    assert roster.terms[1].ends == date(2026, 12, 19)


def test_inclusive_ends_become_exclusive() -> None:
    for form in ("sds 1", "clever"):
        (term,) = read(FORMS[form]).terms
        assert term.ends in (date(2027, 6, 12), date(2026, 12, 19))


def test_roles_of_other_forms() -> None:
    roles = {one.role for one in read(FORMS["sds 2.1"]).assignments}
    assert roles == {"aide", "teacher_leader"}
    clever = {one.person: (one.org, one.role) for one in read(FORMS["clever"]).assignments}
    assert clever["u3"] == ("s1", "assistant_principal")
    assert clever["u4"] == ("district", "central")


def test_a_student_twice_in_a_class_is_one_student() -> None:
    roster = read(spoiled(ONE_11, add("enrollments.csv", "e9,,,c1,s1,k1,student,,,")))
    assert roster.sections[0].students == 2
    assert roster.counts["enrollments"] == 5


def test_repeated_findings_fold() -> None:
    rows = "".join(f"x{n},,,c1,s1,nobody,student,,,\n" for n in range(LISTED + 3_412))
    roster = read(spoiled(ONE_11, swap("enrollments.csv", "e4,", rows + "e4,")))
    told = [one for one in roster.problems if one.file == "enrollments.csv"]
    assert len(told) == LISTED + 1
    assert told[-1].message == "... and 3,412 more like this."
    assert told[-1].row is None


@pytest.mark.parametrize("form", FORMS)
def test_no_student_ever_comes_out(form: str) -> None:
    assert any(SECRET.encode() in data for data in FORMS[form].values())
    roster = read(FORMS[form])
    assert SECRET not in repr(roster)
    assert SECRET not in json.dumps(report(roster))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("hurt", ["\x00", '"', "\x07", ",", "\n", "\udcff", "\ufffd", "x" * 40_000])
def test_no_student_comes_out_of_a_damaged_row(form: str, hurt: str) -> None:
    secret, wound = SECRET.encode(), hurt.encode(errors="surrogateescape")
    files = {name: data.replace(secret, secret + wound) for name, data in FORMS[form].items()}
    roster = read(files)
    assert SECRET not in repr(roster)
    assert SECRET not in json.dumps(report(roster))


def test_who_has_an_unknown_role_could_be_a_student_and_is_not_kept() -> None:
    roster = read(spoiled(ONE_11, swap("users.csv", "s1,student", "s1,eleve")))
    assert roster.importable
    assert SECRET not in repr(roster)
    again = read(spoiled(ONE_12, swap("roles.csv", "primary,student", "primary,eleve")))
    assert SECRET not in repr(again)


def test_a_changed_user_of_unknown_role_is_not_kept() -> None:
    files = {name: ONE_12[name] for name in ("users.csv",)} | {
        "manifest.csv": b"propertyName,value\noneroster.version,1.2\n"
        + b"".join(b"file.%s,absent\n" % name for name in (b"orgs", b"roles", b"classes", b"enrollments"))
        + b"file.users,delta\n"
    }
    roster = read(files)
    assert roster.importable, roster.problems
    assert roster.people == ()
    assert [one.source_id for one in read(files, staff={"u1"}).people] == ["u1"]


def test_a_delta_marks_what_leaves() -> None:
    files = spoiled(
        ONE_11,
        swap("manifest.csv", "file.users,bulk", "file.users,delta"),
        swap("users.csv", "u2,,,", "u2,tobedeleted,2026-09-01T00:00:00.000Z,"),
    )
    roster = read(files)
    assert ("person", "u2") in roster.leaving
    assert roster.mode_by_file["users.csv"] == "delta"
    assert "u2" not in {one.source_id for one in roster.people}


def test_no_files_and_other_files() -> None:
    assert not read({}).importable
    roster = read({"budget.csv": b"a,b\n1,2\n"})
    assert (roster.format, roster.importable) == ("unknown", False)
    assert "not a roster" in roster.problems[0].message


def test_a_roster_under_other_names_is_known_by_its_headers() -> None:
    files: Files = {f"export_{name}": data for name, data in FORMS["sds 1"].items()}
    assert read(files).format == "sds"


def test_many_lines_and_line_breaks_across_blocks() -> None:
    rows = "".join(f'x{n},,,"Class\n{n}",08,co1,A,scheduled,R,s1,t1,,,1\n' for n in range(20_000))
    roster = read(spoiled(ONE_11, swap("classes.csv", "c2,", rows + "c2,")))
    assert roster.counts["sections"] == 20_002
    assert roster.importable


NAMES = st.sampled_from(sorted({name for files in FORMS.values() for name in files}))
JUNK = st.one_of(
    st.binary(max_size=300),
    st.text(alphabet=',;\t\n\r"\x00\ufeffab1', max_size=120).map(lambda text: text.encode()),
)


@settings(max_examples=150, deadline=None)
@given(files=st.dictionaries(st.one_of(NAMES, st.text(max_size=12)), JUNK, max_size=5))
def test_arbitrary_bytes_never_raise(files: Files) -> None:
    roster = read(files)
    assert not roster.importable
    assert json.dumps(report(roster))


@settings(max_examples=150, deadline=None)
@given(form=st.sampled_from(sorted(FORMS)), data=st.data())
def test_a_good_roster_with_junk_in_it_never_raises(form: str, data: st.DataObject) -> None:
    files = dict(FORMS[form])
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name])))
    junk = data.draw(JUNK)
    cut = data.draw(st.integers(0, 40))
    files = spoiled(files, put(name, files[name][:at] + junk + files[name][at + cut :]))
    roster = read(files)
    assert roster.importable or any(one.severity == "error" for one in roster.problems)
    # No word about names here: junk can splice a teacher's id onto a student's row, which nobody can see.
    assert json.dumps(report(roster))


@pytest.mark.external
@pytest.mark.parametrize(
    ("folder", "version", "counts"),
    [
        ("sds-v1/Min Required Attributes", "1", (2, 2, 22, 2, 2, 46)),
        ("sds-v1/25 Users", "1", (2, 2, 22, 2, 2, 46)),
        ("sds-v1/100 Users", "1", (2, 12, 86, 28, 28, 630)),
        ("sds-v2", "2", (3, 7, 22, 4, 5, 29)),
    ],
)
def test_the_published_samples_import(folder: str, version: str, counts: tuple[int, ...]) -> None:
    if not EXTERNAL.is_dir():
        if "CI" in os.environ:
            pytest.fail(f"{EXTERNAL} is missing")
        pytest.skip(f"{EXTERNAL} is missing")
    roster = read({path.name: path.read_bytes() for path in (EXTERNAL / folder).iterdir()})
    assert roster.importable, roster.problems
    assert (roster.format, roster.version) == ("sds", version)
    kinds = ("schools", "people", "students", "sections", "teachings", "enrollments")
    assert tuple(roster.counts[kind] for kind in kinds) == counts

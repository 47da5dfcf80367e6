"""The files a district hands over, and next month's."""

import csv
import io

import pytest

from staffroom.core.synthetic import bells_csv, calendar_csv, mutate, oneroster_files, sds_v1_files
from staffroom.core.synthetic.patterns import read


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("students", [False, True])
def test_references_resolve(tiny, version, students):
    files = {name: rows(text) for name, text in oneroster_files(tiny, version, students=students).items()}
    manifest = {r["propertyName"]: r["value"] for r in files["manifest.csv"]}
    assert manifest["oneroster.version"] == version
    present = {k.removeprefix("file.") + ".csv" for k, v in manifest.items() if v == "bulk"}
    assert present == set(files) - {"manifest.csv"}
    ids = {name: {r["sourcedId"] for r in found} for name, found in files.items() if name != "manifest.csv"}
    assert all(len(ids[name]) == len(files[name]) for name in ids)
    for row in files["classes.csv"]:
        assert row["schoolSourcedId"] in ids["orgs.csv"] and row["courseSourcedId"] in ids["courses.csv"]
    for row in files["enrollments.csv"]:
        assert row["classSourcedId"] in ids["classes.csv"] and row["userSourcedId"] in ids["users.csv"]
    assert any(r["role"] == "student" for r in files["enrollments.csv"]) is students


def test_no_value_of_the_manifest_is_empty(tiny):
    assert all(row["value"] for row in rows(oneroster_files(tiny)["manifest.csv"]))


def test_only_principals_are_administrators_of_a_school_in_the_old_version(tiny):
    users = rows(oneroster_files(tiny, "1.1")["users.csv"])
    heads = {a.person for a in tiny.assignments if a.role in ("principal", "assistant_principal")}
    found = {u["sourcedId"] for u in users if u["role"] == "administrator" and u["orgSourcedIds"] != "D1"}
    assert found == heads


def test_version_decides_where_roles_are(tiny):
    old, new = oneroster_files(tiny, "1.1"), oneroster_files(tiny, "1.2")
    assert "roles.csv" not in old and "role" in rows(old["users.csv"])[0]
    primary = [(r["userSourcedId"], r["orgSourcedId"]) for r in rows(new["roles.csv"]) if r["roleType"] == "primary"]
    assert len(primary) == len(set(primary)) and {u for u, _ in primary} == {p.source_id for p in tiny.people}
    assert new["users.csv"].splitlines()[0].endswith("primaryOrgSourcedId,pronouns")
    assert old["users.csv"].startswith("sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username")


def test_no_student_is_in_two_classes_at_once_and_none_is_left_out(tiny):
    days = {b.school: set() for b in tiny.bells}
    for b in tiny.bells:
        days[b.school].add(b.day)
    sections = {s.source_id: s for s in tiny.sections}
    taken = set()
    for row in rows(oneroster_files(tiny, students=True)["enrollments.csv"]):
        if row["role"] == "student":
            section = sections[row["classSourcedId"]]
            for slot in read(section.periods, sorted(days[section.school])):
                if section.kind == "homeroom":
                    continue
                assert (row["userSourcedId"], slot) not in taken
                taken.add((row["userSourcedId"], slot))
    students = [r for r in rows(oneroster_files(tiny, students=True)["users.csv"]) if r["givenName"] == "Student"]
    assert len(students) == sum(s.students for s in tiny.schools)


def test_bells_and_calendar(tiny):
    bells, calendar = bells_csv(tiny), calendar_csv(tiny)
    assert bells.startswith("school,schedule,day,period,start,end,kind\r\n")
    assert len(rows(bells)) == len(tiny.bells) and "2026-11-26,,none,Thanksgiving" in calendar


def test_school_data_sync(tiny):
    files = sds_v1_files(tiny)
    assert set(files) == {"School.csv", "Section.csv", "Teacher.csv", "TeacherRoster.csv"}
    assert rows(files["Section.csv"])[0]["Term StartDate"] == "6/1/2026"
    teachers = {r["SIS ID"] for r in rows(files["Teacher.csv"])}
    assert {r["SIS ID"] for r in rows(files["TeacherRoster.csv"])} <= teachers
    assert {r["Principal SIS ID"] for r in rows(files["School.csv"])} <= teachers
    assert "Student.csv" in sds_v1_files(tiny, students=True)


def test_next_month(pomona):
    later = mutate(pomona, 1)
    before, after = ({p.source_id for p in d.people} for d in (pomona, later))
    assert len(before - after) == len(after - before) == 46
    assert set(pomona.cast.values()) <= after
    was, now = ({(a.person, a.school) for a in d.assignments if a.person in before & after} for d in (pomona, later))
    assert 8 <= len({p for p, _ in was ^ now}) <= 24
    people, sections = after, {s.source_id for s in later.sections}
    assert all(t.person in people and t.section in sections for t in later.teachings)
    assert {a.person for a in later.assignments} == people
    assert mutate(pomona, 1) == later and mutate(pomona, 2) != later


def test_a_mass_exit_can_be_made(tiny):
    later = mutate(tiny, 1, leave=0.3, join=0.0, move=0.0)
    assert len(later.people) == len(tiny.people) - round(0.3 * len(tiny.people))
    assert len(later.sections) < len(tiny.sections)

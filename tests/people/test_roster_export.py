# ruff: noqa: E501
"""Our roster as OneRoster 1.2: exact headers, no student, and brought back it changes nothing."""

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from staffroom.core.formulas import as_typed, harmless
from staffroom.core.roster.read import read_roster
from staffroom.ops.commands.roster import roster as command
from staffroom.people import actions, queries
from staffroom.people.models import School, Section, Staff, Teaching, Term
from staffroom.spine.files.package import open_package
from staffroom.spine.files.tables import as_package
from staffroom.spine.scoping import district_scope, writing
from tests.factories.cast import client_of
from tests.factories.people import make_staff
from tests.factories.rosters import maple_roster
from tests.people.test_roster_actions import actor, apply, quiet, rows

NOW = datetime(2026, 9, 14, 17, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
# As interop guides and the standard have them.
HEADERS = {
    "manifest.csv": "propertyName,value",
    "orgs.csv": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions.csv": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses.csv": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,"
    "subjectCodes",
    "classes.csv": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    "users.csv": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,"
    "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
    "roles.csv": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId",
    "enrollments.csv": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
    "beginDate,endDate",
}


@pytest.fixture
def maple(cast):
    with district_scope(cast.district.pk):
        with writing():
            Term.objects.update(school_year="2027")
        yield cast


def exported(district_id):
    return as_package(queries.roster_files(district_id))


def texts(package):
    with zipfile.ZipFile(io.BytesIO(package)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def bring(by, package, now):
    staged = actions.stage_roster(by=actor(by), now=now, uploads=[("roster.zip", [package])], queue=False)
    return actions.read_roster(roster_import=staged, now=now, progress=quiet)


def test_headers_and_order_are_those_of_the_standard(maple):
    found = texts(exported(maple.district.pk))
    assert {name: text.split("\r\n")[0] for name, text in found.items()} == HEADERS
    assert next(iter(found)) == "manifest.csv"


def test_the_manifest_names_every_file_of_one_two(maple):
    manifest = dict(csv.reader(io.StringIO(texts(exported(maple.district.pk))["manifest.csv"])))
    assert (manifest["manifest.version"], manifest["oneroster.version"]) == ("1.0", "1.2")
    modes = {name: mode for name, mode in manifest.items() if name.startswith("file.")}
    assert len(modes) == 21
    assert {name for name, mode in modes.items() if mode == "bulk"} == {f"file.{name[:-4]}" for name in HEADERS} - {
        "file.manifest"
    }
    assert set(modes.values()) == {"bulk", "absent"}


def test_bulk_rows_have_no_state_and_nothing_is_refused_or_repaired(maple):
    apply(maple.dana, maple_roster())
    package = exported(maple.district.pk)
    for name, text in texts(package).items():
        if name != "manifest.csv":
            assert {(row["status"], row["dateLastModified"]) for row in csv.DictReader(io.StringIO(text))} == {("", "")}
    with open_package(io.BytesIO(package)) as opened:
        assert read_roster(opened.files, opened.problems).problems == ()


def test_brought_back_it_changes_nothing(maple):
    apply(maple.dana, maple_roster())
    before, digest = rows(), queries.roster_digest(maple.district.pk)
    package = exported(maple.district.pk)
    found = bring(maple.dana, package, LATER)
    assert (found.state, found.summary) == ("ready", {})
    started = actions.start_apply(by=actor(maple.dana), now=LATER, roster_import=found, confirmed=True, queue=False)
    actions.apply_roster(roster_import=started, by=None, now=LATER, progress=quiet)
    assert (rows(), queries.roster_digest(maple.district.pk)) == (before, digest)
    assert exported(maple.district.pk) == package
    again = bring(maple.dana, package, LATER + timedelta(minutes=1))
    assert again.summary == {}
    assert not queries.remembers(again)


def test_odd_names_come_back_as_they_are(maple):
    odd = ["=1+1", "'=1+1", "-5", "@SUM(A1)", 'quo"te', "com,ma", "semi;=colon", "NULL", "ñandú", "+1"]
    with writing():
        for place, row in enumerate([*Staff.objects.order_by("pk"), *School.objects.all(), *Section.objects.all()]):
            field = {"Staff": "family", "School": "name", "Section": "title"}[type(row).__name__]
            setattr(row, field, odd[place % len(odd)])
            row.save()
        make_staff(maple.district, "Nowhere", "Atall")
        Section.objects.update(course_title="", course_code="")
    found = bring(maple.dana, exported(maple.district.pk), LATER)
    assert [(one.before, one.after) for one in found.changes.all()] == []


def test_in_another_district_it_gives_the_same_roster_but_for_titles(maple):
    apply(maple.dana, maple_roster())
    package, other = exported(maple.district.pk), maple.other_district
    wanted = queries.current_roster(maple.district.pk)
    with district_scope(other.pk):
        by = actions.imports.Actor(0, None, other.pk, frozenset({"it"}), name="command")
        staged = actions.stage_roster(by=by, now=NOW, uploads=[("roster.zip", [package])], queue=False)
        read = actions.read_roster(roster_import=staged, now=NOW, progress=quiet)
        actions.start_apply(by=by, now=NOW, roster_import=read, confirmed=True, queue=False)
        actions.apply_roster(roster_import=read, by=None, now=NOW, progress=quiet)
    found = queries.current_roster(other.pk)
    assert {one.source_id for one in found.people if one.active} == {
        one.source_id for one in wanted.people if one.active
    }
    assert {(one.person, one.org, one.role) for one in found.assignments} == {
        (one.person, one.org, one.role) for one in wanted.assignments
    }
    assert sorted(map(repr, found.teachings)) == sorted(map(repr, wanted.teachings))


def test_no_student_and_nobody_who_left(maple):
    with writing():
        Section.objects.update(students=24)
        Staff.objects.filter(pk=maple.ben.pk).update(active=False)
        Teaching.objects.filter(staff=maple.ben).update(active=False)
    found = texts(exported(maple.district.pk))
    assert "student" not in found["enrollments.csv"] + found["roles.csv"]
    assert maple.ben.family not in found["users.csv"]


def test_the_button_is_for_the_central_office_and_it(maple):
    answer = client_of(maple.dana).get("/rosters/export.zip")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer.content == exported(maple.district.pk)
    assert client_of(maple.ana).get("/rosters/export.zip").status_code == 403
    apply(maple.dana, maple_roster())
    assert "/rosters/export.zip" in client_of(maple.dana).get("/rosters/").content.decode()


def test_the_command(maple, tmp_path: Path):
    out = tmp_path / "out.zip"
    done = CliRunner().invoke(command, ["export", "--district", maple.district.code, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes() == exported(maple.district.pk)
    again = CliRunner().invoke(command, ["export", "--district", maple.district.code, "--out", str(out)])
    assert again.exit_code == 1
    assert "is there already" in str(again.output) + str(again.exception)
    unknown = CliRunner().invoke(command, ["export", "--district", "nowhere", "--out", str(tmp_path / "x.zip")])
    assert unknown.exit_code == 1


@given(st.text(alphabet="=+-@'\"; ,ab\u200b\uff1d", max_size=12))
def test_what_was_made_harmless_comes_back(text):
    assert as_typed(harmless(text)) == text

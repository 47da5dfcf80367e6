"""Ed-Fi interchange files become rows that the bell reader accepts; hostile XML is refused unread."""
# ruff: noqa: E501 - XML on one line

import csv
import gzip
import io
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from staffroom.core.bells import read_bells
from staffroom.core.bells_edfi import EdFiError, bells_from_edfi
from staffroom.ops.commands.bells import bells

ROOT = Path(__file__).resolve().parents[3]
EXTERNAL = Path(os.environ.get("STAFFROOM_EXTERNAL_DATA", ROOT / "../shared/data"))
SAMPLE = EXTERNAL / "edfi-grand-bend"

SCHOOL = "<SchoolReference><SchoolIdentity><SchoolId>77</SchoolId></SchoolIdentity></SchoolReference>"


def period(name, *times):
    met = "".join(f"<MeetingTime><StartTime>{a}:00</StartTime><EndTime>{b}:00</EndTime></MeetingTime>" for a, b in times)  # fmt: skip
    return f"<ClassPeriod>{SCHOOL}<ClassPeriodName>{name}</ClassPeriodName>{met}</ClassPeriod>"


def schedule(name, *periods, more=""):
    refs = "".join(
        f"<ClassPeriodReference><ClassPeriodIdentity>{SCHOOL}<ClassPeriodName>{p}</ClassPeriodName>"
        "</ClassPeriodIdentity></ClassPeriodReference>"
        for p in periods
    )
    return f"<BellSchedule><BellScheduleName>{name}</BellScheduleName>{SCHOOL}{refs}{more}</BellSchedule>"


def document(name, *parts):
    return f'<?xml version="1.0"?><Interchange{name} xmlns="http://ed-fi.org/5.2.0">{"".join(parts)}</Interchange{name}>'.encode()  # fmt: skip


ORGANIZATION = document(
    "EducationOrganization", period("1", ("08:00", "08:50")), period("4", ("11:00", "11:25"), ("12:00", "12:25"))
)  # fmt: skip


def rows(master, organization=ORGANIZATION):
    return bells_from_edfi(io.BytesIO(master), io.BytesIO(organization))


def read(found):
    return read_bells(enumerate(found, 2), known_schools=["77"], file="bells.csv")


def test_a_schedule_and_its_periods_become_bells():
    found = rows(document("MasterSchedule", schedule("Bells of winter", "1", "4")))
    assert [(r["school"], r["schedule"], r["day"], r["period"], r["start"], r["end"]) for r in found] == [
        ("77", "Regular", "*", "1", "08:00", "08:50"),
        ("77", "Regular", "*", "4", "11:00", "11:25"),
        ("77", "Regular", "*", "4", "12:00", "12:25"),
    ]
    assert read(found).problems == ()


def test_dated_and_alternate_schedules_keep_their_dates_and_days():
    found = rows(
        document(
            "MasterSchedule",
            schedule("Normal Schedule", "1"),
            schedule("Early", "4", more="<Date>2026-09-09</Date>"),
            schedule("Blue", "4", more="<AlternateDayName>B</AlternateDayName>"),
        )
    )
    book = read(found)
    assert book.problems == ()
    assert set(book.schedules("77")) == {"Regular", "Blue", "2026-09-09"}
    assert [(e.date.isoformat(), e.schedule) for e in book.exceptions] == [("2026-09-09", "2026-09-09")]


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("master", "words"),
    [
        (LAUGHS, "declares a document type"),
        (LAUGHS.decode().encode("utf-16"), "declares a document type"),
        (b"<?xml version='1.0'?>" + b" " * ((1 << 16) - 24) + b"<!DOCTYPE x><x/>", "declares a document type"),
        (document("MasterSchedule"), "no BellSchedule"),
        (document("MasterSchedule")[:-5], "not whole XML"),
        (b"school,period\n", "not whole XML"),
        (document("MasterSchedule", schedule("Normal", "1", "9")), 'names the period "9"'),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(master, words):
    with pytest.raises(EdFiError, match=words) as caught:
        rows(master)
    assert str(caught.value).endswith(".")


def test_the_commands_make_and_check_a_bell_file(tmp_path):
    (tmp_path / "MasterSchedule.xml").write_bytes(document("MasterSchedule", schedule("Normal", "1", "4")))
    (tmp_path / "EducationOrganization.xml.gz").write_bytes(gzip.compress(ORGANIZATION))
    out = tmp_path / "bells.csv"
    made = CliRunner().invoke(bells, ["from-edfi", str(tmp_path), "--out", str(out)])
    assert made.exit_code == 0, made.output
    assert [row["period"] for row in csv.DictReader(out.read_text().splitlines())] == ["1", "4", "4"]
    checked = CliRunner().invoke(bells, ["check", str(out), "--json"])
    report = json.loads(checked.output)
    assert checked.exit_code == 0 and report["importable"] and report["problems"] == []
    assert report["counts"] == {"schools": 1, "schedules": 1, "bells": 3, "exceptions": 0}


def test_the_check_command_refuses_with_place_and_advice(tmp_path):
    bad, calendar = tmp_path / "bells.csv", tmp_path / "calendar.csv"
    bad.write_text("school,period,start,end\n1,1,8:00,7:00\n", encoding="utf-8-sig")
    calendar.write_text("date,schedule\nsoon,none\n")
    found = CliRunner().invoke(bells, ["check", str(bad), "--calendar", str(calendar)])
    assert found.exit_code == 1
    assert "error: bells.csv, row 2, end: Period 1 ends at 7:00" in found.output
    assert 'error: calendar.csv, row 2, date: "soon" is not a date.' in found.output
    bad.write_bytes(b"\xff\xfe\x00\xd8")
    assert CliRunner().invoke(bells, ["check", str(bad), "--json"]).exit_code == 1


def test_from_edfi_says_which_file_is_missing(tmp_path):
    found = CliRunner().invoke(bells, ["from-edfi", str(tmp_path)])
    assert found.exit_code == 1 and "There is no MasterSchedule.xml" in found.output


@pytest.mark.external
def test_the_ed_fi_sample_becomes_three_schools_of_bells():
    if not SAMPLE.is_dir():
        assert not os.environ.get("CI"), f"the Ed-Fi sample is missing at {SAMPLE}"
        pytest.skip("the Ed-Fi sample is not on this machine")
    with (
        gzip.open(SAMPLE / "MasterSchedule.xml.gz") as master,
        gzip.open(SAMPLE / "EducationOrganization.xml.gz") as organization,
    ):
        found = bells_from_edfi(master, organization)
    book = read_bells(enumerate(found, 2), known_schools=None, file="bells.csv")
    assert book.problems == () and book.importable
    assert book.schools() == ("255901001", "255901044", "255901107")
    assert [book.schedules(school) for school in book.schools()] == [("Regular",)] * 3
    assert len(book.bells) == 22 and len(book.periods("255901001")) == 7

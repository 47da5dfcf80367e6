"""A file of who evaluates whom: what it changes, what is wrong with it, and that nothing is written by halves."""

import codecs
import json
import re
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from staffroom.cli import main
from staffroom.people.models import Staff
from staffroom.spine.access import Refused
from staffroom.spine.scoping import across_districts, district_scope, writing
from staffroom.trust import actions, queries
from staffroom.trust.models import EvaluatorFile
from tests.factories.people import make_staff
from tests.factories.trust import make_evaluates, make_grant
from tests.factories.visits import NOW

from .evaluating import TODAY, actor, live_grants, rows, stage

HEAD = "evaluator_id,evaluated_id,begins,ends\n"
PAST = date(2026, 8, 10)


def read(cast, content):
    raw = content if isinstance(content, bytes) else content.encode()
    with district_scope(cast.district.pk):
        return queries.read_evaluators(raw, "evaluators.csv", TODAY)


def plan(cast, content, *, whole=False):
    reading = read(cast, content)
    assert reading.usable, reading.problems
    with district_scope(cast.district.pk):
        return queries.plan_evaluators(reading.lines, TODAY, whole=whole)


def bring(cast, content, *, whole=False, confirmed=False):
    """Stage and apply, as somebody who looked at the page just now."""
    staged = stage(cast.dana, content, whole=whole)
    by = actor(cast.dana)
    with district_scope(cast.district.pk):
        seen = queries.file_page(by, staged.public_id).plan
        digest = seen.digest if seen else ""
        return actions.apply_file(by=by, now=NOW, public_id=staged.public_id, seen=digest, confirmed=confirmed)


# --- What it changes ---------------------------------------------------------------------------------
def test_new_relations_by_every_kind_of_id(cast):
    with across_districts(), writing():
        Staff.objects.filter(pk=cast.ben.pk).update(identifier="4711")
    bring(cast, HEAD + "dana,ana,2026-08-10,\nDANA.Whitfield@maple.example,4711,,2027-01-01\n")
    assert rows(cast.district.pk) == [
        ("Dana Whitfield", "Ana Reyes", PAST, None),
        ("Dana Whitfield", "Ben Ortiz", TODAY, date(2027, 1, 1)),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "ends;begins;evaluated_id;evaluator_id\n;2026-08-10;ana;dana\n",
        "Evaluator ID\tEvaluated ID\tBegins\tEnds\ndana\tana\t2026-08-10\t\n",
        '"evaluator_id","evaluated_id","begins","ends"\r\n"dana","ana","2026-08-10",""\r\n',
        codecs.BOM_UTF8 + (HEAD + "dana,ana,2026-08-10,\n").encode(),
        (HEAD + "dana,ana,2026-08-10,\n").encode("utf-16"),
        HEAD + " dana , ana , 2026-08-10 , \n\n\n",
        HEAD + "dana,ana,8/10/2026,\n",
    ],
)
def test_the_same_in_other_clothes(cast, content):
    (change,) = plan(cast, content).new
    assert (change.evaluator, change.evaluated, change.begins, change.ends) == (cast.dana.pk, cast.ana.pk, PAST, None)


def test_bringing_the_same_file_again_changes_nothing(cast):
    content = HEAD + "dana,ana,2026-08-10,\nben,gil,2026-11-02,2027-06-01\n"
    bring(cast, content)
    before = rows(cast.district.pk)
    again = plan(cast, content, whole=True)
    assert (again.changes, again.unchanged) == ((), 2)
    bring(cast, content, whole=True)
    assert rows(cast.district.pk) == before


def test_dates_of_a_known_relation_are_changed_not_doubled(cast):
    make_evaluates(cast.dana, cast.ana, PAST)
    make_evaluates(cast.dana, cast.ben, PAST)
    found = plan(cast, HEAD + "dana,ana,2026-08-10,2027-06-05\ndana,ben,,2026-10-05\n")
    assert [(one.begins, one.ends, one.was) for one in found.changed] == [(PAST, date(2027, 6, 5), (PAST, None))]
    assert [(one.begins, one.ends) for one in found.ended] == [(PAST, TODAY)]
    assert found.ending == 1


def test_a_relation_that_was_ended_comes_back(cast):
    bring(cast, HEAD + "dana,ana,2026-08-10,\n")
    bring(cast, HEAD + "dana,ben,2026-08-10,\n", whole=True, confirmed=True)
    assert rows(cast.district.pk)[0] == ("Dana Whitfield", "Ana Reyes", PAST, TODAY)
    make_grant(cast.ana, cast.dana)
    bring(cast, HEAD + "dana,ana,2026-08-10,\n")
    assert rows(cast.district.pk)[0] == ("Dana Whitfield", "Ana Reyes", PAST, None)
    assert live_grants(cast.district.pk) == []


def test_without_the_word_all_nothing_ends(cast):
    make_evaluates(cast.dana, cast.ana, PAST)
    found = plan(cast, HEAD + "dana,ben,,\n")
    assert (len(found.new), found.ended) == (1, ())


def test_a_file_of_all_relations_ends_what_it_does_not_name(cast):
    make_evaluates(cast.dana, cast.ana, PAST)
    later = make_evaluates(cast.dana, cast.ben, TODAY + timedelta(days=9))
    make_evaluates(cast.dana, cast.gil, PAST, TODAY - timedelta(days=1))
    found = plan(cast, HEAD + "ben,lou,,\n", whole=True)
    assert {(one.evaluated, one.ends) for one in found.ended} == {(cast.ana.pk, TODAY), (cast.ben.pk, later.begins)}
    assert (found.holding, found.ending, found.held) == (1, 1, True)


def test_a_tenth_may_end_and_more_is_held_until_somebody_says_so(cast):
    people = [make_staff(cast.district, f"N{number}", "Many", source_id=f"n{number}") for number in range(20)]
    for person in people:
        make_evaluates(cast.dana, person, PAST)
    lines = [f"dana,n{number},2026-08-10,\n" for number in range(20)]
    assert not plan(cast, HEAD + "".join(lines[:18]), whole=True).held
    assert plan(cast, HEAD + "".join(lines[:17]), whole=True).held
    with pytest.raises(Refused, match="held"):
        bring(cast, HEAD + "".join(lines[:17]), whole=True)
    assert sum(row[3] is not None for row in rows(cast.district.pk)) == 0
    bring(cast, HEAD + "".join(lines[:17]), whole=True, confirmed=True)
    assert sum(row[3] == TODAY for row in rows(cast.district.pk)) == 3


def test_what_is_over_already_is_left_out_and_counted(cast):
    found = plan(cast, HEAD + "dana,ana,2025-08-10,2026-06-01\n")
    assert (found.changes, found.past) == ((), 1)


def test_grants_end_and_people_are_told_by_the_file_too(cast, django_capture_on_commit_callbacks):
    make_grant(cast.ana, cast.ben)
    with django_capture_on_commit_callbacks(execute=True):
        bring(cast, HEAD + "ben,ana,,\n")
    assert live_grants(cast.district.pk) == []


def test_the_file_forgets_its_content_once_applied(cast):
    held = bring(cast, HEAD + "dana,ana,,\n")
    assert (held.state, held.content) == ("applied", "")
    assert held.counts == {"new": 1, "changed": 0, "ended": 0, "unchanged": 0}


def test_what_changed_meanwhile_is_not_applied_blindly(cast):
    staged = stage(cast.dana, HEAD + "dana,ana,2026-08-10,\n")
    by = actor(cast.dana)
    with district_scope(cast.district.pk):
        seen = queries.file_page(by, staged.public_id).plan.digest
        make_evaluates(cast.dana, cast.ana, TODAY)
        with pytest.raises(Refused, match="changed since you looked"):
            actions.apply_file(by=by, now=NOW, public_id=staged.public_id, seen=seen)
    assert rows(cast.district.pk) == [("Dana Whitfield", "Ana Reyes", TODAY, None)]


def test_a_file_is_applied_once(cast):
    held = bring(cast, HEAD + "dana,ana,,\n")
    with district_scope(cast.district.pk), pytest.raises(Refused, match="cannot be applied"):
        actions.apply_file(by=actor(cast.dana), now=NOW, public_id=held.public_id, seen="")
    with district_scope(cast.district.pk), pytest.raises(Refused, match="cannot be put aside"):
        actions.discard_file(by=actor(cast.dana), now=NOW, public_id=held.public_id)


def test_a_failure_in_the_middle_leaves_nothing(cast, monkeypatch):
    make_grant(cast.ana, cast.ben)
    monkeypatch.setattr("staffroom.trust.actions.evaluators._end_grants", lambda *_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring(cast, HEAD + "ben,ana,,\n")
    assert rows(cast.district.pk) == []
    with district_scope(cast.district.pk):
        assert EvaluatorFile.objects.get().state == "read"


# --- What is wrong with it ---------------------------------------------------------------------------
def _zip() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("evaluators.csv", HEAD + "dana,ana,,\n")
    return held.getvalue()


UNKNOWN = "Nobody who works in the district now is known as “{}”."
# Name -> (content, row of the problem, column, the sentence, is it an error)
HOSTILE: dict[str, tuple[str | bytes, int | None, str | None, str, bool]] = {
    "empty": (b"", None, None, "The file is empty.", True),
    "blank lines": ("\n\n\n", None, None, "The file is empty.", True),
    "header only": (HEAD, None, None, "The file has a header but no rows.", False),
    "no header": ("dana,ana,,\n", 1, "evaluator_id", "The column evaluator_id is missing.", True),
    "column missing": ("evaluator_id,begins\ndana,\n", 1, "evaluated_id", "The column evaluated_id is missing.", True),
    "column unknown": ("evaluator_id,evaluated_id,why\ndana,ana,x\n", 1, "why", "The column why is not known", False),
    "score column": ("evaluator_id,evaluated_id,score\ndana,ana,4\n", 1, "score", "score is not known", False),
    "column twice": ("evaluator_id,evaluator_id,evaluated_id\ndana,ben,ana\n", 1, "evaluator_id", "", None),
    "column unnamed": ("evaluator_id,,evaluated_id\ndana,x,ana\n", 1, None, "", None),
    "nul in a row": (HEAD + "dana,a\0na,,\n", 2, None, "NUL byte", True),
    "nul in the header": ("evaluator_id\0,evaluated_id\ndana,ana\n", 1, None, "NUL byte", True),
    "control character": (HEAD + "dana,a\x07na,,\n", 2, "evaluated_id", "invisible control characters", False),
    "ragged short": (HEAD + "dana,ana\n", 2, None, "The row has 2 cells; the header has 4.", True),
    "ragged long": (HEAD + "dana,ana,,,x\n", 2, None, "The row has 5 cells; the header has 4.", True),
    "ragged empty": (HEAD + "dana,ana,,,,\n", 2, None, "the extra ones are empty", False),
    "unclosed quote": (HEAD + 'dana,"ana,,\n', 2, "evaluated_id", "opens in this row and never closes", True),
    "text after a quote": (HEAD + '"dana"x,ana,,\n', 2, "evaluator_id", "text after the closing quotation", True),
    "stray quote": (HEAD + 'da"na,ana,,\n', 2, "evaluator_id", "", None),
    "line break in a cell": (HEAD + '"dana\nx",ana,,\n', 2, "evaluator_id", "", None),
    "unknown id": (HEAD + "s9999,ana,,\n", 2, "evaluator_id", UNKNOWN.format("s9999"), True),
    "other district": (HEAD + "cora,ana,,\n", 2, "evaluator_id", UNKNOWN.format("cora"), True),
    "other district by mail": (
        HEAD + "dana,cleo.nguyen@cedar.example,,\n", 2, "evaluated_id",
        UNKNOWN.format("cleo.nguyen@cedar.example"), True,
    ),
    "who left": (HEAD + "dana,gone,,\n", 2, "evaluated_id", UNKNOWN.format("gone"), True),
    "two people with one number": (HEAD + "dana,77,,\n", 2, "evaluated_id", "More than one person is known as", True),
    "nobody named": (HEAD + ",ana,,\n", 2, "evaluator_id", "Nobody is named here.", True),
    "themselves": (HEAD + "ana,ana,,\n", 2, "evaluated_id", "Nobody evaluates themselves.", True),
    "themselves by another id": (HEAD + "ana,ana.reyes@maple.example,,\n", 2, "evaluated_id", "themselves", True),
    "duplicate": (HEAD + "dana,ana,,\ndana,ana,,\n", 3, None, "says the same as row 2", False),
    "duplicate with other dates": (
        HEAD + "dana,ana,2026-08-10,\ndana,ana,2026-09-10,\n", 3, None, "same two people and time as row 2", True,
    ),
    "dates reversed": (HEAD + "dana,ana,2026-09-10,2026-08-10\n", 2, "ends", "It ends before it begins.", True),
    "dates equal": (HEAD + "dana,ana,2026-09-10,2026-09-10\n", 2, "ends", "It ends before it begins.", True),
    "no date": (HEAD + "dana,ana,soon,\n", 2, "begins", "“soon” is not a date that can be meant.", True),
    "31 February": (HEAD + "dana,ana,2026-02-31,\n", 2, "begins", "is not a date", True),
    "day first": (HEAD + "dana,ana,31/8/2026,\n", 2, "begins", "is not a date", True),
    "two-digit year": (HEAD + "dana,ana,8/31/26,\n", 2, "begins", "is not a date", True),
    "year 0202": (HEAD + "dana,ana,0202-08-31,\n", 2, "begins", "is not a date", True),
    "year 9999": (HEAD + "dana,ana,,9999-12-31\n", 2, "ends", "is not a date", True),
    "month first": (HEAD + "dana,ana,8/31/2026,\n", 2, "begins", "was read as 2026-08-31", False),
    "formula": (HEAD + "=1+1,ana,,\n", 2, "evaluator_id", UNKNOWN.format("=1+1"), True),
    "formula behind a tab": (HEAD + '"\t=cmd|x",ana,,\n', 2, "evaluator_id", UNKNOWN.format("=cmd|x"), True),
    "markup": (HEAD + "<script>alert(1)</script>,ana,,\n", 2, "evaluator_id", "<script>alert(1)</script>", True),
    "sql": (HEAD + "dana'; DROP TABLE x;--,ana,,\n", 2, "evaluator_id", "DROP TABLE", True),
    "format letters": (HEAD + "%(id)s {0} %s,ana,,\n", 2, "evaluator_id", UNKNOWN.format("%(id)s {0} %s"), True),
    "right to left": (HEAD + "\u202eana,ana,,\n", 2, "evaluator_id", "·ana", True),
    "utf-16 without a mark": ((HEAD + "dana,ana,,\n").encode("utf-16-le"), None, None, "UTF-16", False),
    "utf-16 cut": ((HEAD + "dana,ana,,\n").encode("utf-16")[:-1], None, None, "UTF-16", None),
    "utf-8 with a mark": (codecs.BOM_UTF8 + (HEAD + "dana,ana,,\n").encode(), None, None, "byte order mark", False),
    "windows letters": ((HEAD + "n\u00fa\u00f1ez,ana,,\n").encode("cp1252"), 2, None, "Windows-1252", None),
    "broken letters": (HEAD.encode() + b"da\x81\xffna,ana,,\n", 2, None, "no letters in UTF-8", True),
    "semicolons": ("evaluator_id;evaluated_id\ndana;ana\n", None, None, "separated by semicolons", False),
    "zip": (_zip(), None, None, "an Excel workbook or a zip file", True),
    "web page": ("<!doctype html><p>Sign in", None, None, "This is a web page", True),
    "one endless row": ((HEAD + "x" * 2_000_000).encode(), 2, None, "longer than", True),
    "endless cell": (HEAD + "x" * 40_000 + ",ana,,\n", 2, "evaluator_id", "longer than 32,767 characters", True),
    "many columns": (",".join(f"c{n}" for n in range(3000)) + "\n", 1, None, "more than 2,000 columns", True),
    "100,000 rows": (HEAD + "dana,ana,,\n" * 100_000, None, None, "The file has more than 50000 rows.", True),
    "30,000 unknown": (
        HEAD + "".join(f"x{n},ana,,\n" for n in range(30_000)), None, "evaluator_id", "29,980 more like this", True,
    ),
}  # fmt: skip


@pytest.fixture
def odd_people(cast):
    make_staff(cast.district, "Two", "Alike", identifier="77", account=False)
    make_staff(cast.district, "Also", "Alike", identifier="77", account=False)
    make_staff(cast.district, "Gone", "Longago", source_id="gone", active=False, account=False)
    return cast


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_every_hostile_file_gets_its_sentence(odd_people, name):
    content, row, column, sentence, error = HOSTILE[name]
    reading = read(odd_people, content)
    assert reading.problems
    assert all(problem.message and problem.advice and problem.file for problem in reading.problems)
    fits = [p for p in reading.problems if sentence in p.message and (row is None or p.row == row)]
    assert fits and (column is None or column in {p.column for p in fits}), reading.problems
    if error is not None:
        assert any((p.severity == "error") is error for p in fits)
        assert reading.usable is not error
    if not reading.usable:
        with pytest.raises(Refused, match="must be mended"):
            bring(odd_people, content)
        assert rows(odd_people.district.pk) == []


def test_there_are_enough_hostile_files():
    assert len(HOSTILE) >= 50


def test_unknown_and_of_another_district_are_said_alike(cast):
    said = [read(cast, HEAD + f"{written},ana,,\n").problems[0] for written in ("nobody1", "cleo")]
    unknown, foreign = ((one.message.replace("nobody1", "X").replace("cleo", "X"), one.advice) for one in said)
    assert unknown == foreign


def test_one_wrong_row_keeps_all_others_out(cast):
    with pytest.raises(Refused, match="must be mended"):
        bring(cast, HEAD + "dana,ana,,\ndana,nobody,,\n")
    assert rows(cast.district.pk) == []


def test_a_large_file_of_the_district_is_read_in_a_moment(cast):
    people = [make_staff(cast.district, f"N{n}", "Many", source_id=f"n{n}", account=False) for n in range(300)]
    found = plan(cast, HEAD + "".join(f"dana,{person.source_id},2026-08-10,\n" for person in people))
    assert len(found.new) == 300


# --- The pages ---------------------------------------------------------------------------------------
def upload(client, content, whole="some", name="evaluators.csv"):
    given = {"file": SimpleUploadedFile(name, content.encode()), "whole": whole}
    return client.post("/evaluators/import/", given)


def text(answer):
    return answer.content.decode()


def test_from_upload_to_applied(cast, as_):
    client = as_(cast.dana)
    page = upload(client, HEAD + "dana,ana,2026-08-10,\n")["Location"]
    shown = text(client.get(page))
    assert "Ready. Look at what would change" in shown and "Ana Reyes" in shown
    seen = re.search(r'name="seen" value="(\w{64})"', shown)[1]
    assert client.post(f"{page}apply/", {"seen": seen}).status_code == 302
    assert "Applied" in text(client.get(page))
    assert rows(cast.district.pk) == [("Dana Whitfield", "Ana Reyes", PAST, None)]


def test_a_held_file_needs_the_tick(cast, as_):
    make_evaluates(cast.dana, cast.ana, PAST)
    client = as_(cast.dana)
    page = upload(client, HEAD + "dana,ben,,\n", whole="all")["Location"]
    shown = text(client.get(page))
    assert "Is it right that so many end?" in shown
    seen = re.search(r'name="seen" value="(\w{64})"', shown)[1]
    assert client.post(f"{page}apply/", {"seen": seen}).status_code == 409
    assert client.post(f"{page}apply/", {"seen": seen, "confirmed": "on"}).status_code == 302
    assert rows(cast.district.pk)[0][3] == TODAY


def test_problems_are_shown_as_text_with_what_to_do(cast, as_):
    client = as_(cast.dana)
    page = upload(client, HEAD + "<script>alert(1)</script>,ana,,\n")["Location"]
    shown = text(client.get(page))
    assert "cannot be used as it is" in shown and "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown and "Apply" not in shown
    client.cookies["language"] = "es"
    assert "Nadie que trabaje ahora en el distrito" in text(client.get(page))


def test_putting_aside_and_wrong_forms(cast, as_):
    client = as_(cast.dana)
    page = upload(client, HEAD + "dana,ana,,\n")["Location"]
    assert client.post(f"{page}discard/")["Location"] == "/evaluators/"
    assert "Put aside" in text(client.get(page))
    assert client.post("/evaluators/import/", {}).status_code == 422
    assert upload(client, "x" * (5 * 1024 * 1024 + 1)).status_code == 422
    assert upload(client, HEAD, whole="").status_code == 422


def test_a_file_is_for_its_district_only(cast, as_):
    page = upload(as_(cast.dana), HEAD + "dana,ana,,\n")["Location"]
    assert as_(cast.cora).get(page).status_code == 404
    assert as_(cast.cora).post(f"{page}apply/").status_code == 404
    assert as_(cast.ana).get(page).status_code == 403


# --- The command -------------------------------------------------------------------------------------
def run(tmp_path, content, *options):
    file = tmp_path / "evaluators.csv"
    file.write_text(content)
    told = CliRunner().invoke(main, ["evaluators", "import", str(file), "--district", "maple", "--json", *options])
    return told.exit_code, json.loads(told.stdout) if told.stdout.startswith("{") else told.output


def test_the_command_says_what_would_change_and_applies_it(cast, tmp_path):
    content = HEAD + "dana,ana,2026-08-10,\n"
    code, report = run(tmp_path, content)
    assert (code, report["changes"]["new"], report["applied"]) == (0, 1, False)
    assert rows(cast.district.pk) == []
    code, report = run(tmp_path, content, "--apply")
    assert (code, report["applied"]) == (0, True)
    assert rows(cast.district.pk) == [("Dana Whitfield", "Ana Reyes", PAST, None)]


def test_the_command_refuses_with_1_and_a_reason(cast, tmp_path):
    code, report = run(tmp_path, HEAD + "dana,nobody,,\n", "--apply")
    assert (code, report["importable"], report["problems"][0]["row"]) == (1, False, 2)
    make_evaluates(cast.dana, cast.ana, PAST)
    code, said = run(tmp_path, HEAD + "dana,ben,,\n", "--apply", "--all")
    assert (code, "held" in said) == (1, True)
    with district_scope(cast.district.pk):
        assert EvaluatorFile.objects.get().state == "discarded"
    assert run(tmp_path, HEAD + "dana,ben,,\n", "--apply", "--all", "--accept-ending")[0] == 0
    told = CliRunner().invoke(main, ["evaluators", "import", str(tmp_path / "evaluators.csv"), "--district", "nope"])
    assert (told.exit_code, "no district with the code nope" in told.output) == (1, True)

"""What the contract says about time: pages, writers, the file, the old columns, the check for other rooms."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staffroom.people.models import School
from staffroom.spine.access import Forbidden
from staffroom.spine.audit import AuditEntry
from staffroom.spine.scoping import district_scope
from staffroom.timetable.actions import contract as acts
from staffroom.timetable.forms_contract import COLUMNS, ContractRuleForm, read_rules
from staffroom.timetable.models import ContractRule
from staffroom.timetable.queries.contract import Stretch, check_planned
from staffroom.timetable.queries.settings import rules_for
from tests.factories.cast import client_of
from tests.factories.people import saved
from tests.factories.timetable import make_calendar_day, make_contract_rule
from tests.timetable.test_imports import NOW

MONDAY = date(2026, 10, 5)
WEDNESDAY = date(2026, 10, 7)  # the first of its month
GIVEN = {"kind": "meeting_length", "limit": "60", "clause": "Article 10", "words": "one hour at most"}


def values(**given):
    form = ContractRuleForm({**GIVEN, **given})
    assert form.is_valid(), form.errors
    return form.values


# --- Pages -------------------------------------------------------------------------------------------
def test_everybody_reads_the_rules_with_clause_and_words(cast):
    make_contract_rule(cast.district, "plc_week", 1, clause="Article 9.7", words="not more than one PLC")
    for who in (cast.ana, cast.ben, cast.paz, cast.ivo, cast.lou, cast.dana):
        page = client_of(who).get(reverse("contract")).content.decode()
        assert "At most 1 PLC meeting a week." in page and "Article 9.7" in page and "not more than one PLC" in page
        assert ("Add a rule" in page) == (who == cast.dana)
    assert "PLC" not in client_of(cast.cora).get(reverse("contract")).content.decode().split("<main")[1]


def test_an_empty_page_says_what_that_means(cast):
    assert "nothing is refused because of the contract" in client_of(cast.ana).get("/contract/").content.decode()
    assert "Write down what the contract says" in client_of(cast.dana).get("/contract/").content.decode()


def test_the_sentence_is_shown_in_both_languages_before_anything_is_saved(cast):
    page = client_of(cast.dana).post(reverse("contract_new"), {**GIVEN, "preview": "1"})
    assert page.status_code == 200
    assert "No meeting is longer than 60 minutes." in page.content.decode()
    assert "Ninguna reunión dura más de 60 minutos." in page.content.decode()
    assert not ContractRule._base_manager.exists()
    assert client_of(cast.dana).post(reverse("contract_new"), GIVEN).status_code == 302
    assert ContractRule._base_manager.get().limit == 60


def test_a_change_keeps_in_the_history_what_the_rule_said(cast):
    row, dana = make_contract_rule(cast.district, "meeting_length", 60, words="one hour"), client_of(cast.dana)
    address = reverse("contract_edit", args=[row.public_id])
    assert "one hour" in dana.get(address).content.decode()
    assert dana.post(address, {**GIVEN, "limit": "45"}).status_code == 302
    page = client_of(cast.ana).get("/contract/").content.decode()
    assert "Dana" in page and "longer than 60 minutes" in page and "longer than 45 minutes" in page
    assert dana.post(reverse("contract_remove", args=[row.public_id])).status_code == 302
    assert "removed from the contract" in client_of(cast.ana).get("/contract/").content.decode().replace("&#x27;s", "")
    kinds = list(
        AuditEntry.objects.filter(kind__startswith="contract.").order_by("position").values_list("kind", flat=True)
    )
    assert kinds == ["contract.changed", "contract.removed"]


def test_nobody_but_the_central_office_writes(cast, maple):
    row = make_contract_rule(cast.district)
    for who in (cast.ana, cast.paz, cast.ivo):
        for name, args in (("contract_new", []), ("contract_edit", [row.public_id]), ("contract_import", [])):
            assert client_of(who).get(reverse(name, args=args)).status_code == 403
        assert client_of(who).post(reverse("contract_remove", args=[row.public_id])).status_code == 403
        from tests.timetable.conftest import actor

        for act in (
            lambda by: acts.add_rule(by=by, now=NOW, values=values()),
            lambda by: acts.change_rule(by=by, now=NOW, rule=row, values=values()),
            lambda by: acts.remove_rule(by=by, now=NOW, rule=row),
            lambda by: acts.replace_rules(by=by, now=NOW, wanted=[]),
        ):
            with pytest.raises(Forbidden):
                act(actor(who, "principal"))
    assert client_of(cast.cora).post(reverse("contract_remove", args=[row.public_id])).status_code == 404
    assert ContractRule.objects.count() == 1


def test_one_and_three_rules_take_as_many_queries(cast):
    def asked():
        browser = client_of(cast.ana)
        browser.get("/contract/")
        with CaptureQueriesContext(connection) as held:
            browser.get("/contract/")
        return len(held)

    make_contract_rule(cast.district)
    one = asked()
    make_contract_rule(cast.district, "plc_week", 1)
    make_contract_rule(cast.district, "meeting_length", 60)
    assert asked() == one


WRONG = [
    ({"limit": ""}, "limit", "Give a number from 5 to 600."),
    ({"kind": "directed_share", "limit": "101"}, "limit", "Give a number from 0 to 100."),
    ({"words": " "}, "words", "This field is required."),
    ({"kind": "release_pattern"}, "principal", "one of these four at least"),
    ({"kind": "release_pattern", "team": "much"}, "team", "Give minutes up to 600"),
    ({"since": "2026-10-02", "until": "2026-10-01"}, "until", "The last day is before the first."),
    ({"levels": ["moon"]}, "levels", "moon"),
    ({"kind": "salary"}, "kind", "salary"),
]


@pytest.mark.parametrize(("given", "column", "says"), WRONG)
def test_what_makes_no_sense_is_told_at_its_field_and_in_a_file_by_row_and_column(cast, given, column, says):
    form = ContractRuleForm({**GIVEN, **given})
    assert says in str(form.errors[column])
    line = {**GIVEN, **{name: ";".join(one) if isinstance(one, list) else one for name, one in given.items()}}
    text = ",".join(line) + "\n" + ",".join(f'"{one}"' for one in line.values())
    read = read_rules(text.encode())
    assert [(one["row"], one["column"]) for one in read.problems] == [(2, column)]
    assert says in read.problems[0]["message"]


# --- The file ----------------------------------------------------------------------------------------
def test_the_file_comes_back_as_it_was_taken(cast):
    make_contract_rule(cast.district, "prep_week", 225, levels=["elementary", "k8"], roles=["teacher"], words="=1+1")
    make_contract_rule(
        cast.district, "release_pattern", weekday=2, ordinal=3, parts={"district": 45, "team": None},
        since=date(2026, 8, 1), until=date(2027, 6, 30),
    )  # fmt: skip
    dana = client_of(cast.dana)
    taken = dana.get(reverse("contract_csv")).content
    header = taken.decode("utf-8-sig").splitlines()[0]
    assert [one.strip('"') for one in header.split(",")] == [*COLUMNS, "sentence_en", "sentence_es"]
    assert "quedan al menos 225" in taken.decode("utf-8-sig").lower()
    read = read_rules(taken)
    assert read.problems == []
    with district_scope(cast.district.pk):
        assert acts.compared(read.wanted) == ([], [])


def test_a_file_is_shown_before_it_replaces_the_rules(cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    make_contract_rule(cast.district, "meeting_length", 60, words="one hour")
    kept = make_contract_rule(cast.district, "plc_week", 1, clause="9.7", words="one PLC")
    text = "kind,limit,clause,words\nplc_week,1,9.7,one PLC\nafter_bell,45,9.8,home by four\n"
    dana = client_of(cast.dana)
    page = dana.post(reverse("contract_import"), {"file": SimpleUploadedFile("rules.csv", text.encode())})
    words = page.content.decode()
    assert "No meeting is longer than 60 minutes." in words and "45 minutes after the last bell" in words
    with district_scope(cast.district.pk):
        assert ContractRule.objects.count() == 2, "nothing is written yet"
        assert dana.post(reverse("contract_import"), {"text": text, "apply": "1"}).status_code == 302
        assert set(ContractRule.objects.values_list("kind", flat=True)) == {"plc_week", "after_bell"}
        assert ContractRule.objects.get(kind="plc_week").pk == kept.pk, "what is the same stays"


def test_a_file_with_one_wrong_line_changes_nothing(cast):
    text = "kind,limit,words\nplc_week,1,one PLC\nplc_week,many,one PLC\n"
    answer = client_of(cast.dana).post(reverse("contract_import"), {"text": text, "apply": "1"})
    assert answer.status_code == 422
    assert client_of(cast.dana).post(reverse("contract_import"), {}).status_code == 422, "no file at all"
    assert "1 error: nothing of this file was taken." in answer.content.decode()
    assert not ContractRule._base_manager.exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"kind,words\n" + b"plc_week,x\n" * 501])
def test_what_is_no_file_of_rules_is_refused(content):
    assert len(read_rules(content).problems) == 1


# --- The rule that was a column ----------------------------------------------------------------------
def test_the_old_columns_become_a_rule_and_go_back(cast):
    migration = import_module("staffroom.timetable.migrations.0006_contract_and_calendar")
    moved = [one.code for one in migration.Migration.operations if hasattr(one, "code")]
    assert moved == [migration.to_rules], "it is run with its way back"
    assert [one.reverse_code for one in migration.Migration.operations if hasattr(one, "code")] == [
        migration.to_columns
    ]


@pytest.mark.django_db(transaction=True)
def test_both_ways_of_the_migration_keep_minutes_and_words(cast):
    from django.db.migrations.executor import MigrationExecutor

    before, after = ("timetable", "0005_absences"), ("timetable", "0006_contract_and_calendar")
    make_contract_rule(cast.district, limit=250, clause="Article 9.3", words="a week")
    make_contract_rule(cast.district, limit=300, levels=["elementary"])
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate([before])
        old = MigrationExecutor(connection).loader.project_state([before]).apps.get_model("timetable", "TimeRules")
        row = old._base_manager.get()
        assert (row.prep_minutes_week, row.prep_clause) == (250, "Article 9.3: a week")
        MigrationExecutor(connection).migrate([after])
        rule = ContractRule._base_manager.get()
        assert (rule.kind, rule.limit, rule.words, rule.levels) == ("prep_week", 250, "Article 9.3: a week", [])
    finally:
        MigrationExecutor(connection).migrate(leaves)
    assert apps.get_model("timetable", "ContractRule") is ContractRule


def test_visits_keep_to_the_strictest_rule_that_covers_the_person(cast, maple):
    cast.lincoln.level, cast.garfield.level = School.Level.ELEMENTARY, School.Level.HIGH
    for school in (cast.lincoln, cast.garfield):
        saved(school)
    make_contract_rule(cast.district, limit=200, clause="A", words="all")
    make_contract_rule(cast.district, limit=300, clause="B", words="elementary", levels=["elementary"])
    make_contract_rule(cast.district, limit=900, clause="C", words="later", since=date(2027, 1, 1))

    def kept(staff, on=MONDAY):
        found = rules_for(cast.district, staff=staff, on=on)
        return found.contract_prep_minutes_week, found.contract_clause

    assert kept(cast.ana.pk) == (300, "B: elementary")
    assert kept(cast.gil.pk) == (200, "A: all")
    assert kept(None) == (200, "A: all")
    assert kept(cast.gil.pk, date(2027, 1, 1)) == (900, "C: later")


# --- The check for other rooms -----------------------------------------------------------------------
def check(cast, *stretches, staff=None, **given):
    with district_scope(cast.district.pk):
        return check_planned(staff or [cast.ana.pk], stretches, on=MONDAY, **given)


def test_planned_time_that_the_contract_allows_has_no_finding(rung):
    make_contract_rule(rung.district, "meeting_length", 60)
    assert check(rung, Stretch(900, 960, when=MONDAY)) == []
    assert check(rung) == []


def test_a_finding_names_person_clause_and_numbers(rung):
    row = make_contract_rule(rung.district, "meeting_length", 60, clause="Article 10", words="one hour")
    (found,) = check(rung, Stretch(900, 961, when=MONDAY), staff=[rung.ana.pk])
    assert (found.staff, found.rule, found.clause) == (rung.ana.pk, row.public_id, "Article 10: one hour")
    assert found.sentence == (
        "The meeting on Monday, October 5 would take 61 minutes; 60 are the most. (Article 10: one hour)"
    )


def test_the_timetable_tells_what_lies_inside_preparation(rung):
    """Ana teaches period 1 and is free in 2, 3 and 4: 150 minutes a day, 750 a week."""
    make_contract_rule(rung.district, "in_prep_week", 30)
    (found,) = check(rung, Stretch(525, 566, when=MONDAY))
    assert found.violation.made == 31, "from the second bell at 8:55"
    assert check(rung, Stretch(525, 566, when=MONDAY, inside_prep=False)) == []
    (found,) = check(rung, Stretch(900, 931, when=MONDAY, inside_prep=True))
    assert found.violation.made == 31
    ContractRule._base_manager.update(kind="prep_week", limit=720)
    assert check(rung, Stretch(540, 570, when=MONDAY)) == []
    (found,) = check(rung, Stretch(540, 571, when=MONDAY))
    assert found.violation.made == 719


def test_a_repeated_stretch_is_looked_at_on_each_of_its_days(rung):
    make_contract_rule(rung.district, "meetings_month", 3)
    found = check(rung, Stretch(700, 730, day="Wed"))
    assert [one.violation.made for one in found] == [4, 4], "October and November have four Wednesdays each"
    make_calendar_day(rung.district, WEDNESDAY, schedule="none")
    assert len(check(rung, Stretch(700, 730, day="Wed"))) == 1, "one Wednesday without school is not a meeting"


def test_the_last_bell_is_that_of_the_day(rung):
    make_contract_rule(rung.district, "after_bell", 60)
    assert check(rung, Stretch(700, 755, when=MONDAY)) == []
    (found,) = check(rung, Stretch(700, 756, when=MONDAY))
    assert found.violation.made == 61
    pattern = {"weekday": 2, "ordinal": 1, "parts": {"principal": 40, "team": 30, "union": 10}}
    ContractRule._base_manager.update(kind="release_pattern", limit=0, **pattern)
    (found,) = check(rung, Stretch(695, 736, when=WEDNESDAY, directs="principal"))
    assert "the principal would have 41 minutes after the last bell; 40 are the most." in found.sentence


def test_what_is_held_counts_and_is_not_blamed(rung):
    from staffroom.core.contract import Planned

    make_contract_rule(rung.district, "plc_week", 1)
    held = [Planned(str(rung.ana.pk), MONDAY.toordinal(), 700, 730, "plc", proposed=False)]
    (found,) = check(rung, Stretch(700, 730, when=WEDNESDAY, purpose="plc"), held=held)
    assert found.violation.made == 2
    assert check(rung, Stretch(700, 730, when=WEDNESDAY), held=held) == []


def test_as_many_queries_for_two_people_and_many_stretches(rung):
    make_contract_rule(rung.district, "meetings_month", 3)

    def asked(staff, *stretches):
        with CaptureQueriesContext(connection) as held:
            check(rung, *stretches, staff=staff)
        return len(held)

    one = asked([rung.ana.pk], Stretch(700, 730, when=MONDAY))
    assert asked([rung.ana.pk, rung.ben.pk], *[Stretch(700, 730, day="Mon")] * 3) == one

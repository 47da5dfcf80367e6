"""Each night what is over goes: just after its limit and not before, whole rows, and the night says how much."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from click.testing import CliRunner
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from staffroom.expertise.models import ClosedDoor, Hosting, Need, Offer
from staffroom.people.models import Account, RosterImport, Staff
from staffroom.spine import audit
from staffroom.spine.access import Draft, Keep
from staffroom.spine.audit import AuditEntry, broken_links
from staffroom.spine.files.store import ROSTER_TYPES, StoredFile, store
from staffroom.spine.jobs import REGISTRY, Job, WorkerSeen, start_due
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import across_districts, district_scope, writing
from staffroom.timetable.models import Away
from staffroom.trust.actions import run_retention
from staffroom.trust.models import Evaluates, Grant
from staffroom.visits.models import Promise, Visit, VisitNote
from tests.factories.cast import client_of
from tests.factories.expertise import make_closed_door, make_hosting, make_need, make_offer, make_practice
from tests.factories.people import make_term, saved
from tests.factories.visits import make_scene, make_visit

A_DAY = timedelta(days=1)
OCTOBER = datetime(2026, 10, 5, 18, tzinfo=UTC)
# The cast's school year ends on 2027-06-05; of the year after it nothing is told: it ends with June 2028.
NEXT_YEAR_ENDS = datetime(2028, 7, 1, 12, tzinfo=UTC)
ran = import_module("staffroom.trust.actions.retention")


@pytest.fixture
def scene(db):
    with time_machine.travel(OCTOBER, tick=False):
        yield make_scene()


@pytest.fixture(autouse=True)
def _monday() -> None:
    """The clock of these tests travels by itself: the room's fixed Monday stays away."""


def night(moment: datetime) -> dict[str, int]:
    """One night's run in the first district: label -> how many went."""
    with time_machine.travel(moment, tick=False), TestCase.captureOnCommitCallbacks(execute=True):
        removed = run_retention(now=timezone.now())
    return removed.districts["maple"] | removed.shared


def count(model) -> int:
    with across_districts():
        return model.objects.count()


def makers(scene) -> dict[str, tuple]:
    """Name -> (a row made on that October day, the moment from which it is over)."""
    cast, maple = scene.cast, scene.cast.district
    of_district = {"district_id": maple.pk, "created": OCTOBER}
    year, two = OCTOBER.replace(year=2027), OCTOBER.replace(year=2028)
    return {
        "need": (lambda: make_need(cast.ana, scene.practice, created=OCTOBER), NEXT_YEAR_ENDS),
        "visit": (lambda: make_visit(scene, cast.ben, cast.ana, date(2026, 10, 6)), NEXT_YEAR_ENDS),
        "away": (
            lambda: saved(Away(district=maple, staff=cast.ana, starts=date(2026, 10, 5), ends=date(2026, 10, 6))),
            NEXT_YEAR_ENDS,
        ),
        "closed door": (lambda: make_closed_door(cast.ana, date=date(2026, 10, 6)), NEXT_YEAR_ENDS),
        "mail": (lambda: saved(Mail(kind="x", to="a@b.example", subject="x", text="x", html="x", **of_district)), year),
        "job": (lambda: saved(Job(kind="visits.look_after", state="done", **of_district)), year),
        "roster": (lambda: saved(RosterImport(district=maple, file_name="x.zip", created=OCTOBER)), year),
        "grant": (
            lambda: saved(Grant(district=maple, owner=cast.ana, to=cast.ben, record="need", object_id="x",
                                begun=OCTOBER, until=date(2026, 10, 5))),
            two + A_DAY,
        ),
        "evaluates": (
            lambda: saved(Evaluates(district=maple, evaluator=cast.dana, evaluated=cast.ana, begins=date(2026, 8, 1),
                                    ends=date(2026, 10, 5), created=OCTOBER)),
            two + A_DAY,
        ),
        "session": (
            lambda: Session.objects.create(session_key="x", session_data="x", expire_date=OCTOBER), OCTOBER + A_DAY,
        ),
        "worker": (lambda: saved(WorkerSeen(name="w", at=OCTOBER)), OCTOBER + timedelta(days=7)),
        "who left": (lambda: leave(cast.gil), NEXT_YEAR_ENDS),
    }  # fmt: skip


def leave(person: Staff) -> Staff:
    person.active, person.left_on = False, date(2026, 10, 5)
    return saved(person)


NAMES = [
    "need", "visit", "away", "closed door", "mail", "job", "roster", "grant", "evaluates", "session", "worker",
    "who left",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_just_before_its_limit_it_stays_and_just_after_it_goes(scene, name):
    make, over = makers(scene)[name]
    row = make()
    model, before = type(row), count(type(row))
    night(over - A_DAY)
    assert count(model) == before
    assert night(over + A_DAY)[model._meta.label] == 1
    assert count(model) == before - 1


def test_the_names_above_are_all():
    """A kind of limit that nothing above is held to would be a promise without a test."""
    tested = {Keep.NEXT_SCHOOL_YEAR, Keep.ONE_YEAR, Keep.TWO_YEARS, Keep.SHORT, Keep.ROSTER, Keep.DRAFT_14_DAYS}
    assert tested | {Keep.OWNER, Keep.PLAIN} == set(Keep)


def test_the_minute_counts_where_there_is_one(scene):
    saved(Job(kind="visits.look_after", state="done", district_id=scene.cast.district.pk, created=OCTOBER))
    minute = timedelta(minutes=1)
    assert "spine.Job" not in night(OCTOBER.replace(year=2027) - minute)
    assert night(OCTOBER.replace(year=2027) + minute)["spine.Job"] == 1


def test_the_districts_terms_say_when_a_year_ends(scene):
    make_term(scene.cast.district, "2027-28", date(2027, 8, 11), date(2028, 6, 3), kind="schoolYear")
    make_need(scene.cast.ana, scene.practice, created=OCTOBER)
    assert "expertise.Need" not in night(datetime(2028, 6, 2, 20, tzinfo=UTC))
    assert night(datetime(2028, 6, 3, 20, tzinfo=UTC))["expertise.Need"] == 1


def test_semesters_say_it_where_there_are_no_years(scene):
    with across_districts(), writing():
        scene.cast.year.delete()
    for title, ends in (("fall", date(2027, 1, 15)), ("spring", date(2027, 6, 20))):
        make_term(scene.cast.district, title, date(2026, 8, 1), ends, kind="semester", school_year="2027")
    make_need(scene.cast.ana, scene.practice, created=datetime(2025, 10, 5, tzinfo=UTC))
    assert "expertise.Need" not in night(datetime(2027, 6, 19, 20, tzinfo=UTC))
    assert night(datetime(2027, 6, 20, 20, tzinfo=UTC))["expertise.Need"] == 1


def test_what_its_owner_keeps_and_what_has_no_end_stays(scene):
    make_hosting(scene.cast.ana, note="x")
    make_closed_door(scene.cast.ana, day="Mon")
    saved(Evaluates(district=scene.cast.district, evaluator=scene.cast.dana, evaluated=scene.cast.ana,
                    begins=date(2026, 8, 1), created=OCTOBER))  # fmt: skip
    night(datetime(2035, 1, 1, tzinfo=UTC))
    assert [count(model) for model in (Offer, Hosting, ClosedDoor, Evaluates)] == [1, 1, 1, 1]


def test_a_draft_that_is_not_handed_over_goes_after_14_days(scene, monkeypatch):
    draft = Draft("note_draft", column="take", values=("",), owner="author", keep=Keep.DRAFT_14_DAYS, since="updated")
    monkeypatch.setattr(VisitNote, "privacy", replace(VisitNote.privacy, draft=draft))
    visit = make_visit(scene, scene.cast.ben, scene.cast.ana, date(2026, 10, 5))
    saved(VisitNote(district=visit.district, visit=visit, author=scene.cast.ben, saw="x", take="", updated=OCTOBER))
    saved(VisitNote(district=visit.district, visit=visit, author=scene.cast.ana, saw="x", take="x", updated=OCTOBER))
    assert "visits.VisitNote" not in night(OCTOBER + timedelta(days=13))
    assert night(OCTOBER + timedelta(days=15))["visits.VisitNote"] == 1
    with across_districts():
        assert VisitNote.objects.get().author == scene.cast.ana, "handed over, it is kept as notes are"
    assert night(NEXT_YEAR_ENDS)["visits.VisitNote"] == 1


def test_facts_of_the_log_go_after_two_years_and_the_chain_holds(scene):
    maple = scene.cast.district.pk
    for number in range(3):
        audit.record("trust.shared", district_id=maple, at=OCTOBER, actor=scene.cast.ana.pk,
                     subject=scene.cast.ana.pk, facts={"who": f"Ana {number}"})  # fmt: skip
    night(OCTOBER.replace(year=2028) - A_DAY)
    assert AuditEntry.objects.filter(kind="trust.shared", facts__isnull=False).count() == 3
    assert night(OCTOBER.replace(year=2028) + A_DAY)["spine.AuditEntry"] == 3
    entries = AuditEntry.objects.filter(kind="trust.shared")
    assert [(entry.facts, entry.salt) for entry in entries] == [(None, "")] * 3
    assert broken_links(maple) == []


def test_more_facts_than_one_batch(scene):
    maple = scene.cast.district.pk
    for number in range(5):
        audit.record("trust.shared", district_id=maple, at=OCTOBER, actor=None, facts={"who": number})
    late = OCTOBER.replace(year=2029)
    assert audit.with_facts_before(maple, late) == 5
    assert [audit.forget_before(maple, late, at=late, most=3) for _batch in range(3)] == [3, 2, 0]
    assert broken_links(maple) == []


def test_facts_gone_in_silence_are_still_a_break(scene):
    maple = scene.cast.district.pk
    entry = audit.record("trust.shared", district_id=maple, at=OCTOBER, actor=None, facts={"who": "x"})
    AuditEntry.objects.filter(pk=entry.pk).update(facts=None, salt="")
    assert broken_links(maple) == [entry.position]


def kept_file(scene, name: str = "x.txt", **given) -> StoredFile:
    with scene.scope():
        return store([b"some words"], name=name, district_id=scene.cast.district.pk, owner=scene.cast.ana.pk,
                     now=OCTOBER, **given)  # fmt: skip


def test_files_that_no_record_names_go_after_a_week_with_their_bytes(scene):
    lost, shown, roster = kept_file(scene), kept_file(scene), kept_file(scene, allowed=ROSTER_TYPES)
    make_offer(scene.cast.ben, scene.practice, artefact_file=shown.public_id)
    saved(RosterImport(district=scene.cast.district, file_name="x", stored_file=roster.public_id, created=OCTOBER))
    assert "spine.StoredFile" not in night(OCTOBER + timedelta(days=6))
    assert night(OCTOBER + timedelta(days=8))["spine.StoredFile"] == 1
    assert not lost.path.exists() and shown.path.is_file() and roster.path.is_file()


def test_roster_files_go_with_their_import_after_a_year(scene):
    roster = kept_file(scene, allowed=ROSTER_TYPES)
    saved(RosterImport(district=scene.cast.district, file_name="x", stored_file=roster.public_id, created=OCTOBER))
    night(OCTOBER.replace(year=2027) + A_DAY)
    assert not roster.path.exists() and not StoredFile.objects.filter(pk=roster.pk).exists()


def test_who_left_goes_with_account_and_all_that_was_theirs(scene):
    ana = scene.cast.ana
    make_need(ana, scene.practice, created=OCTOBER)
    make_visit(scene, scene.cast.ben, ana, date(2026, 10, 5))
    leave(ana)
    removed = night(NEXT_YEAR_ENDS)
    assert (removed["people.Staff"], removed["people.Account"]) == (1, 1)
    with across_districts():
        assert not Staff.objects.filter(pk=ana.pk).exists() and not Account.objects.filter(email=ana.email).exists()
        assert not Offer.objects.exists() and not Visit.objects.exists()


def test_whom_a_later_visit_still_needs_stays_for_another_night(scene):
    make_visit(scene, scene.cast.ben, scene.cast.ana, date(2028, 3, 1))
    leave(scene.cast.ana)
    assert "people.Staff" not in night(NEXT_YEAR_ENDS)
    assert night(datetime(2029, 7, 1, 12, tzinfo=UTC))["people.Staff"] == 1


def test_another_districts_rows_follow_its_own_year(scene):
    """Cedar's next year ends later: on the night on which Maple's needs go, Cedar's stay."""
    other = scene.cast.other_district
    make_term(other, "2027-28", date(2027, 8, 11), date(2028, 7, 20), kind="schoolYear")
    with district_scope(other.pk):
        theirs = make_need(scene.cast.cleo, make_practice(other, "wait-time"), created=OCTOBER)
    make_need(scene.cast.ana, scene.practice, created=OCTOBER)
    assert night(NEXT_YEAR_ENDS)["expertise.Need"] == 1
    with across_districts():
        assert [one.pk for one in Need.objects.all()] == [theirs.pk]


def test_twice_in_one_night_is_as_once(scene):
    make_need(scene.cast.ana, scene.practice, created=OCTOBER)
    assert night(NEXT_YEAR_ENDS)["expertise.Need"] == 1
    assert night(NEXT_YEAR_ENDS) == {}


class Killed(BaseException):
    """The machine stops."""


def test_a_stop_in_the_middle_leaves_whole_rows_and_the_next_night_does_the_rest(scene, monkeypatch):
    monkeypatch.setattr(ran, "BATCH", 2)
    for day in range(5):
        visit = make_visit(scene, scene.cast.ben, scene.cast.ana, date(2026, 10, 5) + timedelta(days=day))
        saved(VisitNote(district=visit.district, visit=visit, author=scene.cast.ben, saw="x", updated=OCTOBER))
        saved(Promise(district=visit.district, visit=visit, staff=scene.cast.ben, key=f"x{day}", date=visit.date))
    batches = []
    remove = ran._remove

    def stops_in_the_third_batch(model, rows, keys):
        batches.append(model)
        with transaction.atomic():
            removed = remove(model, rows, keys)
            if len(batches) == 3:
                raise Killed
        return removed

    monkeypatch.setattr(ran, "_remove", stops_in_the_third_batch)
    with pytest.raises(Killed):
        night(NEXT_YEAR_ENDS)
    assert (count(Visit), count(VisitNote)) == (5, 1), "two batches of notes went, the third did not at all"
    night(NEXT_YEAR_ENDS)
    assert (count(Visit), count(VisitNote), count(Promise)) == (0, 0, 0)


def test_what_is_changed_while_it_runs_stays(scene):
    """A batch asks again inside its transaction."""
    row = make_need(scene.cast.ana, scene.practice, created=OCTOBER)
    with scene.scope(), time_machine.travel(NEXT_YEAR_ENDS, tick=False):
        rows = Need.objects.filter(created__lt=timezone.now())
        row.created = NEXT_YEAR_ENDS
        saved(row)
        assert ran._remove(Need, rows, [row.pk]) == 0
    assert count(Need) == 1


def test_the_night_is_written_down_with_counts_only(scene):
    make_need(scene.cast.ana, scene.practice, created=OCTOBER, note="private words")
    night(NEXT_YEAR_ENDS)
    entry = AuditEntry.objects.get(kind="trust.retention", district_id=scene.cast.district.pk)
    assert entry.facts == {"removed": {"expertise.Need": 1}, "shared": {}}
    assert (entry.actor, entry.subject, entry.object_id) == (None, None, "")


def test_it_is_due_each_night_and_its_result_says_what_went(scene):
    assert REGISTRY["trust.retention"].every == A_DAY
    make_need(scene.cast.ana, scene.practice, created=OCTOBER)
    with time_machine.travel(NEXT_YEAR_ENDS, tick=False), TestCase.captureOnCommitCallbacks(execute=True):
        start_due(timezone.now())
    result = Job.objects.get(kind="trust.retention").result
    assert result["districts"]["maple"] == {"expertise.Need": 1}


def command(*words: str) -> dict:
    from staffroom.cli import main

    answer = CliRunner().invoke(main, ["retention", "--json", *words])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def test_the_command_rehearses_and_then_does_it(scene):
    make_need(scene.cast.ana, scene.practice, created=OCTOBER)
    kept_file(scene)
    audit.record("trust.shared", district_id=scene.cast.district.pk, at=OCTOBER, actor=None, facts={"a": 1})
    with time_machine.travel(datetime(2028, 10, 10, tzinfo=UTC), tick=False):
        told = command("--dry-run")
        assert told["dry_run"] and count(Need) == 1 and not AuditEntry.objects.filter(kind="trust.retention").exists()
        done = command()
    assert not done["dry_run"]
    assert done["districts"]["maple"] == told["districts"]["maple"]
    assert done["districts"]["maple"]["expertise.Need"] == 1 and count(Need) == 0


def test_the_command_speaks(scene):
    from staffroom.cli import main

    assert "Nothing is over." in CliRunner().invoke(main, ["retention", "--dry-run"]).output
    make_need(scene.cast.ana, scene.practice, created=datetime(2020, 1, 1, tzinfo=UTC))
    assert "Needs (maple)" in CliRunner().invoke(main, ["retention"]).output


@pytest.mark.parametrize("who", ["ana", "paz", "dana", "ivo", "lou"])
def test_everybody_reads_what_is_kept_how_long_and_what_went(scene, who):
    make_need(scene.cast.ana, scene.practice, created=datetime(2020, 1, 1, tzinfo=UTC))
    person = getattr(scene.cast, who)
    assert "The first night is still to come" in client_of(person).get(reverse("retention")).content.decode()
    night(OCTOBER)
    page = client_of(person).get(reverse("retention")).content.decode()
    assert "1 row removed in your district" in page and "Until the end of the next school year" in page


# Rows that end by themselves, with the test that shows it.
EMPTIED = {"people.SourceRow": "people/test_roster_changes.py: of what is gone in the roster no cell is kept"}


def test_every_declaration_with_an_end_names_a_date(scene):
    """Or nothing would ever be removed by it."""
    for model in apps.get_models():
        declared = getattr(model, "privacy", None)
        if declared and declared.keep not in (Keep.PLAIN, Keep.OWNER) and model._meta.label not in EMPTIED:
            assert declared.since, model

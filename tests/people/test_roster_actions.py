"""A roster from upload to undo, as the actions do it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from staffroom.core.roster import model as core
from staffroom.people import actions, queries
from staffroom.people.models import (
    Account,
    Assignment,
    ImportChange,
    RosterImport,
    School,
    Section,
    Staff,
    Teaching,
    Term,
)
from staffroom.people.queries.roster import kept
from staffroom.spine import jobs
from staffroom.spine.access import Forbidden, Refused
from staffroom.spine.audit import AuditEntry, broken_links
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import district_scope
from tests.factories.rosters import maple_roster

NOW = datetime(2026, 9, 14, 17, 0, tzinfo=UTC)
LATER = datetime(2026, 9, 15, 17, 0, tzinfo=UTC)
TABLES = (School, Term, Staff, Assignment, Section, Teaching)


def quiet(done: int, total: int, step: str = "") -> None:
    """Progress that nobody watches."""


@pytest.fixture
def maple(cast):
    with district_scope(cast.district.pk):
        yield cast


def actor(person):
    return queries.actor_for(person.account, date(2026, 9, 14))


def read(by, roster, now=NOW):
    staged = actions.stage_roster(by=actor(by), now=now, uploads=[("roster.zip", [roster.zip()])], queue=False)
    return actions.read_roster(roster_import=staged, now=now, progress=quiet)


def apply(by, roster, now=NOW, progress=quiet, confirmed=True):
    found = read(by, roster, now)
    started = actions.start_apply(by=actor(by), now=now, roster_import=found, confirmed=confirmed, queue=False)
    return actions.apply_roster(roster_import=started, by=by.pk, now=now, progress=progress)


def undo(by, applied, now=LATER):
    started = actions.start_undo(by=actor(by), now=now, roster_import=applied, queue=False)
    return actions.undo_roster(roster_import=started, by=by.pk, now=now, progress=quiet)


def rows():
    """Every column of every roster table."""
    return {table.__name__: sorted(table.objects.order_by().values_list()) for table in TABLES}


def smaller(roster, *leaving):
    roster.people = [person for person in roster.people if person[0] not in leaving]
    roster.classes = [c for c in roster.classes if not set(c[3]) & set(leaving)]
    return roster


def test_reading_says_what_would_change(maple):
    found = read(maple.dana, maple_roster())
    assert found.state == "ready"
    assert (found.format, found.version) == ("oneroster", "1.1")
    assert found.summary["person"]["add"] == 1
    assert found.counts["people"] == 8
    noor = found.changes.get(kind="person", op="add")
    assert (noor.label, noor.before) == ("Noor Salim", None)


def test_applying_brings_people_sections_and_teachings(maple):
    applied = apply(maple.dana, maple_roster())
    noor = Staff.objects.get(source_id="new")
    assert (applied.state, applied.applied) == ("applied", NOW)
    assert noor.email == "new@maple.example"
    assert Teaching.objects.get(staff=noor).section.title == "Geometry"
    assert noor.assignments.get().school == maple.garfield
    assert AuditEntry.objects.filter(kind="roster.applied", actor=maple.dana.pk).count() == 1
    assert broken_links(maple.district.pk) == []


def test_the_same_file_twice_changes_nothing(maple):
    apply(maple.dana, maple_roster())
    before = rows()
    again = apply(maple.dana, maple_roster(), now=LATER)
    assert again.summary == {}
    assert rows() == before


def test_a_second_call_of_the_job_changes_nothing(maple):
    applied = apply(maple.dana, maple_roster())
    entries = AuditEntry.objects.count()
    again = actions.apply_roster(roster_import=applied, by=maple.dana.pk, now=LATER, progress=quiet)
    assert again.applied == NOW
    assert AuditEntry.objects.count() == entries


def test_who_leaves_stays_as_inactive_and_cannot_sign_in(maple):
    apply(maple.dana, maple_roster())
    found = apply(maple.dana, smaller(maple_roster(), "ben"), now=LATER)
    ben = Staff.objects.get(pk=maple.ben.pk)
    assert found.summary["person"] == {"leave": 1}
    assert (ben.active, ben.left_on) == (False, date(2026, 9, 15))
    assert not Account.objects.get(staff=ben).is_active
    assert not ben.assignments.get().holds_on(date(2026, 9, 15))
    assert not Section.objects.get(pk=maple.ben_section.pk).active


def test_who_returns_is_the_same_person_and_can_sign_in(maple):
    apply(maple.dana, maple_roster())
    apply(maple.dana, smaller(maple_roster(), "ben"))
    back = apply(maple.dana, maple_roster(), now=LATER)
    ben = Staff.objects.get(source_id="ben")
    assert back.summary["person"] == {"return": 1}
    assert back.summary["section"] == {"return": 1}
    assert (ben.pk, ben.active, ben.left_on) == (maple.ben.pk, True, None)
    assert Account.objects.get(staff=ben).is_active
    assert ben.assignments.get().holds_on(date(2026, 9, 16))


def test_undo_restores_every_column(maple):
    apply(maple.dana, maple_roster())
    digest, before = queries.roster_digest(maple.district.pk), rows()
    changed = smaller(maple_roster(), "ben")
    changed.people[0] = ("ana", "Ana María", "Reyes", "teacher", "garfield")
    changed.people.append(("zoe", "Zoe", "Adler", "teacher", "lincoln"))
    changed.schools["new"] = "New Middle"
    applied = apply(maple.dana, changed, now=LATER)
    assert queries.roster_digest(maple.district.pk) != digest
    undone = undo(maple.dana, applied)
    assert (undone.state, undone.undone) == ("undone", LATER)
    assert queries.roster_digest(maple.district.pk) == digest
    assert rows() == before
    assert Account.objects.get(staff=maple.ben).is_active


def test_undo_keeps_people_who_did_something_since(maple):
    applied = apply(maple.dana, maple_roster())
    actions.claim_account(email="new@maple.example", now=NOW)
    undo(maple.dana, applied)
    noor = Staff.objects.get(source_id="new")
    assert not noor.active
    assert not noor.account.is_active
    assert not Section.objects.filter(source_id="g2").exists()


def test_undo_is_refused_when_a_later_import_stands_on_it(maple):
    first = apply(maple.dana, maple_roster())
    second = apply(maple.dana, smaller(maple_roster(), "ben"), now=LATER)
    with pytest.raises(Refused, match="applied after"):
        undo(maple.dana, first)
    undo(maple.dana, second)
    assert undo(maple.dana, first).state == "undone"


def test_a_failure_in_the_middle_leaves_nothing_half_written(maple, monkeypatch):
    before = rows()
    reading = read(maple.dana, maple_roster())
    started = actions.start_apply(by=actor(maple.dana), now=NOW, roster_import=reading, queue=False)
    from staffroom.people.actions import applying

    real, calls = applying.set_columns, []

    def failing(*args):
        calls.append(args)
        if len(calls) == 9:
            raise RuntimeError("the disk is full")
        return real(*args)

    monkeypatch.setattr(applying, "set_columns", failing)
    with pytest.raises(RuntimeError, match="disk"):
        actions.apply_roster(roster_import=started, by=maple.dana.pk, now=NOW, progress=quiet)
    assert len(calls) == 9
    assert rows() == before
    assert not ImportChange.objects.exclude(row_before=None).exists()


@pytest.mark.django_db(transaction=True)
def test_the_job_says_that_it_failed_and_can_be_tried_again(maple, monkeypatch):
    from staffroom.people.actions import applying

    monkeypatch.setattr(applying, "save_columns", lambda *_: 1 / 0)
    found = read(maple.dana, maple_roster())
    actions.start_apply(by=actor(maple.dana), now=NOW, roster_import=found)
    assert RosterImport.objects.get().state == "failed"
    assert jobs.Job.objects.get(kind="people.apply_roster").state == "failed"
    monkeypatch.undo()
    actions.start_apply(by=actor(maple.dana), now=NOW, roster_import=found)
    assert RosterImport.objects.get().state == "applied"


@pytest.mark.django_db(transaction=True)
def test_uploading_reads_and_applying_tells_by_mail(maple):
    staged = actions.stage_roster(by=actor(maple.dana), now=NOW, uploads=[("r.zip", [maple_roster().zip()])])
    found = RosterImport.objects.get(pk=staged.pk)
    assert found.state == "ready"
    actions.start_apply(by=actor(maple.dana), now=NOW, roster_import=found)
    mail = Mail.objects.get()
    assert (mail.to, mail.state) == ("dana@maple.example", "sent")  # the roster brought a new address
    assert found.public_id in mail.text


def test_more_than_a_tenth_leaving_is_held_until_someone_says_yes(maple):
    apply(maple.dana, maple_roster())
    found = read(maple.dana, smaller(maple_roster(), "ben", "gil"), now=LATER)
    assert found.state == "held"
    assert "2 of 8 people" in found.held_because[0]
    with pytest.raises(Refused, match="held"):
        actions.start_apply(by=actor(maple.dana), now=LATER, roster_import=found, queue=False)
    actions.start_apply(by=actor(maple.dana), now=LATER, roster_import=found, confirmed=True, queue=False)
    assert RosterImport.objects.get(pk=found.pk).state == "applying"


def test_a_preview_that_no_longer_holds_is_refused(maple):
    stale = read(maple.dana, smaller(maple_roster(), "ben"))
    apply(maple.dana, maple_roster(), now=LATER)
    with pytest.raises(Refused, match="preview is void"):
        actions.start_apply(by=actor(maple.dana), now=LATER, roster_import=stale, confirmed=True, queue=False)


def test_only_the_central_office_and_it_bring_rosters(maple):
    for person in (maple.ana, maple.paz, maple.lou):
        with pytest.raises(Forbidden):
            read(person, maple_roster())
    assert read(maple.ivo, maple_roster()).state == "ready"


def test_something_else_than_a_roster_is_refused_before_it_is_kept(maple):
    with pytest.raises(Refused, match="neither a zip nor a CSV"):
        actions.stage_roster(by=actor(maple.dana), now=NOW, uploads=[("x.pdf", [b"%PDF-1.7"])])
    assert not RosterImport.objects.exists()


def test_an_unreadable_zip_ends_refused_with_reasons(maple):
    staged = actions.stage_roster(
        by=actor(maple.dana), now=NOW, uploads=[("x.zip", [b"PK\x03\x04nothing"])], queue=False
    )
    found = actions.read_roster(roster_import=staged, now=NOW, progress=quiet)
    assert found.state == "refused"
    assert found.problems[0]["severity"] == "error"
    with pytest.raises(Refused):
        actions.start_apply(by=actor(maple.dana), now=NOW, roster_import=found, queue=False)


def test_several_csv_files_are_one_roster(maple):
    uploads = [(name, [text]) for name, text in maple_roster().files().items()]
    staged = actions.stage_roster(by=actor(maple.dana), now=NOW, uploads=uploads, queue=False)
    assert actions.read_roster(roster_import=staged, now=NOW, progress=quiet).state == "ready"


def test_too_large_an_upload_is_refused(maple, settings):
    settings.UPLOAD_MAX_BYTES = 10
    for uploads in ([("a.csv", [b"a,b\n" * 9])], [("a.zip", [b"PK\x03\x04" + b"0" * 90])]):
        with pytest.raises(Refused, match="larger"):
            actions.stage_roster(by=actor(maple.dana), now=NOW, uploads=uploads)


def test_stopping_brings_the_import_back_to_ready(maple):
    found = read(maple.dana, maple_roster())
    actions.start_apply(by=actor(maple.dana), now=NOW, roster_import=found, queue=False)
    actions.applying_failed(roster_import=found, by=None, now=NOW, stopped=True)
    assert RosterImport.objects.get().state == "ready"


def test_an_account_follows_its_mail_address_and_the_undo_brings_it_back(maple):
    apply(maple.dana, maple_roster())
    assert Account.objects.get(staff=maple.ana).email == "ana@maple.example"
    undo(maple.dana, RosterImport.objects.get())
    assert Account.objects.get(staff=maple.ana).email == "ana.reyes@maple.example"


def test_other_districts_are_left_alone(maple):
    with district_scope(maple.other_district.pk):
        before = rows()
    apply(maple.dana, maple_roster())
    with district_scope(maple.other_district.pk):
        assert rows() == before


def test_discarding(maple):
    found = read(maple.dana, maple_roster())
    actions.discard_roster(by=actor(maple.dana), now=NOW, roster_import=found)
    assert RosterImport.objects.get().state == "discarded"
    with pytest.raises(Refused):
        actions.discard_roster(by=actor(maple.dana), now=NOW, roster_import=SimpleNamespace(pk=found.pk))


@pytest.mark.parametrize("hours, allowed", [(0.5, False), (2, True)])
def test_work_that_a_power_cut_stopped_can_be_put_aside(maple, hours, allowed):
    found = read(maple.dana, maple_roster())
    actions.start_apply(by=actor(maple.dana), now=NOW, roster_import=found)
    jobs.Job.objects.update(state="running", started=NOW)
    now = NOW + timedelta(hours=hours)
    if allowed:
        actions.discard_roster(by=actor(maple.dana), now=now, roster_import=found)
        assert RosterImport.objects.get().state == "discarded"
    else:
        with pytest.raises(Refused, match="put aside"):
            actions.discard_roster(by=actor(maple.dana), now=now, roster_import=found)


def test_an_undo_that_a_power_cut_stopped_can_be_started_again(maple):
    applied = apply(maple.dana, maple_roster())
    actions.start_undo(by=actor(maple.dana), now=NOW, roster_import=applied)
    with pytest.raises(Refused):
        actions.start_undo(by=actor(maple.dana), now=NOW, roster_import=applied)
    assert undo(maple.dana, applied, now=NOW + timedelta(hours=2)).state == "undone"


def test_what_a_file_is_silent_about_stays_and_what_it_empties_goes(maple):
    """A column empty in every row says nothing; one empty row among others says: empty."""
    held = core.Roster(
        format="staffroom",
        version="",
        sections=(
            core.Section("s1", "Math", "a", room="12", students=30),
            core.Section("s2", "Art", "a", room="14", students=20),
        ),
    )
    silent = replace(held, sections=tuple(replace(one, room="", students=0) for one in held.sections))
    assert [(one.room, one.students) for one in kept(silent, held).sections] == [("12", 30), ("14", 20)]
    partly = replace(held, sections=(replace(held.sections[0], room=""), held.sections[1]))
    assert [one.room for one in kept(partly, held).sections] == ["", "14"]

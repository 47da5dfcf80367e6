"""Every column of every table says whether it is personal, who may read it, and how long it is kept."""

from dataclasses import replace

import pytest
from django.apps import apps
from django.db import models

from staffroom.expertise.models import Need, Offer
from staffroom.spine.access import Declared, Erase, Keep
from staffroom.trust.foreign import FOREIGN
from staffroom.trust.queries import declarations, retention_table, undeclared
from staffroom.trust.queries.declared import declared_models, faults_of, typed_columns
from staffroom.trust.wording import COLUMNS, ERASES, KEEPS, TITLES

# Columns that take text and hold nobody's words: why not.
NOT_WORDS: dict[str, str] = {
    "trust.EvaluatorFile.content": "bytes in base64, emptied once applied or put aside",
    **dict.fromkeys(
        (
            "people.Staff.source_id", "people.Staff.given", "people.Staff.family", "people.Staff.preferred",
            "people.Staff.email", "people.Staff.identifier", "people.Staff.language", "people.Assignment.title",
            "people.Assignment.subject", "people.Assignment.grades", "people.ImportChange.source_id",
            "people.ImportChange.label",
        ),
        "the district's roster brings it",
    ),
    "people.DeviceSession.device": "browser and system, as the device names itself",
    **dict.fromkeys(
        ("people.Invitation.given", "people.Invitation.family", "people.Invitation.email"),
        "a name and an address, as in the directory",
    ),
    "trust.Leaving.file": "an id",
    "people.SignInCode.email": "an address, typed by its owner",
    "people.PhoneKey.email": "an address, typed by its owner",
    "people.PhoneKey.number": "a digest",
    "people.Account.password": "a digest",
    "people.Account.email": "an address, from the roster",
    "people.Account.language": "one of two codes",
    "trust.Grant.record": "a row of the visibility matrix",
    "trust.Grant.object_id": "an id",
    "expertise.Offer.language": "one of two codes",
    "expertise.HelpOffer.language": "one of two codes",
    "expertise.Word.language": "one of two codes",
    "expertise.Adoption.language": "one of two codes",
    "expertise.PartnerWish.language": "one of two codes",
    "expertise.Offer.artefact_file": "an id",
    "expertise.Offer.withdrawn_from": "a state",
    "expertise.OpenDoor.period": "the name of a period of the bell schedule",
    "expertise.ClosedDoor.day": "a day label of the calendar",
    "expertise.ClosedDoor.period": "the name of a period of the bell schedule",
    "visits.Visit.period": "the name of a period of the bell schedule",
    "visits.Visit.lesson": "an id",
    "planning.Proposal.lesson": "an id",
    "planning.Proposal.cover": "an id",
    "planning.Unmet.reason": "one of the planner's reasons",
    "planning.Unmet.change": "one of the planner's changes",
    "visits.ProposedTime.period": "the name of a period of the bell schedule",
    "visits.ProposedTime.lesson": "an id",
    "walks.WalkStop.lesson": "an id",
    "visits.Cover.period": "the name of a period of the bell schedule",
    "visits.Cover.lesson": "an id",
    "visits.Cover.free": "an id",
    "visits.Visit.idempotency_key": "a key of the page",
    "visits.Promise.key": "an id",
    "visits.Promise.holder": "an id",
    "spine.AuditEntry.kind": "a kind of activity",
    "spine.AuditEntry.object_id": "an id",
    "spine.StoredFile.content_type": "told by the content",
    "spine.StoredFile.sha256": "a digest",
    "spine.Job.kind": "a kind of work",
    "spine.Job.error": "what a program said; withheld, and emptied with one's own data",
    "spine.Mail.kind": "a kind of mail",
    "spine.Mail.to": "an address",
    "spine.Mail.language": "one of two codes",
    "spine.Mail.calendar_method": "a word of iCalendar",
    "spine.Mail.error": "what a mail server said; withheld",
}  # fmt: skip


def test_every_column_of_every_table_is_declared():
    assert undeclared() == []


def test_there_is_something_to_declare():
    assert {"people.Staff", "expertise.Offer_sections", "sessions.Session", "spine.Mail"} <= set(declarations())


def test_a_column_that_nobody_declared_is_found():
    class Diary(models.Model):
        line = models.TextField()
        mood = models.CharField(max_length=9)
        picture_file = models.CharField(max_length=16)
        privacy = Declared(record="need", about=("owner",), personal=("line", "gone"), plain=("line", "picture_file"))

        class Meta:
            app_label = "trust"

    try:
        assert list(faults_of(Diary)) == [
            "trust.Diary.mood is not declared",
            "trust.Diary.line stands twice",
            "trust.Diary.gone is declared, but the model has no such column",
            "trust.Diary.owner is declared, but the model has no such column",
            "trust.Diary.owner leads nowhere",
            "trust.Diary.picture_file is a stored file, but not in files",
        ]
        assert "trust.Diary.mood is not declared" in undeclared()
    finally:
        apps.all_models["trust"].pop("diary")
        apps.clear_cache()


def test_a_column_taken_out_of_a_declaration_is_found(monkeypatch):
    monkeypatch.setattr(Need, "privacy", replace(Need.privacy, personal=("practice", "created", "closed")))
    assert "expertise.Need.note is not declared" in undeclared()
    assert "expertise.Need.note holds words, so it must be personal" in undeclared()


def test_a_table_that_joins_two_is_found(monkeypatch):
    without = {label: declared for label, declared in FOREIGN.items() if label != "expertise.Offer_sections"}
    monkeypatch.setattr("staffroom.trust.queries.declared.FOREIGN", without)
    assert undeclared() == ["expertise.Offer_sections is not declared"]


def test_a_row_that_the_matrix_does_not_know_is_found(monkeypatch):
    monkeypatch.setattr(Offer, "privacy", replace(Offer.privacy, record="diary"))
    assert undeclared() == ["expertise.Offer: the visibility matrix has no row diary"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"withheld": ("secret",)}, "secret is withheld, so it must be personal"),
        ({"owners": ("reader",)}, "reader is named as owner, so it must be in about"),
        ({"wrote": {"line": "staff"}}, "line has a writer, so it must be among the words"),
        ({"words": ("line",), "wrote": {"line": "nobody"}}, "nobody is named as writer, so it must be in about"),
        ({"keep": Keep.ONE_YEAR}, "since is missing"),
        ({"personal": ("line", "line")}, "line stands twice"),
    ],
)
def test_contradictions_are_found(changes, fault):
    declared = Declared(**{"record": "need", "about": ("staff",), "personal": ("line",), **changes})
    assert fault in declared.faults(["id", "staff", "line"])


def free_text() -> set[str]:
    """Columns about people that take any text."""
    return {
        f"{model._meta.label}.{name}"
        for model, declared in declared_models()
        for name in typed_columns(model)
        if hasattr(model, "privacy") and name in declared.personal
    }


def test_every_free_text_about_a_person_holds_words_or_says_why_not():
    words = {f"{label}.{name}" for label, declared in declarations().items() for name in declared.words}
    assert free_text() - words == set(NOT_WORDS)
    assert not words & set(NOT_WORDS)


def test_a_forgotten_free_text_is_found(monkeypatch):
    monkeypatch.setattr(Need, "privacy", replace(Need.privacy, words=()))
    words = {f"{label}.{name}" for label, declared in declarations().items() for name in declared.words}
    assert free_text() - words - set(NOT_WORDS) == {"expertise.Need.note"}


def test_people_read_names_not_columns():
    """Every kind and column of the export, every limit and every deletion has its words."""
    about = {label: declared for label, declared in declarations().items() if declared.about or declared.personal}
    assert set(about) - set(TITLES) == set()
    shown = {name for declared in about.values() if declared.about for name in declared.exported()}
    assert shown - set(COLUMNS) == set()
    assert set(KEEPS) == set(Keep) and set(ERASES) == set(Erase)


def test_the_words_of_limits_are_those_of_the_code():
    assert [str(KEEPS[keep]) for keep in Keep if keep is not Keep.SHORT] == [
        str(keep) for keep in Keep if keep is not Keep.SHORT
    ]


def test_the_table_of_limits_is_whole():
    lines = {line.label: line for line in retention_table()}
    assert lines["expertise.Need"].kept == "until the end of the next school year"
    assert "spine.Edition" not in lines
    assert set(lines) == {label for label, one in declarations().items() if one.about or one.personal}

"""A declaration says of each column whether it is personal, and finds out when it says so badly."""

from dataclasses import replace

import pytest

from staffroom.spine.access import Declared, Draft, Keep

HELD = frozenset({"id", "district", "public_id", "owner", "visit", "saw", "score", "when", "picture"})
NOTE = Declared(
    record="note",
    about=("owner", "visit__host"),
    personal=("saw", "picture"),
    plain=("score", "when"),
    words=("saw",),
    files=("picture",),
    keep=Keep.ONE_YEAR,
    since="when",
)


def test_a_good_declaration_has_no_faults():
    assert NOTE.faults(HELD) == []
    assert NOTE.faults(iter(sorted(HELD))) == []


def test_it_speaks_of_its_columns_and_of_those_that_every_record_has():
    assert NOTE.heads() == ("owner", "visit")
    assert NOTE.columns() == HELD | {"district_id"}


@pytest.mark.parametrize(
    ("more", "held", "faults"),
    [
        ({}, HELD | {"mood"}, ["mood is not declared"]),
        ({}, HELD | {"mood", "line"}, ["line is not declared", "mood is not declared"]),
        ({"plain": ("score", "when", "saw")}, HELD, ["saw stands twice"]),
        ({"plain": ("score", "when", "owner")}, HELD, ["owner stands twice"]),
        ({"personal": ("saw", "picture", "saw")}, HELD, ["saw stands twice"]),
        ({"plain": ("score", "when", "score")}, HELD, ["score stands twice"]),
        ({}, HELD - {"saw"}, ["saw is declared, but the model has no such column"]),
        ({}, HELD - {"score"}, ["score is declared, but the model has no such column"]),
        ({}, HELD - {"visit"}, ["visit is declared, but the model has no such column"]),
        ({"files": ("film",)}, HELD, ["film is declared, but the model has no such column"]),
        ({"words": ("saw", "score")}, HELD, ["score holds words, so it must be personal"]),
        ({"withheld": ("score",)}, HELD, ["score is withheld, so it must be personal"]),
        ({"withheld": ("saw", "owner")}, HELD, []),
        ({"owners": ("guest",)}, HELD, ["guest is named as owner, so it must be in about"]),
        ({"owners": ("visit__host",)}, HELD, []),
        ({"wrote": {"picture": "owner"}}, HELD, ["picture has a writer, so it must be among the words"]),
        ({"wrote": {"saw": "guest"}}, HELD, ["guest is named as writer, so it must be in about"]),
        ({"wrote": {"saw": "visit__host"}}, HELD, []),
        ({"draft": Draft("note_draft", "handed_over")}, HELD,
         ["handed_over tells a draft, but the model has no such column"]),
        ({"draft": Draft("note_draft", "when")}, HELD, []),
        ({"since": ""}, HELD, ["since is missing"]),
        ({"since": "", "keep": Keep.SHORT}, HELD, ["since is missing"]),
        ({"since": "", "keep": Keep.OWNER}, HELD, []),
        ({"since": "", "keep": Keep.ROSTER}, HELD, []),
        ({"since": "", "keep": Keep.PLAIN}, HELD, []),
        ({"keep": Keep.OWNER}, HELD, []),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_column(more, held, faults):
    assert replace(NOTE, **more).faults(held) == faults


def test_whose_record_it_is_and_who_wrote_what():
    assert NOTE.owned_by == ("owner",)
    assert replace(NOTE, owners=("visit__host", "owner")).owned_by == ("visit__host", "owner")
    assert Declared(record="time").owned_by == ()
    assert NOTE.writers_of("saw") == ("owner",)
    written = replace(NOTE, wrote={"saw": "visit__host"})
    assert (written.writers_of("saw"), written.writers_of("picture")) == (("visit__host",), ("owner",))


def test_the_owners_export_takes_what_is_about_them_and_not_withheld():
    assert NOTE.exported() == ("owner", "visit", "saw", "picture")
    assert replace(NOTE, withheld=("picture", "owner")).exported() == ("visit", "saw")
    assert replace(NOTE, personal=("owner", "saw")).exported() == ("owner", "visit", "saw")

"""The file of the matrix: whole, and refused with a sentence when it is not."""

import pytest

from staffroom.spine.access.matrix import LETTERS, Column, WrongMatrix, matrix, read, row

CELLS = {column.value: "" for column in Column}


def told(name: str = "thing", *, cells: dict[str, str] | None = None, **other: object) -> str:
    given = {"en": "Thing", "es": "Cosa", "released_by": "owner"} | other
    lines = [f"[{name}]"] + [
        f"{key} = {str(value).lower() if value in (True, False) else repr(value)}" for key, value in given.items()
    ]
    shown = CELLS | (cells or {})
    return "\n".join([*lines, "cells = {" + ", ".join(f"{k} = {v!r}" for k, v in shown.items()) + "}"])


def test_a_row_says_everything_it_was_told():
    found = read(told(cells={"owner": "W", "paired": "Rc"}))["thing"]
    assert (found.name, found.en, found.es, found.released_by, found.built) == ("thing", "Thing", "Cosa", "owner", True)
    assert found.cell(Column.OWNER) == "W"
    assert found.cell(Column.PAIRED) == "Rc"
    assert found.cell(Column.IT) == ""
    assert found.has("c") and found.has("R") and not found.has("p")


def test_a_cell_may_hold_every_letter_once():
    letters = "".join(sorted(LETTERS))
    assert read(told(cells={"owner": letters}))["thing"].cell(Column.OWNER) == letters


def test_a_row_has_its_title_in_both_languages():
    found = read(told())["thing"]
    assert [found.title(language) for language in ("en", "es", "es-mx", "fr")] == ["Thing", "Cosa", "Cosa", "Thing"]


def test_a_row_that_is_not_built_says_so():
    assert read(told(built=False))["thing"].built is False
    assert read(told(built=True))["thing"].built is True


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[thing]\nen = "x"',
            "thing: cells must name exactly owner, paired, team, colleague, principal, central, partner, it.",
        ),
        (
            told(cells={"boss": "R"}),
            "thing: cells must name exactly owner, paired, team, colleague, principal, central, partner, it.",
        ),
        (told(cells={"it": "X"}), "thing, it: 'X' has letters other than R W a c m p."),
        (told(cells={"it": "RR"}), "thing, it: 'RR' has letters other than R W a c m p."),
        (told(released_by="boss"), "thing: released_by must be one of central, it, nobody, owner, steward, team."),
        (told(en=""), "thing: it needs a name in English (en) and in Spanish (es)."),
        (told(es=""), "thing: it needs a name in English (en) and in Spanish (es)."),
    ],
)
def test_a_file_that_does_not_say_one_thing_is_refused(text, sentence):
    with pytest.raises(WrongMatrix) as refused:
        read(text)
    assert str(refused.value) == sentence


def test_the_shipped_matrix_is_read_once():
    assert matrix() is matrix()
    assert set("".join(cell for each in matrix().values() for cell in each.cells.values())) == LETTERS


def test_an_unknown_row_is_named():
    with pytest.raises(LookupError) as refused:
        row("thing")
    assert refused.value.args == ("The visibility matrix has no row 'thing'.",)
    assert row("need").name == "need"


# What trust.md 1.2 says of the private records, written a second time by hand.
BY_HAND = {
    "draft": ("W", "c", "c", "", "", "", "", ""),
    "need": ("W", "Rc", "c", "", "a", "a", "a", ""),
    "note": ("W", "Rc", "c", "", "", "a", "", ""),
    "note_draft": ("W", "", "", "", "", "", "", ""),
    "debrief": ("W", "W", "", "", "", "a", "", ""),
    "survey_answer": ("", "", "", "", "", "", "", ""),
    "cycle_draft": ("W", "c", "W", "", "", "", "c", ""),
    "focal_learner": ("W", "c", "c", "", "a", "a", "a", ""),
    "touch": ("R", "R", "", "", "a", "a", "a", ""),
    "goal": ("W", "c", "c", "", "a", "a", "", ""),
    "offer": ("W", "p", "p", "p", "pa", "pa", "p", ""),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_the_private_rows_are_as_the_trust_model_has_them(name):
    assert tuple(row(name).cell(column) for column in Column) == BY_HAND[name]


def test_nobody_but_its_owner_and_those_named_reads_what_is_private():
    """No private row gives a principal, the central office, IT or any colleague more than a count or a trace."""
    for name in (
        "draft",
        "need",
        "note",
        "note_draft",
        "debrief",
        "survey_answer",
        "cycle_draft",
        "focal_learner",
        "goal",
        "visit",
    ):
        for column in (Column.COLLEAGUE, Column.PRINCIPAL, Column.CENTRAL, Column.IT):
            assert not set(row(name).cell(column)) & set("WRcp"), (name, column)

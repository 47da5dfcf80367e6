"""Subjects as rosters name them."""

import pytest

from staffroom.core.practices import SUBJECTS, subject_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Math", "mathematics"), ("MATHEMATICS", "mathematics"), ("Algebra 1", "mathematics"),
        ("English Language Arts", "english"), ("ELA", "english"),
        ("English Language Development", "english-development"),
        ("Social Studies", "history"), ("Earth Science", "science"), ("AP Biology", "biology"),
        ("P.E.", "physical-education"),
        ("Studio Art", "arts"), ("Martial sports", "Martial sports"), ("Relay", "Relay"), ("", ""),
        ("Matemáticas", "mathematics"),
    ],
)  # fmt: skip
def test_a_subject_of_a_roster_gets_our_code_or_stays_as_it_is(text, code):
    assert subject_code(text) == code


def test_our_own_codes_and_names_come_back():
    assert [subject_code(one.code) for one in SUBJECTS] == [one.code for one in SUBJECTS]
    assert [subject_code(one.name_en) for one in SUBJECTS] == [one.code for one in SUBJECTS]

"""Likeness of two classrooms: symmetric, one for itself, and never higher for being further apart."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from staffroom.core.context import (
    ASPECTS,
    DEFAULT,
    GRADES,
    SENTENCES,
    Context,
    Weights,
    likeness,
    likeness_score,
    likeness_sentence,
    nearness,
)

SHARES = st.none() | st.floats(0, 1)
CONTEXTS = st.builds(
    Context,
    grades=st.frozensets(st.sampled_from(GRADES), max_size=4),
    subjects=st.frozensets(st.sampled_from(["math", "art", "ela", "science"]), max_size=3),
    level=st.sampled_from(["", "elementary", "middle", "high"]),
    english_learners=SHARES,
    iep=SHARES,
    size=st.none() | st.integers(5, 45),
    language_program=st.sampled_from(["", "dual", "english"]),
)


@given(CONTEXTS, CONTEXTS)
def test_symmetric_and_between_zero_and_one(a, b):
    assert likeness(a, b).score == pytest.approx(likeness(b, a).score)
    assert 0 <= likeness(a, b).score <= 1


@given(CONTEXTS)
def test_a_class_is_wholly_like_itself(a):
    assert likeness(a, a).score == pytest.approx(1)
    assert not any(reason.code.endswith("unlike") for reason in likeness(a, a).reasons)


@given(CONTEXTS, CONTEXTS, st.floats(0, 1), st.floats(0, 1), st.sampled_from(["english_learners", "iep"]))
def test_shares_further_apart_are_never_more_alike(a, b, near, far, name):
    a = replace(a, **{name: 0.0})
    near, far = sorted((near, far))
    closer = likeness(a, replace(b, **{name: near})).score
    assert closer >= likeness(a, replace(b, **{name: far})).score - 1e-12


@given(CONTEXTS, CONTEXTS, st.integers(0, 17), st.integers(0, 17), st.integers(0, 17))
def test_grades_further_apart_are_never_more_alike(a, b, mine, near, far):
    assume(abs(mine - near) <= abs(mine - far))

    def score(theirs):
        one, other = frozenset({GRADES[mine]}), frozenset({GRADES[theirs]})
        return likeness(replace(a, grades=one), replace(b, grades=other)).score

    assert score(near) >= score(far) - 1e-12


@given(CONTEXTS, CONTEXTS)
def test_a_common_subject_more_is_never_less_alike(a, b):
    one, both = replace(b, subjects=b.subjects | {"pe"}), replace(a, subjects=a.subjects | {"pe"})
    assume(a.subjects)
    assert likeness(both, one).score >= likeness(a, one).score - 1e-12


@given(CONTEXTS, CONTEXTS)
def test_every_reason_is_a_sentence_in_both_languages(a, b):
    for reason in likeness(a, b).reasons:
        for lang in ("en", "es"):
            text = likeness_sentence(reason, lang)
            assert text.endswith(".") and "{" not in text and "frozenset" not in text


def test_reasons_name_what_is_alike_first_with_both_numbers():
    a = Context(frozenset({"05"}), frozenset({"math"}), "elementary", 0.4, 0.1, 30, "dual")
    b = Context(frozenset({"05"}), frozenset({"art"}), "elementary", 0.35, 0.1, 10, "dual")
    found = likeness(a, b)
    assert [r.code for r in found.reasons] == [
        "grades.alike", "english_learners.alike", "iep.alike", "language_program.alike", "level.alike",
        "size.unlike", "subjects.unlike",
    ]  # fmt: skip
    assert likeness_sentence(found.reasons[1]) == "35 % English learners; in your class 40 %."
    assert found.score == pytest.approx(0.25 + 0.15 * 0.875 + 0.10 + 0.10 + 0.05)


def test_what_only_one_class_tells_counts_a_half_and_what_neither_tells_nothing():
    one = Context(subjects=frozenset({"math"}), size=30)
    assert likeness(one, Context(subjects=frozenset({"math"}))).score == pytest.approx((0.30 + 0.05 * 0.5) / 0.35)
    assert likeness(Context(), Context()).score == 1


def test_weights_sum_to_one_and_every_aspect_has_its_sentences():
    assert sum(DEFAULT) == pytest.approx(1)
    codes = {f"{name}.{ending}" for name in ASPECTS for ending in ("alike", "unlike")}
    assert set(SENTENCES["en"]) == set(SENTENCES["es"]) == codes


# --- A district's own weights -------------------------------------------------------------------------
WEIGHTS = (
    st.lists(st.integers(0, 10), min_size=7, max_size=7).filter(sum).map(lambda w: Weights(*(n / sum(w) for n in w)))
)


@given(CONTEXTS, CONTEXTS, WEIGHTS)
def test_with_any_weights_it_is_symmetric_and_the_score_is_the_same_either_way(a, b, weights):
    there, back = likeness(a, b, weights), likeness(b, a, weights)
    assert there.score == pytest.approx(back.score) and 0 <= there.score <= 1
    assert likeness_score(a, b, weights) == there.score
    assert sum(reason.gain for reason in there.reasons) <= 1 + 1e-9


@given(CONTEXTS, CONTEXTS)
def test_what_weighs_nothing_changes_nothing_and_is_no_reason(a, b):
    only_size = Weights(0, 0, 0, 0, 0, 0, 1)
    assert likeness(a, b, only_size) == likeness(replace(a, subjects=frozenset({"x"})), b, only_size)
    assert all(reason.code.startswith("size.") for reason in likeness(a, b, only_size).reasons)


def test_a_heavier_aspect_decides():
    mine = Context(grades=frozenset({"03"}), english_learners=0.5)
    same_grade = Context(grades=frozenset({"03"}), english_learners=0.1)
    same_share = Context(grades=frozenset({"09"}), english_learners=0.5)
    by_grade, by_share = Weights(0, 0.9, 0.1, 0, 0, 0, 0), Weights(0, 0.1, 0.9, 0, 0, 0, 0)
    assert likeness_score(mine, same_grade, by_grade) > likeness_score(mine, same_share, by_grade)
    assert likeness_score(mine, same_grade, by_share) < likeness_score(mine, same_share, by_share)


@given(CONTEXTS, CONTEXTS)
def test_nearness_is_the_part_of_subjects_and_grades(a, b):
    assert 0 <= nearness(a, b) <= DEFAULT.subjects + DEFAULT.grades + 1e-9
    assert nearness(a, b) == pytest.approx(nearness(b, a))

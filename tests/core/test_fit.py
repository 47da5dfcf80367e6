"""Who fits somebody who asks: words first, then classes; each person once; the same with the shortcut as without."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from staffroom.core import fit
from staffroom.core.context import Context, likeness_score
from staffroom.core.fit import Card, closest, with_practice

CLASSES = st.builds(
    Context,
    grades=st.sampled_from(["KG", "03", "05", "09"]).map(lambda one: frozenset({one})),
    subjects=st.sampled_from(["math", "art"]).map(lambda one: frozenset({one})),
    english_learners=st.sampled_from([0.1, 0.4]),
)
CARDS = st.lists(st.lists(CLASSES, min_size=1, max_size=2).map(tuple), max_size=8).map(
    lambda found: [Card(number, number // 2, contexts) for number, contexts in enumerate(found)]
)
THIRD = Context(grades=frozenset({"03"}), subjects=frozenset({"math"}))
NINTH = replace(THIRD, grades=frozenset({"09"}))


def best(card, mine):
    return max((likeness_score(own, one) for own in mine for one in card.contexts), default=0.0)


@given(CARDS, st.lists(CLASSES, min_size=1, max_size=2))
def test_among_offers_that_fit_the_words_alike_the_order_is_by_classes_and_each_person_comes_once(cards, mine):
    order = closest([(card, 1.0) for card in cards], mine, 20)
    by_key = {card.key: card for card in cards}
    alike = [best(by_key[key], mine) for key in order]
    assert alike == sorted(alike, reverse=True)
    assert sorted(by_key[key].staff for key in order) == sorted({card.staff for card in cards})


def test_words_come_before_classes():
    near, far = Card(1, 1, (THIRD,)), Card(2, 2, (NINTH,))
    assert closest([(near, 0.4), (far, 1.0)], [THIRD], 5) == [2, 1]
    assert closest([(near, 0.9), (far, 1.0)], [THIRD], 5) == [1, 2]  # they fit the words about as well


def test_the_order_is_the_askers_own():
    one, other = Card(1, 1, (THIRD,)), Card(2, 2, (NINTH,))
    found = [(one, 1.0), (other, 1.0)]
    assert closest(found, [THIRD], 5) == [1, 2]
    assert closest(found, [NINTH], 5) == [2, 1]
    assert closest(found, [], 5) == [1, 2]  # nothing to compare: nobody is left out
    assert closest([], [THIRD], 5) == [] and closest(found, [THIRD], 1) == [1]


@settings(max_examples=30)
@given(CARDS, CLASSES)
def test_the_shortcut_keeps_whom_subjects_and_grades_name(cards, mine):
    whole = closest([(card, 1.0) for card in cards], [mine], 3)
    kept, fit.COMPARED = fit.COMPARED, 4
    try:
        short = closest([(card, 1.0) for card in cards], [mine], 3)
    finally:
        fit.COMPARED = kept
    assert len(short) == len(whole) or len(cards) > 4
    if whole and len(cards) <= 4:
        assert short == whole


def test_cards_of_a_practice_come_with_how_well_it_fits():
    card = Card(1, 1, (THIRD,))
    assert with_practice({7: [card]}, {7: 0.9, 8: 0.5}) == {1: (card, 0.9)}

"""Who asks, in pairs: the guard that raises and the answer for a button are one thing."""

import pytest

from staffroom.spine.access import LEADING_A_SCHOOL, ROLE_SENTENCES, Actor, Forbidden, Refused, paired
from staffroom.spine.access.declaring import ALWAYS_PLAIN, Declared, Erase, Keep


def actor(*roles: str) -> Actor:
    return Actor(account_id=1, staff_id=2, district_id=3, roles=frozenset(roles))


def test_a_role_is_held_or_not():
    assert actor("teacher", "leader").has("principal", "leader") is True
    assert actor("teacher").has("principal", "leader") is False
    assert actor("teacher").has() is False
    assert actor().has("teacher") is False


def test_a_refusal_has_a_sentence_an_advice_and_a_status():
    plain = Refused("It is taken.")
    assert (str(plain), plain.sentence, plain.advice, plain.status) == ("It is taken.", "It is taken.", "", 409)
    gone = Refused("Gone.", "Ask IT.", status=410)
    assert (gone.advice, gone.status) == ("Ask IT.", 410)


def test_a_missing_right_is_a_refusal_with_403():
    refused = Forbidden("Not yours.", "Ask the owner.")
    assert isinstance(refused, Refused)
    assert (refused.sentence, refused.advice, refused.status) == ("Not yours.", "Ask the owner.", 403)
    assert Forbidden("Not yours.").advice == ""


@paired
def only_even(number: int, *, strict: bool = False) -> None:
    """Even numbers only."""
    if number % 2:
        raise Refused("Odd.")
    if strict and number == 0:
        raise Forbidden("Nought.")


def test_the_pair_agrees():
    for number, strict, allowed in ((2, False, True), (1, False, False), (0, False, True), (0, True, False)):
        assert only_even.allows(number, strict=strict) is allowed
        if allowed:
            assert only_even(number, strict=strict) is None
        else:
            with pytest.raises(Refused):
                only_even(number, strict=strict)


def test_a_pair_keeps_its_name_and_words():
    @paired
    def may_read() -> None:
        """Whoever may read."""

    assert (may_read.__name__, may_read.__doc__) == ("may_read", "Whoever may read.")


def test_what_is_no_refusal_is_not_swallowed():
    @paired
    def broken() -> None:
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        broken.allows()


def test_every_role_has_a_sentence():
    assert set(ROLE_SENTENCES) == {"teacher", "leader", "principal", "central", "it", "classified"}
    assert all(str(sentence) for sentence in ROLE_SENTENCES.values())
    assert {"principal", "assistant_principal"} == LEADING_A_SCHOOL


def test_a_declaration_speaks_of_all_its_columns():
    declared = Declared(
        record="need", about=("staff", "visit__host"), personal=("note",), plain=("created",), keep=Keep.ONE_YEAR
    )
    assert declared.columns() == ALWAYS_PLAIN | {"staff", "visit", "note", "created"}
    assert Declared(record="time").columns() == ALWAYS_PLAIN
    assert (Declared(record="time").keep, Declared(record="time").erase) == (Keep.PLAIN, Erase.STAYS)

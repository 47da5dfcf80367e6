"""Which passwords are too easy to guess, and what is said about them."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from staffroom.people.passwords import is_common, is_made_of

EASY = [
    "short pass", "Password1234", "p4ssw0rd!!!!", "P@$$w0rd2026", "qwertyuiop123", "sunshine!!!!", "1234567890123",
    "aaaaaaaaaaaa", "abcabcabcabc", "iloveyou2026!", "AnaReyes2026!", "reyes-reyes-1", "MapleUnified1", "Lincoln2026!!",
    "Summer2026!!", "Verano2026!!!", "Otoño2026!!!!", "TeacherTeacher", "MaestraMaestra", "escuela-2026!",
    "LincolnSchool1", "Staffroom2026", "ana.reyes.ana", "September2026!", "Bienvenidos26!",
]  # fmt: skip
GOOD = [
    "plum lantern orbit", "correct horse battery", "caballo grapa batería", "tr0mbone-elastic", "summer plum lantern",
    "839201748392", "кофе и молоко утром", "mi perro come zapatos", "xk2 9vq 4mz tt",
]  # fmt: skip


@pytest.mark.parametrize("password", EASY)
def test_what_is_guessed_first_is_refused_with_what_to_do(cast, password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, cast.ana.account)
    assert any(word in refused.value.messages[0] for word in ("Take ", "Add "))


@pytest.mark.parametrize("password", GOOD)
def test_other_passwords_are_fine_whatever_letters_they_have(cast, password):
    validate_password(password, cast.ana.account)


def test_names_of_others_are_no_matter(cast):
    validate_password("whitfield and garfield go home", cast.ana.account)
    with pytest.raises(ValidationError):
        validate_password("Garfield-2026", cast.gil.account)


def test_it_is_said_in_spanish(cast):
    with translation.override("es"), pytest.raises(ValidationError) as refused:
        validate_password("corta", cast.ana.account)
    assert "Usa al menos 12" in refused.value.messages[0]


def test_without_an_account_the_lists_still_hold():
    assert is_common("P@ssw0rd1234") and not is_common("plum lantern orbit")
    assert is_made_of("teacher2026!", []) and not is_made_of("plum lantern orbit", ["Plum"])


def test_the_form_says_it(cast, as_):
    answer = as_(cast.ana).post("/account/password/set/", {"password1": "Lincoln2026!!", "password2": "Lincoln2026!!"})
    assert "guessed first" in answer.content.decode()

"""What makes a password too easy to guess: other people's passwords, and words that anybody at the school knows.

Twelve letters and no rules about which: length is what helps. Compared after undoing what guessing programs undo
first: capitals, accents, digits for letters, and digits or signs at either end.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 12
FEW = 5  # so many letters must be left when the words that everybody knows are taken out
DIGITS_FOR_LETTERS = str.maketrans("0134578@$!|+", "oieastbasiit")
AT_THE_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
WORDS = frozenset(
    """
    school schools teacher teachers teach teaching principal classroom class education student students staff staffroom
    district elementary middle high unified academy password passwort welcome letmein login admin secret changeme
    escuela escuelas maestra maestro maestras maestros profesor profesora docente directora director aula clase
    educacion alumno alumna estudiante distrito primaria secundaria contrasena clave bienvenido bienvenida secreto
    winter spring summer fall autumn invierno primavera verano otono the and los las del
    january february march april may june july august september october november december
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    """.split()  # noqa: SIM905 - a list of a hundred quoted words cannot be read
)


def letters_of(text: str) -> str:
    """Lower case without accents, and with digits that stand for letters read as those."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _readings(password: str) -> set[str]:
    """The password as guessing programs read it."""
    plain = letters_of(password)
    bare = AT_THE_ENDS.sub("", plain)
    found = {plain, bare, plain.translate(DIGITS_FOR_LETTERS), bare.translate(DIGITS_FOR_LETTERS)}
    found |= {AT_THE_ENDS.sub("", reading) for reading in found}
    found |= {_unit(reading) for reading in found}
    return {reading for reading in found if reading}


def _unit(text: str) -> str:
    """The part of which a text is a repetition: "abcabcabc" is three times "abc"."""
    place = (text + text).find(text, 1)
    return text[:place] if 0 < place < len(text) else text


def is_common(password: str) -> bool:
    """Whether it is one of the passwords that people are known to use, or an often repeated sign."""
    return any(reading in _common() or len(set(reading)) < 4 for reading in _readings(password))


def is_made_of(password: str, words: Iterable[str]) -> bool:
    """Whether hardly anything is left of a password without these words and those that everybody uses."""
    known = {part for word in words for part in re.split(r"\W+", letters_of(word)) if len(part) > 2}
    longest_first = sorted(known | WORDS, key=len, reverse=True)
    return any(_hardly_anything_left(reading, longest_first) for reading in _readings(password))


def _hardly_anything_left(reading: str, words: list[str]) -> bool:
    left = reading
    for word in words:
        left = left.replace(word, " ")
    return left != reading and len(re.sub(r"[\W\d_]+", "", left)) < FEW


def known_words(account: Any) -> list[str]:
    """What anybody knows who knows the person: names, mail address, district and schools."""
    from .queries import words_about  # models: not to be had while settings are read

    return words_about(account) if account is not None else []


class GoodPassword:
    """The one password validator. Each refusal says what to do."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < SHORTEST:
            told = _("This password has %(length)d letters. Take at least 12: three or four words are easily kept.")
            raise ValidationError(told % {"length": len(password)}, code="password_too_short")
        if is_common(password):
            told = _("Many people use this password, so it is guessed first. Take words that do not belong together.")
            raise ValidationError(told, code="password_too_common")
        if is_made_of(password, known_words(user)):
            told = _(
                "This password is made of names, seasons or school words that are guessed first. "
                "Add words that have nothing to do with you or your school."
            )
            raise ValidationError(told, code="password_too_similar")

    def get_help_text(self) -> str:
        return _("At least 12 letters. Three or four words that do not belong together are good; no other rules.")

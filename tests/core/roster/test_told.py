"""Every sentence of the reader in Spanish, with the same fields, found again from its English."""

import re

import pytest

from staffroom.core.roster import messages
from staffroom.core.roster.messages import MESSAGES, MORE
from staffroom.core.roster.messages_es import SPANISH
from staffroom.core.roster.told import in_spanish

FIELD = re.compile(r"\{(\w+)[^}]*\}")


def filled(template: str) -> str:
    return FIELD.sub(lambda field: f"«{field.group(1)}»", template)


def test_both_languages_have_the_same_keys():
    assert SPANISH.keys() == MESSAGES.keys()


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_sentence_keeps_its_fields_and_is_found_again(kind: str):
    for english, spanish in zip(MESSAGES[kind][1:], SPANISH[kind], strict=True):
        assert set(FIELD.findall(spanish)) <= set(FIELD.findall(english))
        assert set(FIELD.findall(MESSAGES[kind].message)) == set(FIELD.findall(SPANISH[kind][0]))
        assert in_spanish(filled(english)) == filled(spanish)


def test_how_many_more_is_told_too():
    assert in_spanish(MORE.format(count=3412)) == "... y 3,412 más como esta."


def test_what_is_no_sentence_of_ours_stays():
    assert in_spanish("The zip is locked.") == "The zip is locked."


def test_every_message_has_a_code_of_its_own():
    parts = (messages.TEXT, messages.PACKAGE, messages.ZIP, messages.ROWS, messages.CHANGES, messages.LINKS,
             messages.MAPPING, messages.EDFI)  # fmt: skip
    assert sum(len(part) for part in parts) == len(messages.MESSAGES)

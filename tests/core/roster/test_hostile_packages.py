"""Hostile packages, read as an upload is: the exact sentence, in both languages, and never a traceback."""

import io
import random

import pytest

from staffroom.core.roster.model import Roster
from staffroom.core.roster.read import read_roster
from staffroom.core.roster.sources import Held
from staffroom.core.roster.told import in_spanish
from staffroom.spine.files.package import open_package
from tests.core.roster.hostile import HOSTILE, Hostile
from tests.core.roster.made import FORMS, SECRET
from tests.core.roster.packages import zipped
from tests.core.roster.test_hostile import CASES

MUTANTS = 40  # of each form, for each way


def read_zip(data: bytes, held: Held | None = None) -> Roster:
    with open_package(io.BytesIO(data)) as package:
        return read_roster(package.files, package.problems, held=held)


def test_the_corpus_is_as_large_as_promised():
    names = [case.what for case in HOSTILE] + [case.what for case in CASES]
    assert len(names) == len(set(names))
    assert sum(case.outcome != "silent" for case in HOSTILE) + len(CASES) >= 200


@pytest.mark.parametrize("case", HOSTILE, ids=[case.what for case in HOSTILE])
def test_a_hostile_package_gets_its_sentence(case: Hostile):
    roster = read_zip(case.zip())
    said = [(one.file, one.row, one.message) for one in roster.problems]
    if case.outcome == "silent":
        assert said == []
    else:
        assert (case.file, case.row, case.sentence) in said
    assert roster.importable is (case.outcome != "refused")
    assert SECRET not in repr(roster)
    for one in roster.problems:
        assert one.advice
        assert in_spanish(one.message) != one.message
        assert in_spanish(one.advice) != one.advice


def _in_the_files(files: dict[str, bytes], some: random.Random) -> bytes:
    """A few bytes of a few files changed, left out, or doubled."""
    made = {name: bytearray(data) for name, data in files.items()}
    for _ in range(some.randint(1, 8)):
        data = made[some.choice(sorted(made))]
        at = some.randrange(max(len(data), 1))
        how = some.randrange(4)
        if how == 0 and data:
            data[at % len(data)] = (
                some.choice(b'\x00",;\n\r\t\xff\xef=') if some.random() < 0.6 else some.randrange(256)
            )
        elif how == 1:
            del data[at : at + some.randint(1, 20)]
        elif how == 2:
            data[at:at] = data[at : at + some.randint(1, 40)]
        else:
            data[at:at] = bytes(some.randrange(256) for _ in range(some.randint(1, 6)))
    return zipped({name: bytes(data) for name, data in made.items()})


def _in_the_zip(files: dict[str, bytes], some: random.Random) -> bytes:
    """A few bytes of the zip itself changed, or its end cut off."""
    data = bytearray(zipped(files))
    for _ in range(some.randint(1, 6)):
        data[some.randrange(len(data))] = some.randrange(256)
    return bytes(data[: some.randrange(len(data))]) if some.random() < 0.2 else bytes(data)


@pytest.mark.parametrize("spoil", [_in_the_files, _in_the_zip])
@pytest.mark.parametrize("form", FORMS)
def test_random_damage_gets_sentences_and_nothing_else(form, spoil):
    some = random.Random(f"{form} {spoil.__name__}")
    for _ in range(MUTANTS):
        data = spoil(FORMS[form], some)
        for held in (None, Held()):
            roster = read_zip(data, held)
            for one in roster.problems:
                assert one.message
                assert one.advice
                assert one.message.startswith("... and ") or in_spanish(one.message) != one.message, one

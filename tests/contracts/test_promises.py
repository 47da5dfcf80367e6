"""What the privacy page promises is kept by tests that exist, and the documents are printed from the same data."""

import ast
import importlib.util
import sys
from pathlib import Path

import pytest

from staffroom.spine.access import matrix
from staffroom.trust import promises as told
from staffroom.trust.promises import WrongPromises, promises

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "privacy_page.py"
FOUND = promises()


def is_there(named: str) -> bool:
    """Whether a file has this test function."""
    file, _, function = named.partition("::")
    path = ROOT / file
    if not path.is_file() or not function.startswith("test_"):
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in ast.walk(tree))


@pytest.mark.parametrize("promise", FOUND.promises, ids=lambda one: one.id)
def test_every_named_test_is_there(promise):
    assert [one for one in promise.tests if not is_there(one)] == []
    assert bool(promise.tests) is not promise.pending


def test_a_test_that_is_gone_is_noticed():
    assert is_there("tests/contracts/test_promises.py::test_a_test_that_is_gone_is_noticed")
    assert not is_there("tests/contracts/test_promises.py::test_that_never_was")
    assert not is_there("tests/contracts/nowhere.py::test_x")
    assert not is_there("tests/contracts/test_promises.py::is_there")


def test_no_promise_waits_for_its_test():
    assert {one.id for one in FOUND.promises if one.pending} == set()


def test_there_are_enough_and_both_languages_differ():
    assert len(FOUND.promises) >= 20 and len(FOUND.invariants) == 8 and len(FOUND.limits) >= 5
    for said in (*FOUND.invariants, *FOUND.limits, *FOUND.relations, *(one.said for one in FOUND.promises)):
        assert said.en and said.es and said.en != said.es
        assert bool(said.en_text) is bool(said.es_text)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('[[promise]]\nid = "a"\nen = "x"\nes = "y"\n', WrongPromises),
        ('[[promise]]\nid = "a"\nen = "x"\nes = "y"\npending = true\ntests = ["t"]\n', WrongPromises),
        ('[[promise]]\nid = "a"\nen = "x"\npending = true\n', WrongPromises),
        ('[[promise]]\nid = "a"\nen = "x"\nes = "y"\npending = true\nrows = ["nothing"]\n', LookupError),
        ('[[promise]]\nid = "a"\nen = "x"\nes = "y"\npending = true\n' * 2, WrongPromises),
    ],
)
def test_a_file_that_says_less_is_refused(text, error):
    with pytest.raises(error):
        told.read(text)


def test_rows_are_those_of_the_matrix():
    assert {row.name for one in FOUND.promises for row in one.rows} <= set(matrix())


# --- The documents -----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("staffroom_privacy_tool", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_document_is_what_is_printed(tool, language):
    assert tool.FILES[language].read_text(encoding="utf-8") == tool.printed(language), "Run tools/privacy_page.py."


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_row_promise_and_test_is_in_the_document(language):
    text = (ROOT / "docs" / ("privacy.md" if language == "en" else "privacy.es.md")).read_text(encoding="utf-8")
    for row in matrix().values():
        assert text.count(f"| {row.title(language)} |") == 1
        assert f"**{row.title(language)}.**" in text
    for one in FOUND.promises:
        assert one.said.name(language) in text
        assert all(f"`{test}`" in text for test in one.tests)

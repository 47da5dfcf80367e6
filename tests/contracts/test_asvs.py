"""The table of OWASP ASVS claims nothing without evidence, leaves nothing out and is printed as it is."""

import ast
import importlib.util
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
DATA = tomllib.loads((ROOT / "docs" / "asvs.toml").read_text())
CHAPTERS = [name for name in DATA if name not in ("standard", "official")]
WORKS = {"sign-in", "files and exports", "sharing", "my data", "shared records"}
# How many the standard has of each level.
LEVELS = {1: 70, 2: 183}


def _tool() -> Any:
    spec = importlib.util.spec_from_file_location("asvs", ROOT / "tools" / "asvs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()
ROWS: dict[str, dict[str, Any]] = TOOL.rows(DATA)


@cache
def named_tests(path: Path) -> frozenset[str]:
    """Names of the tests of a file; those in classes with the class before."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return frozenset(name for name in found if name.split("::")[-1].startswith("test_"))


def missing_test(name: str) -> bool:
    path, _sign, function = name.partition("::")
    file = ROOT / "tests" / path
    return not file.is_file() or function.split("[")[0] not in named_tests(file)


def missing_document(place: str) -> bool:
    path, _sign, what = place.partition("#")
    file = ROOT / path
    if not file.is_file() or not what:
        return True
    text = file.read_text()
    return not re.search(rf"^#+ {re.escape(what)}$", text, re.MULTILINE) if file.suffix == ".md" else what not in text


def missing_setting(name: str) -> bool:
    written = (ROOT / "src" / "staffroom" / "settings.py").read_text()
    return not (re.search(rf"^(?:\w+ = )*{name} = ", written, re.MULTILINE) and hasattr(settings, name))


def test_the_printed_page_is_up_to_date():
    told = (ROOT / "docs" / "asvs.md").read_text()
    assert told == TOOL.page(DATA), "run: python tools/asvs.py"


def test_no_number_is_missing_invented_or_in_the_wrong_place():
    for name in CHAPTERS:
        official = {(one, level) for level in (1, 2) for one in DATA["official"][name][f"L{level}"].split()}
        ours = {(number, row["l"]) for number, row in DATA[name].items() if number != "title"}
        assert ours == official, name
        assert all(number.split(".")[0] == name.removeprefix("V") for number, _level in ours)
    assert list(DATA["official"]) == CHAPTERS == [f"V{number}" for number in range(1, 18)]


def test_the_list_of_numbers_is_the_whole_standard():
    listed = {level: [] for level in LEVELS}
    for chapter in DATA["official"].values():
        for level in LEVELS:
            listed[level] += chapter[f"L{level}"].split()
    assert {level: len(numbers) for level, numbers in listed.items()} == LEVELS
    both = listed[1] + listed[2]
    assert len(both) == len(set(both)) == len(ROWS)


def test_each_row_is_held_or_says_why_not():
    for number, row in ROWS.items():
        assert set(row) <= {"l", "asks", "test", "setting", "document", "na", "open", "work", "note"}, number
        held = {kind for kind in ("test", "setting", "document") if row.get(kind)}
        assert bool(held) + ("na" in row) + ("open" in row) == 1, f"{number}: one of held, na, open"
        assert "work" not in row or ("open" in row and row["work"] in WORKS), number
        assert len(row["asks"]) >= 5 and all(len(row.get(kind, "reason")) >= 5 for kind in ("na", "open")), number


@pytest.mark.parametrize("number", [number for number, row in ROWS.items() if row.get("test")])
def test_every_test_that_is_named_exists(number):
    assert [name for name in ROWS[number]["test"] if missing_test(name)] == []


def test_every_setting_and_document_that_is_named_exists():
    absent = [
        (number, name) for number, row in ROWS.items() for name in row.get("setting", []) if missing_setting(name)
    ]
    absent += [
        (number, one) for number, row in ROWS.items() for one in row.get("document", []) if missing_document(one)
    ]
    assert absent == []


def test_what_does_not_exist_would_be_found():
    assert missing_test("contracts/test_asvs.py::test_of_nobody")
    assert missing_test("contracts/test_of_nobody.py::test_x")
    assert missing_test("contracts/test_asvs.py")
    assert not missing_test("contracts/test_asvs.py::test_what_does_not_exist_would_be_found[x]")
    assert missing_document("docs/operating.md#No such heading") and missing_document("docs/none.md#Settings")
    assert missing_document("docs/operating.md") and not missing_document("docs/operating.md#Settings")
    assert missing_setting("NO_SUCH_SETTING") and not missing_setting("LOGGING")


def test_the_counts_at_the_top_are_those_of_the_rows():
    top = (ROOT / "docs" / "asvs.md").read_text()
    both = re.search(r"^\| both \| (.+) \| 253 \|$", top, re.MULTILINE)
    told = [int(number) for number in both.group(1).split(" | ")]
    kinds = [TOOL.held_by(row) for row in ROWS.values()]
    assert told == [kinds.count(kind) for kind in ("test", "setting", "document", "na", "open")]


def test_it_says_things_in_its_own_words():
    """The standard's sentences all begin alike; ours are short and do not."""
    for number, row in ROWS.items():
        assert not row["asks"].lower().startswith("verify"), number
        assert len(row["asks"].split()) <= 14, number

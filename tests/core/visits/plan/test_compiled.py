"""Machine code is kept where that can be, not needed where it cannot, and never that of other sources."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from staffroom.core.visits.plan import compiled
from staffroom.core.visits.plan.warm import compile_loops


@pytest.fixture(autouse=True)
def _looked_anew(monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", numba.config.CACHE_DIR)
    compiled.place.cache_clear()
    compiled.edition.cache_clear()
    yield
    compiled.place.cache_clear()
    compiled.edition.cache_clear()


def twice(number):
    return number * 2


def test_kept_in_the_named_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert compiled.compiled(twice)(21) == 42
    assert list((tmp_path / compiled.edition()).rglob("*.nbi"))


def test_where_nothing_can_be_written_it_works_all_the_same(monkeypatch):
    """An installed service: neither the code nor a home can be written."""
    monkeypatch.setattr(compiled, "_candidates", lambda _named: iter([Path("/proc/none/loops")]))
    assert compiled.place() is None
    assert compiled.compiled(twice)(21) == 42


def test_the_first_folder_that_can_be_written_is_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(compiled, "_candidates", lambda _named: iter([Path("/proc/none"), tmp_path / "a", tmp_path]))
    assert compiled.place() == tmp_path / "a"


def test_another_loop_that_is_called_is_another_edition(tmp_path, monkeypatch):
    """The compiler would keep what calls the old one: it looks at the file of the caller only."""
    here = tmp_path / "plan"
    shutil.copytree(compiled.HERE, here, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(compiled, "HERE", here)
    before = compiled.edition()
    compiled.edition.cache_clear()
    with (here / "draft.py").open("a") as source:
        source.write("# other words\n")
    assert compiled.edition() != before


def test_stale_machine_code_is_what_the_compiler_alone_would_run(tmp_path):
    """Two files, the second changed after the first was compiled: seen here with the compiler as it comes, so that the
    day it looks further this can go."""
    (tmp_path / "called.py").write_text("import numba\n\n\n@numba.njit(cache=True)\ndef of():\n    return 1\n")
    (tmp_path / "calling.py").write_text(
        "import numba\nfrom called import of\n\n\n@numba.njit(cache=True)\ndef out():\n    return of()\n"
    )
    command = [sys.executable, "-c", "import calling; print(calling.out())"]
    alone = {**os.environ, "PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    assert subprocess.check_output(command, env=alone).strip() == b"1"
    (tmp_path / "called.py").write_text("import numba\n\n\n@numba.njit(cache=True)\ndef of():\n    return 22\n")
    assert subprocess.check_output(command, env=alone).strip() == b"1"


def test_every_loop_that_is_called_from_outside_is_called():
    """After it no plan has anything left to compile: what such a loop calls is compiled, and kept, with it."""
    assert compile_loops() > 10
    modules = [module for name, module in sys.modules.items() if name.startswith("staffroom.core.visits.plan.")]
    loops = {name: each for one in modules for name, each in vars(one).items() if hasattr(each, "py_func")}
    inner = {name for each in loops.values() for name in each.py_func.__code__.co_names}
    outer = {name: each for name, each in loops.items() if name not in inner}
    assert len(outer) > 5
    assert [name for name, each in outer.items() if not each.signatures] == []

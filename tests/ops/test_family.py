"""A child beside the work: it runs, gives way, and is gone with the work."""

import os
import sys
import time
from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from staffroom.cli import main
from staffroom.ops.commands.family import beside
from staffroom.ops.commands.worker import COMPILE

WRITES = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"


def written(path):
    for _ in range(600):
        if path.exists() and path.read_text():
            return int(path.read_text())
        time.sleep(0.05)
    raise AssertionError("the child has not begun")


def test_a_child_gives_way_and_ends_with_the_block(tmp_path):
    note = tmp_path / "pid"
    with beside([sys.executable, "-c", WRITES, str(note)]):
        child = written(note)
        assert os.getpriority(os.PRIO_PROCESS, child) == max(10, os.getpriority(os.PRIO_PROCESS, 0))
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@pytest.mark.parametrize(("arguments", "compiled"), [([], [COMPILE]), (["--once"], [])])
def test_a_worker_that_stays_compiles_beside_its_work(arguments, compiled, monkeypatch, db):
    begun = []
    monkeypatch.setattr("staffroom.ops.commands.worker.beside", lambda command: begun.append(command) or nullcontext())
    monkeypatch.setattr("staffroom.ops.working.Workplace.work", lambda *_given, **_named: None)
    assert CliRunner().invoke(main, ["worker", *arguments]).exit_code == 0
    assert begun == compiled

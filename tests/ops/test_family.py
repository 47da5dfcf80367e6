"""A child beside the work: it runs, gives way, and is gone with the work."""

import os
import sys
import time

import pytest

from staffroom.ops.commands.family import beside

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

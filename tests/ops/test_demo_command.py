"""``staffroom demo`` and ``staffroom worker`` as processes: they start, answer, and end with their children.

They keep a SQLite file of their own, whatever database the tests run on; so they are run once (tools/run_tests.py).
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def environment_of(folder):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "STAFFROOM_DATA": str(folder), "PORT": str(free_port())}


@pytest.fixture
def environment(tmp_path):
    return environment_of(tmp_path / "data")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A demo district that is made once for the file."""
    folder = tmp_path_factory.mktemp("demo")
    environment = environment_of(folder / "data")
    assert "Making the demo district" in prepare(environment, folder)
    return environment, folder


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def start(environment, tmp_path, *arguments, out=subprocess.PIPE):
    return subprocess.Popen(
        [sys.executable, "-m", "staffroom", *arguments],
        env=environment,
        cwd=tmp_path,
        stdout=out,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def prepare(environment, folder, *options):
    """What ``demo --no-serve`` says."""
    process = start(environment, folder, "demo", "--no-serve", *options)
    said = process.communicate(timeout=300)[0]
    assert process.returncode == 0, said
    return said


def wait_for_line(process, said, text, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        if text in said.read_text():
            return
        time.sleep(0.1)
    raise AssertionError(f"{text!r} did not come: {said.read_text()}")


def children_of(pid):
    with Path(f"/proc/{pid}/task/{pid}/children").open() as listed:
        return [int(each) for each in listed.read().split()]


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_opens_answers_and_ends_with_its_children(made, tmp_path, ending):
    environment, _folder = made
    said = tmp_path / "said.txt"
    with said.open("w") as out:
        process = start(environment, tmp_path, "demo", out=out)
    try:
        address = f"http://127.0.0.1:{environment['PORT']}"
        wait_for_line(process, said, f"open at {address}", 180)
        children = children_of(process.pid)
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
            assert (answer.status, answer.read()) == (200, b"ok")
        second = start(environment, tmp_path, "demo")
        refused = second.communicate(timeout=60)[0]
        assert (second.returncode, "Cannot listen on" in refused) == (1, True)
        process.send_signal(ending)
        assert process.wait(30) == 0
        assert len(children) == 2
        assert not any(is_running(child) for child in children)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.mark.slow
def test_a_second_start_keeps_the_district_and_reset_makes_it_anew(made):
    assert "Making the demo district" not in prepare(*made)
    assert "Making the demo district" in prepare(*made, "--reset", "--seed", "2")


@pytest.mark.slow
def test_a_worker_does_what_waits_and_signs_off(environment, tmp_path):
    assert start(environment, tmp_path, "manage", "migrate", "-v0").wait(300) == 0
    process = start(environment, tmp_path, "worker", "--once")
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 0, said
    asked = "from staffroom.spine.jobs import WorkerSeen; print(WorkerSeen.objects.count())"
    shown = start(environment, tmp_path, "manage", "shell", "--no-imports", "-c", asked)
    assert shown.communicate(timeout=60)[0].split()[0] == "0"

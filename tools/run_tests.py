"""What ``make test`` runs, in order, and what it had to leave out.

    python tools/run_tests.py            everything this machine can do
    python tools/run_tests.py --no-lint  the tests only

With the environment variable CI set nothing may be left out: a missing browser or database is a failure.
DATABASE_URL_POSTGRES (in CI also DATABASE_URL, else postgres://postgres@127.0.0.1:5432/test) names the PostgreSQL
on which the tests of data run a second time.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false", "no")
CHROMIUM = Path("/usr/bin/chromium")
POSTGRES_IN_CI = "postgres://postgres@127.0.0.1:5432/test"
# Tests without a database, or with a file of their own, have the same outcome on both.
WITHOUT_DATABASE = ("tests/core", "tests/contracts", "tests/ops/test_demo_command.py")
PROCESSES = os.environ.get("TEST_PROCESSES", "2")

Step = tuple[str, list[str], dict[str, str]]
Outcome = tuple[str, bool, str, list[str]]


def lint_steps() -> Iterator[Step]:
    """Linters, the fastest first."""
    yield "ruff", [str(BIN / "ruff"), "check", "."], {}
    yield "import contracts", [str(BIN / "lint-imports"), "--no-cache"], {}
    yield "bandit", [str(BIN / "bandit"), "-q", "-r", "src", "-lll"], {}
    yield "types of the core", [str(BIN / "mypy")], {}
    yield "types of the spine", [str(BIN / "mypy"), "--config-file", "tools/mypy_spine.ini"], {}


def pytest_step(name: str, *options: str, database: str = "") -> Step:
    # The tests choose their database by DATABASE_URL; without it they run on SQLite.
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    return name, command, {"DATABASE_URL": database}


def test_steps(postgres: str, browser: bool) -> Iterator[Step]:
    # Whole files go to a process, in the order of the collection: the slow ones first (tests/conftest.py).
    together = ["-n", PROCESSES, "--dist", "loadfile", "--no-loadscope-reorder"]
    if postgres:
        left = [f"--ignore={folder}" for folder in WITHOUT_DATABASE]
        yield pytest_step("tests on PostgreSQL", "-m", "not browser", *together, *left, database=postgres)
    if browser and any((ROOT / "tests").rglob("test_*.py")) and _has_browser_tests():
        yield pytest_step("tests in the browser", "-m", "browser", *together)
    yield pytest_step("tests on SQLite", "-m", "not browser", *together)


def _has_browser_tests() -> bool:
    marked = ("pytest.mark.browser", "pytestmark = pytest.mark.browser")
    return any(any(mark in path.read_text() for mark in marked) for path in (ROOT / "tests").rglob("test_*.py"))


def postgres_url() -> str:
    """Where PostgreSQL is, or nothing when none was named and nobody insists."""
    named = os.environ.get("DATABASE_URL_POSTGRES", "")
    if named or not IN_CI:
        return named
    given = os.environ.get("DATABASE_URL", "")
    return given if given.startswith("postgres") else POSTGRES_IN_CI


def postgres_answers(url: str) -> bool:
    import psycopg

    server = url.rsplit("/", 1)[0] + "/postgres"
    try:
        psycopg.connect(server, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        print(f"PostgreSQL does not answer: {error}")
        return False
    return True


def left_out(postgres: str, browser: bool) -> list[str]:
    """What cannot run here, each with what to do about it."""
    told = []
    if not postgres:
        told.append("tests on PostgreSQL: set DATABASE_URL_POSTGRES=postgres://user@host/name")
    elif not postgres_answers(postgres):
        told.append(f"tests on PostgreSQL: start the server of {postgres.rsplit('@', 1)[-1]}")
    if not browser:
        told.append(f"tests in the browser: put Chromium at {CHROMIUM} (apt-get install chromium)")
    return told


def run(step: Step) -> Outcome:
    """Run one step, showing what it says. Returns its name, whether all is well, its last line and the failed tests."""
    name, command, about = step
    print(f"\n--- {name} ---", flush=True)
    environment = {name: value for name, value in {**os.environ, **about}.items() if value or name not in about}
    began, last, failed = time.monotonic(), "", []
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as child:
        for line in child.stdout or ():
            print(line, end="", flush=True)
            last = line.strip() or last
            failed += [line.strip()[:200]] if line.startswith(("FAILED ", "ERROR ")) else []
    return name, child.returncode == 0, f"{last}  [{time.monotonic() - began:.0f} s]", failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-lint", action="store_true", help="the tests only")
    parser.add_argument("--lint", action="store_true", help="the linters only")
    given = parser.parse_args()
    postgres, browser = postgres_url(), CHROMIUM.exists()
    missing = [] if given.lint else left_out(postgres, browser)
    if any("PostgreSQL" in each for each in missing):
        postgres = ""
    steps = [] if given.no_lint else list(lint_steps())
    steps += [] if given.lint else list(test_steps(postgres, browser))
    done = [run(step) for step in steps]
    return tell(done, missing)


def tell(done: list[Outcome], missing: list[str]) -> int:
    """The summary, with every test that failed by name. In CI what was left out is a failure."""
    print("\n--- summary ---")
    for name, well, last, failed in done:
        print(f"{'ok    ' if well else 'FAILED'} {name}: {last}")
        for each in failed:
            print(f"       {each}")
    for each in missing:
        print(f"{'FAILED' if IN_CI else 'left out'} {each}")
    return 0 if all(well for _name, well, *_rest in done) and not (IN_CI and missing) else 1


if __name__ == "__main__":
    sys.exit(main())

"""``staffroom roster check``: exit codes, the JSON, and that neither Django nor a database is touched."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from staffroom.cli import COMMANDS, main
from tests.core.roster.made import ONE_12, SECRET, Files, spoiled, swap


def written(path: Path, files: Files, folder: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(folder + name, data)
    return path


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def test_a_good_zip_is_importable(tmp_path: Path, runner: CliRunner) -> None:
    path = written(tmp_path / "roster.zip", ONE_12)
    done = runner.invoke(main, ["roster", "check", str(path), "--json"])
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert list(found) == ["format", "version", "counts", "problems", "importable"]
    assert (found["format"], found["version"], found["importable"]) == ("oneroster", "1.2", True)
    kinds = "orgs schools terms people teachers staff students guardians sections teachings enrollments"
    assert set(kinds.split()) <= set(found["counts"])
    assert found["problems"] == []
    assert SECRET not in done.output


def test_a_bad_one_is_refused_with_reasons(tmp_path: Path, runner: CliRunner) -> None:
    path = written(tmp_path / "roster.zip", spoiled(ONE_12, swap("orgs.csv", "0600001,", "0600001,s1")))
    done = runner.invoke(main, ["roster", "check", str(path), "--json"])
    assert done.exit_code == 1
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem == {
        "file": "orgs.csv",
        "row": 2,
        "column": "parentSourcedId",
        "severity": "error",
        "message": "The organizations form a circle: d1 -> s1 -> d1.",
        "advice": "Correct a parent so that the tree has a top.",
    }
    shown = runner.invoke(main, ["roster", "check", str(path)])
    assert shown.exit_code == 1
    assert "orgs.csv, row 2, parentSourcedId: The organizations form a circle" in shown.output
    assert "cannot be imported" in shown.output


def test_files_in_a_folder_of_the_zip(tmp_path: Path, runner: CliRunner) -> None:
    path = written(tmp_path / "roster.zip", ONE_12, "export/")
    done = runner.invoke(main, ["roster", "check", str(path)])
    assert done.exit_code == 0
    assert "in a folder of the package" in done.output
    assert "OneRoster 1.2" in done.output


def test_a_path_that_leads_out_is_refused(tmp_path: Path, runner: CliRunner) -> None:
    done = runner.invoke(main, ["roster", "check", str(written(tmp_path / "x.zip", ONE_12, "../")), "--json"])
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (found["format"], found["importable"]) == ("unknown", False)
    assert all("leads out" in one["message"] for one in found["problems"])


def test_a_bomb_is_refused_with_a_sentence(tmp_path: Path, runner: CliRunner) -> None:
    row = b"e1,,,c1,s1," + b"k" * 30_000 + b",student,,,\n"
    bomb = {**ONE_12, "enrollments.csv": ONE_12["enrollments.csv"].split(b"\n")[0] + b"\n" + row * 2_800}
    done = runner.invoke(main, ["roster", "check", str(written(tmp_path / "x.zip", bomb)), "--json"])
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert any("unpacks to more than" in one["message"] for one in found["problems"])


def test_wrong_usage(tmp_path: Path, runner: CliRunner) -> None:
    assert runner.invoke(main, ["roster", "check", str(tmp_path / "nothing")]).exit_code == 2
    assert runner.invoke(main, ["roster", "check"]).exit_code == 2
    assert runner.invoke(main, ["rooster"]).exit_code == 2


def test_every_command_has_help(runner: CliRunner) -> None:
    listed = runner.invoke(main, ["--help"])
    assert listed.exit_code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in listed.output
    assert "--json" in runner.invoke(main, ["roster", "check", "--help"]).output


def test_no_django_is_imported(tmp_path: Path) -> None:
    path = written(tmp_path / "roster.zip", ONE_12)
    code = (
        "import sys\nfrom staffroom.cli import main\n"
        "try:\n    main(['roster', 'check', sys.argv[1], '--json'])\n"
        "except SystemExit as done:\n    assert not done.code\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_bar_only_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from staffroom.ops.commands import roster as command

    path = written(tmp_path / "roster.zip", ONE_12)
    monkeypatch.setattr(command, "_BIG", 1)
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    assert command.read_path(path).importable
    assert "Reading" in shown.getvalue()
    monkeypatch.setattr(sys, "stderr", quiet := io.StringIO())
    assert command.read_path(path).importable
    assert quiet.getvalue() == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

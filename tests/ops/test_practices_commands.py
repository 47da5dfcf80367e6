"""``staffroom practices import`` and ``export``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from staffroom.cli import main
from staffroom.expertise.models import Practice, TaxonomyFile
from tests.core.case.made import data, item, packed, tie
from tests.factories.expertise import make_practice


def ran(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def package(cast, tmp_path) -> Path:
    path = tmp_path / "x.json"
    path.write_bytes(data(packed([item("talk"), item("frames")], [tie("isChildOf", "frames", "talk")])))
    return path


def test_a_dry_run_says_what_would_change_and_writes_nothing(package):
    answer = ran("practices", "import", package, "--district", "maple", "--dry-run")
    assert answer.exit_code == 0, answer.output
    assert "new practice: Frames" in answer.output and "Would be applied: 2 new" in answer.output
    assert not Practice._base_manager.filter(code="frames").exists() and not TaxonomyFile._base_manager.exists()


def test_a_package_is_applied_once_and_then_changes_nothing(package):
    first = json.loads(ran("practices", "import", package, "--district", "maple", "--json").stdout)
    again = json.loads(ran("practices", "import", package, "--district", "maple", "--json").stdout)
    assert (first["state"], first["counts"]["new"], again["counts"]["new"], again["counts"]["same"]) == (
        "applied",
        2,
        0,
        2,
    )
    assert first["changes"][0] == {"kind": "family", "what": "new", "name": "Talk", "fields": []}


def test_what_cannot_be_used_ends_with_one(cast, tmp_path):
    (tmp_path / "x.json").write_text("[]")
    answer = ran("practices", "import", tmp_path / "x.json", "--district", "maple", "--json")
    assert answer.exit_code == 1 and json.loads(answer.stdout)["problems"][0]["code"] == "not_object"
    told = ran("practices", "import", tmp_path / "x.json", "--district", "maple")
    assert told.exit_code == 1 and "Nothing was changed" in told.output
    (tmp_path / "big.json").write_bytes(b" " * (8 * 1024 * 1024 + 1))
    assert "larger than 8 MB" in ran("practices", "import", tmp_path / "big.json", "--district", "maple").output


def test_the_export_is_written_and_comes_back_as_it_was(cast, tmp_path):
    make_practice(cast.district)
    out = tmp_path / "out.json"
    told = json.loads(ran("practices", "export", "--district", "maple", "--out", out, "--json").stdout)
    assert told["version"] == "1.1" and told["items"] == len(json.loads(out.read_text())["CFItems"])
    assert ran("practices", "export", "--district", "maple", "--out", out).exit_code == 1  # it is there already
    assert "CASE 1.0" in ran(
        *("practices", "export", "--district", "maple", "--version", "1.0", "--out", out, "--force")
    ).output  # fmt: skip
    back = json.loads(ran("practices", "import", out, "--district", "maple", "--json").stdout)
    assert (back["counts"]["new"], back["counts"]["changed"]) == (0, 0)
    printed = ran("practices", "export", "--district", "maple")
    assert json.loads(printed.stdout)["CFDocument"]["title"]
    assert ran("practices", "export", "--district", "nowhere").exit_code != 0
    assert ran("practices", "export", "--district", "maple", "--out", tmp_path / "no" / "x.json").exit_code == 1


def test_a_file_is_undone_once(package):
    assert ran("practices", "import", package, "--district", "maple").exit_code == 0
    told = json.loads(ran("practices", "undo", "--district", "maple", "--json").stdout)
    assert (told["file"], told["state"]) == ("x.json", "undone")
    assert not Practice._base_manager.filter(code="frames").exists()
    again = ran("practices", "undo", "--district", "maple")
    assert again.exit_code == 1 and "No such file is applied" in again.output


def test_what_was_changed_since_is_not_undone(package):
    ran("practices", "import", package, "--district", "maple")
    Practice._base_manager.filter(code="frames").update(name_en="Frames by hand")
    answer = ran("practices", "undo", "--district", "maple")
    assert answer.exit_code == 1 and "Somebody has changed" in answer.output
    assert Practice._base_manager.filter(code="frames").exists()

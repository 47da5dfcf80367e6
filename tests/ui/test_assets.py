"""What comes from others: pinned by hash, without addresses; signs and static files that resolve."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def assets() -> ModuleType:
    spec = importlib.util.spec_from_file_location("assets", ROOT / "tools" / "assets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_lock_file_has_hashes_and_no_addresses() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "http" not in text
    packages = {name: package for name, package in json.loads(text)["packages"].items() if name}
    assert len(packages) == 5
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


def test_versions_are_exact_and_agree() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    named = wanted["dependencies"] | wanted["devDependencies"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in named} == named


def test_sprite_holds_the_named_signs(assets: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "sun.svg").write_text('<svg xmlns="x" class="y">\n  <path d="M0"/>\n</svg>', encoding="utf-8")
    sprite = assets.sprite_of([tmp_path / "sun.svg"])
    assert '<symbol id="sun" viewBox="0 0 16 16"><path d="M0"/></symbol>' in sprite


def test_signs_are_found_in_templates_and_code(assets: ModuleType) -> None:
    assert assets.named_icons(["door-open", "calendar-week", "airplane"]) == ["calendar-week", "door-open"]


@pytest.mark.parametrize(("told", "major"), [("10.8.2", 10), ("nonsense", 0)])
def test_npm_version_is_read(assets: ModuleType, tmp_path: Path, told: str, major: int) -> None:
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\necho {told}\n", encoding="utf-8")
    npm.chmod(0o755)
    assert assets._npm_version([str(npm)]) == major
    assert assets._npm_version([str(tmp_path / "absent")]) == 0


def test_failing_npm_is_told(assets: ModuleType, tmp_path: Path, monkeypatch, capsys) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho EINTEGRITY >&2\nexit 1\n", encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setattr(assets, "NPM", tmp_path / "cache")
    monkeypatch.setattr(assets, "find_npm", lambda: [str(npm)])
    monkeypatch.setattr(assets, "_up_to_date", lambda _digest: False)
    assert assets.main() == 1
    assert "EINTEGRITY" in capsys.readouterr().err


def test_every_address_in_our_styles_resolves(settings, tmp_path: Path) -> None:
    """collectstatic under hashed names fails on an address that leads nowhere."""
    settings.STATIC_ROOT = tmp_path
    storage = {"BACKEND": "staffroom.ui.storage.ForgivingManifestStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    call_command("collectstatic", interactive=False, verbosity=0)
    tokens = next(path for path in (tmp_path / "ui").glob("tokens.*.css") if path.suffixes[-1] == ".css")
    urls = re.findall(r'url\("([^"]+)"\)', tokens.read_text(encoding="utf-8"))
    assert urls
    assert all((tmp_path / "ui" / url).exists() and re.search(r"\.[0-9a-f]{12}\.", url) for url in urls)


def test_a_missing_file_keeps_its_plain_name(settings, tmp_path: Path) -> None:
    from staffroom.ui.storage import ForgivingManifestStorage

    settings.STATIC_ROOT = tmp_path
    assert ForgivingManifestStorage(location=tmp_path).url("ui/nowhere.svg").endswith("ui/nowhere.svg")

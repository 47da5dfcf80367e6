"""What comes from others is pinned, hashed, wanted, and listed in a bill of materials."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED = ["base", "dev", "node"]


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sbom", ROOT / "tools" / "sbom.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def loose(text: str) -> list[str]:
    """Lines of a requirements file that name something without an exact version and a hash."""
    blocks = [block for block in re.split(r"\n(?=\S)", text.strip()) if not block.startswith("#")]
    exact = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s*]+ \\\n\s+--hash=sha256:[0-9a-f]{64}")
    return [block.splitlines()[0] for block in blocks if not exact.match(block)]


@pytest.mark.parametrize("name", PINNED)
def test_every_package_has_an_exact_version_and_its_hashes(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert loose(text) == []
    assert "://" not in text, "where packages come from is the machine's own choice"


@pytest.mark.parametrize(
    "planted",
    [
        "django>=5.2",
        "django==5.2.1",
        "django==5.* \\\n    --hash=sha256:" + "a" * 64,
        "--index-" + "url https://elsewhere.example/simple",
        "git+https://elsewhere.example/x.git",
        "django==5.2.1 \\\n    --hash=sha256:short",
    ],
)
def test_a_loose_one_would_be_found(planted):
    assert loose(f"asgiref==3.1 \\\n    --hash=sha256:{'b' * 64}\n{planted}\n")


def test_everything_is_installed_with_its_hashes_asked_for():
    made = (ROOT / "Makefile").read_text()
    installed = re.findall(r"pip install .*-r requirements/\S+", made)
    assert len(installed) >= 2
    assert all("--require-hashes" in line for line in installed)


def test_every_direct_dependency_says_why_it_is_there():
    wanted = (ROOT / "pyproject.toml").read_text().partition("dependencies = [")[2].partition("\n]")[0]
    lines = [line for line in wanted.splitlines() if line.strip()]
    assert len(lines) >= 15
    assert [line for line in lines if not re.search(r'",\s+# \w', line)] == []


def test_the_bill_names_every_pinned_package_with_hashes(sbom):
    told = sbom.bill()
    text = (ROOT / "requirements" / "base.txt").read_text()
    pins = set(re.findall(r"^([A-Za-z0-9._-]+?)(?:\[.*\])?==(\S+)", text, re.MULTILINE))
    ours = {(one["name"], one["version"]) for one in told["components"] if one["purl"].startswith("pkg:pypi/")}
    assert ours == {(name.lower(), version) for name, version in pins}
    assert {one["name"] for one in told["components"]} >= {"django", "bootstrap"}
    assert all(reference["hashes"] for one in told["components"] for reference in one["externalReferences"])
    assert all(one["externalReferences"] for one in told["components"])
    assert {"pytest", "axe-core"} & {one["name"] for one in told["components"]} == set()
    assert {"pytest", "axe-core"} <= {one["name"] for one in sbom.bill(development=True)["components"]}


def test_the_bill_is_written_the_same_each_time(tmp_path):
    for name in ("one", "two"):
        command = [sys.executable, str(ROOT / "tools" / "sbom.py"), "--out", str(tmp_path / name)]
        assert subprocess.run(command, timeout=60).returncode == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    told = json.loads((tmp_path / "one").read_text())
    assert (told["bomFormat"], told["specVersion"], told["metadata"]["component"]["name"]) == (
        *("CycloneDX", "1.6"),
        "staffroom",
    )

"""What Staffroom is made of, as CycloneDX JSON: every pinned package with its version and the hashes that are allowed.

    python tools/sbom.py                     on standard output
    python tools/sbom.py --out staffroom.cdx.json

Read from requirements/base.txt and package-lock.json, so it says what an installation may hold, not what this machine
holds. Packages of development are left out; ``--with-development`` adds them, marked as excluded.
"""

import argparse
import base64
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>\S+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def pinned(text: str) -> Iterator[tuple[str, str, list[str]]]:
    """Name, version and allowed SHA-256 of each package in a requirements file."""
    for block in re.split(r"\n(?=\S)", text):
        found = PIN.match(block)
        if found:
            yield found["name"].lower(), found["version"], HASH.findall(block)


def python_components(path: Path, scope: str) -> Iterator[dict[str, Any]]:
    for name, version, hashes in pinned(path.read_text()):
        address = f"pkg:pypi/{re.sub('[-_.]+', '-', name)}@{version}"
        yield _component(name, version, address, scope, [("SHA-256", one) for one in hashes])


def npm_components(path: Path, development: bool) -> Iterator[dict[str, Any]]:
    for place, about in json.loads(path.read_text())["packages"].items():
        if not place or (about.get("dev", False) and not development):
            continue
        name = place.removeprefix("node_modules/")
        digest = base64.b64decode(about["integrity"].removeprefix("sha512-")).hex()
        address = f"pkg:npm/{name.replace('@', '%40')}@{about['version']}"
        scope = "excluded" if about.get("dev") else "required"
        yield _component(name, about["version"], address, scope, [("SHA-512", digest)])


def _component(name: str, version: str, address: str, scope: str, hashes: list[tuple[str, str]]) -> dict[str, Any]:
    """``hashes`` are of the files that may be installed, one a platform: so they are of external references."""
    allowed = [{"alg": kind, "content": content} for kind, content in hashes]
    references = [{"type": "distribution", "url": address, "hashes": [one]} for one in allowed]
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "scope": scope,
        "purl": address,
        "externalReferences": references,
    }


def bill(*, development: bool = False) -> dict[str, Any]:
    """The whole bill of materials."""
    requirements = ROOT / "requirements"
    components = list(python_components(requirements / "base.txt", "required"))
    components += npm_components(ROOT / "package-lock.json", development)
    if development:
        components += python_components(requirements / "dev.txt", "excluded")
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    product = {"type": "application", "bom-ref": "staffroom", "name": "staffroom"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**product, "version": version.group(1) if version else "0"}},
        "components": sorted(components, key=lambda one: one["bom-ref"]),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="write to this file")
    parser.add_argument("--with-development", action="store_true", help="packages of development too")
    given = parser.parse_args()
    text = json.dumps(bill(development=given.with_development), indent=2) + "\n"
    if given.out:
        given.out.write_text(text)
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

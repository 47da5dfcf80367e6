"""Bring what pages need from others: style, fonts, signs; and compile the translations.

    python tools/assets.py

Takes the machine's own npm when there is one of version 8 or later, else the one of requirements/node.txt, put into
the virtual environment this runs in. ``npm ci`` checks every package against the hashes in package-lock.json and
runs none of their scripts. Quick when nothing changed: the digest of the inputs is kept in ``build/assets.digest``.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "staffroom"
VENDOR = SOURCE / "ui" / "static" / "ui" / "vendor"
BUILD = ROOT / "build"
NPM = BUILD / "npm"
OLDEST_NPM = 8
COPIES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "@fontsource-variable/source-sans-3/files/source-sans-3-{}-wght-{}.woff2": "source-sans-3-{}{}.woff2",
    "@fontsource-variable/source-serif-4/files/source-serif-4-{}-wght-{}.woff2": "source-serif-4-{}{}.woff2",
}
STYLES = {"normal": "", "italic": "-italic"}
WORD = re.compile(r"""["']([a-z][a-z0-9-]+)["']""")


class CannotBring(Exception):
    """Something is missing; the message says what to do."""


def _npm_version(command: list[str]) -> int:
    """The major version of an npm, or 0 when it does not run."""
    try:
        told = subprocess.run([*command, "--version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.match(r"\d+", told.stdout.strip())
    return int(found.group()) if found else 0


def _beside_python(name: str) -> str:
    """A command of the environment this runs in."""
    return str(Path(sys.executable).parent / name)


def find_npm() -> list[str]:
    """The machine's npm, or the one of the environment, installed when it is not there yet."""
    for command in ([shutil.which("npm") or "npm"], [_beside_python("npm")]):
        if _npm_version(command) >= OLDEST_NPM:
            return command
    print("No Node here: bringing one into the virtual environment ...")
    pins = str(ROOT / "requirements" / "node.txt")
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", pins], check=True)
    if not _npm_version([_beside_python("npm")]):
        raise CannotBring("npm is not there, and could not be installed. Install Node.js 18 or later and try again.")
    return [_beside_python("npm")]


def bring_packages() -> None:
    """``npm ci`` into build/npm."""
    command = find_npm()
    NPM.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(ROOT / name, NPM / name)
    print("Bringing fonts, style and signs ...")
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(
        [*command, *arguments], cwd=NPM, capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    if done.returncode:
        raise CannotBring(f"npm could not bring the packages of package-lock.json:\n{done.stderr.strip()}")


def copy_vendor() -> None:
    """The few files that pages ask for, and axe for the browser tests."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    modules = NPM / "node_modules"
    for source, target in COPIES.items():
        if "{}" not in source:
            shutil.copyfile(modules / source, VENDOR / target)
            continue
        for part in ("latin", "latin-ext"):
            for style, suffix in STYLES.items():
                shutil.copyfile(modules / source.format(part, style), VENDOR / target.format(part, suffix))
    style = VENDOR / "bootstrap.min.css"
    style.write_text(re.sub(r"/\*# sourceMappingURL=.*?\*/", "", style.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.copyfile(modules / "axe-core" / "axe.min.js", BUILD / "axe.min.js")


def named_icons(known: Iterable[str]) -> list[str]:
    """Every sign whose name stands in quotes in our templates and code."""
    words: set[str] = set()
    for file in (*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")):
        words.update(WORD.findall(file.read_text(encoding="utf-8")))
    return sorted(words & set(known))


def sprite_of(icons: Iterable[Path]) -> str:
    """One SVG file with a symbol for each sign."""
    symbols = []
    for icon in icons:
        drawing = re.search(r"<svg[^>]*>(.*)</svg>", icon.read_text(encoding="utf-8"), re.DOTALL)
        assert drawing, icon
        symbols.append(f'<symbol id="{icon.stem}" viewBox="0 0 16 16">{" ".join(drawing[1].split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def write_when_changed(target: Path, text: str) -> None:
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")


def write_sprite() -> None:
    folder = NPM / "node_modules" / "bootstrap-icons" / "icons"
    names = named_icons(path.stem for path in folder.glob("*.svg"))
    write_when_changed(VENDOR / "icons.svg", sprite_of(folder / f"{name}.svg" for name in names))


def compile_translations() -> None:
    """Each django.po that is newer than its .mo."""
    for catalogue in SOURCE.glob("**/locale/**/django.po"):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime <= catalogue.stat().st_mtime:
            polib.pofile(str(catalogue)).save_as_mofile(str(compiled))


def digest_of_inputs() -> str:
    """Changes when the pins or this tool change."""
    parts = [(ROOT / name).read_bytes() for name in ("package.json", "package-lock.json", ".npmrc")]
    return hashlib.sha256(json.dumps([p.hex() for p in [*parts, Path(__file__).read_bytes()]]).encode()).hexdigest()


def _up_to_date(digest: str) -> bool:
    kept = BUILD / "assets.digest"
    there = [VENDOR / "bootstrap.min.css", BUILD / "axe.min.js", NPM / "node_modules" / "bootstrap-icons"]
    return kept.exists() and kept.read_text() == digest and all(path.exists() for path in there)


def main() -> int:
    digest = digest_of_inputs()
    try:
        if not _up_to_date(digest):
            bring_packages()
            copy_vendor()
            (BUILD / "assets.digest").write_text(digest)
        write_sprite()
        compile_translations()
    except CannotBring as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

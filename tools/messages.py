"""Collect, check and compile the translations, without any system package.

    python tools/messages.py            add new ids to every src/staffroom/<app>/locale/es .po (Spanish left empty)
    python tools/messages.py --check    list what is missing, untranslated, fuzzy or has other placeholders; exit 1
    python tools/messages.py compile    write the .mo files

Needs polib and Django; collecting also needs Babel. Nothing is imported from Staffroom.
"""

import argparse
import io
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "staffroom"
LANGUAGE = "es"
HOME_OF_LOOSE_FILES = "ui"  # settings.py, cli.py: files that lie in no app
KEYWORDS: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[sdif]|%[sd](?!\w)|\{\w*\}")
TAG = re.compile(r"</?[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Id:
    """What identifies a message: its context, its text and its plural."""

    context: str | None
    text: str
    plural: str | None


def apps() -> list[str]:
    """Names of the packages that hold sentences."""
    return sorted(p.parent.name for p in PACKAGE.glob("*/apps.py"))


def po_path(app: str) -> Path:
    return PACKAGE / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def sources(app: str) -> Iterator[Path]:
    """Every file of an app in which a sentence can stand."""
    folder = PACKAGE / app
    found = [p for p in folder.rglob("*.py") if "migrations" not in p.parts]
    found += [p for suffix in ("html", "txt") for p in folder.glob(f"templates/**/*.{suffix}")]
    if app == HOME_OF_LOOSE_FILES:
        found += PACKAGE.glob("*.py")
    yield from sorted(found)


def as_python(path: Path) -> bytes:
    """A file as text that Babel's Python extractor reads; templates become calls of gettext, line by line."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    from django.utils.translation.template import templatize

    # Every call stands on one line, so leading blanks may go: the extractor would take them for indents.
    return "\n".join(line.strip() for line in templatize(text).splitlines()).encode()


def ids_in(path: Path) -> Iterator[Id]:
    """The messages of one file, in their order."""
    from babel.messages.extract import extract

    for _line, found, _comments, context in extract("python", io.BytesIO(as_python(path)), keywords=KEYWORDS):
        text, plural = found if isinstance(found, tuple) else (found, None)
        if text:
            yield Id(context, text, plural)


def collect(app: str) -> dict[Id, list[str]]:
    """Every message of an app with the files in which it stands."""
    found: dict[Id, list[str]] = defaultdict(list)
    for path in sources(app):
        name = path.relative_to(ROOT).as_posix()
        for each in ids_in(path):
            if name not in found[each]:
                found[each].append(name)
    return dict(found)


def id_of(entry: polib.POEntry) -> Id:
    return Id(entry.msgctxt or None, entry.msgid, entry.msgid_plural or None)


def read(app: str) -> polib.POFile:
    """The catalogue of an app, or a new one."""
    path = po_path(app)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=100)
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = {
        "Project-Id-Version": "staffroom",
        "Language": LANGUAGE,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return fresh


def update(app: str) -> tuple[int, int]:
    """Add the new ids, mark those gone. Returns how many of each. Order is kept, so that branches merge."""
    found, catalogue = collect(app), read(app)
    if not found and not po_path(app).exists():
        return 0, 0
    known = {id_of(entry): entry for entry in catalogue}
    gone = _mark_gone(catalogue, found)
    new = [each for each in found if each not in known]
    for each in new:
        catalogue.append(_entry(each))
    for entry in catalogue:
        entry.occurrences = [(name, "") for name in found.get(id_of(entry), [])]
    po_path(app).parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(po_path(app)))
    return len(new), gone


def _entry(each: Id) -> polib.POEntry:
    made = polib.POEntry(msgctxt=each.context, msgid=each.text, msgid_plural=each.plural or "")
    if each.plural:
        made.msgstr_plural = {0: "", 1: ""}
    if "%(" in each.text:
        made.flags.append("python-format")
    return made


def _mark_gone(catalogue: polib.POFile, found: dict[Id, list[str]]) -> int:
    gone = 0
    for entry in list(catalogue):
        in_use = id_of(entry) in found
        gone += not in_use and not entry.obsolete
        entry.obsolete = not in_use
        if not in_use and not any(_texts(entry)):
            catalogue.remove(entry)
    return gone


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def problems_of_entry(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one translation."""
    if entry.fuzzy:
        yield "fuzzy"
    texts = _texts(entry)
    if not texts or not all(texts):
        yield "untranslated"
        return
    allowed = _marks(entry.msgid) | _marks(entry.msgid_plural)
    whole = _marks(entry.msgid_plural or entry.msgid)
    for text in texts:
        if not _marks(text) <= allowed:
            yield f"placeholders or tags that the English does not have: {sorted(_marks(text) - allowed)}"
    if not whole <= _marks(texts[-1]):
        yield f"placeholders or tags lost: {sorted(whole - _marks(texts[-1]))}"


def _marks(text: str | None) -> set[str]:
    return set(PLACEHOLDER.findall(text or "")) | set(TAG.findall(text or ""))


def check(app: str) -> Iterator[str]:
    """Every problem of one app, one line each."""
    entries = {id_of(entry): entry for entry in read(app) if not entry.obsolete}
    for each, files in collect(app).items():
        faults = problems_of_entry(entries[each]) if each in entries else ["missing: run make messages"]
        for fault in faults:
            yield f"{app}: {files[0]}: {each.text!r}: {fault}"


def wordings() -> Iterator[str]:
    """Messages with two translations in two apps: Django would show only one of them."""
    seen: dict[Id, tuple[str, str]] = {}
    for app in apps():
        for entry in read(app):
            if entry.obsolete or entry.msgid_plural or not entry.msgstr:
                continue
            other, text = seen.setdefault(id_of(entry), (app, entry.msgstr))
            if text != entry.msgstr:
                yield f"{app} and {other}: {entry.msgid!r} has two wordings: {entry.msgstr!r} and {text!r}"


def compile_all() -> int:
    """Write each .mo that is older than its .po. Returns how many were written."""
    written = 0
    for app in apps():
        source = po_path(app)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime > source.stat().st_mtime):
            continue
        # Beside and then renamed: a server that reads at this moment never sees half a file.
        part = target.with_suffix(f".mo.{os.getpid()}.part")
        polib.pofile(str(source)).save_as_mofile(str(part))
        part.replace(target)
        written += 1
    return written


def _configure_django() -> None:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def _update_all() -> int:
    for app in apps():
        new, gone = update(app)
        if new or gone:
            print(f"{app}: {new} new, {gone} no longer used")
    waiting = sum(len(read(app).untranslated_entries()) for app in apps())
    print(f"{waiting} sentences wait for their Spanish.")
    return 0


def _check_all() -> int:
    found = [line for app in apps() for line in check(app)] + list(wordings())
    print("\n".join(found) if found else "Every sentence has its Spanish.")
    return 1 if found else 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["update", "compile"], default="update")
    parser.add_argument("--check", action="store_true", help="change nothing, list what is wrong, exit 1 if anything")
    given = parser.parse_args(arguments)
    if given.what == "compile":
        print(f"{compile_all()} catalogues compiled.")
        return 0
    _configure_django()
    return _check_all() if given.check else _update_all()


if __name__ == "__main__":
    sys.exit(main())

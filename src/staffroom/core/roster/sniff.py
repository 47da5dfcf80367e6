"""Which form of roster a set of files is, and which file is which: by their names, then by their headers."""

from collections.abc import Iterable, Mapping

from staffroom.core.problems import Unreadable
from staffroom.core.roster import forms
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.forms import FileSpec, Form
from staffroom.core.roster.table import Opener
from staffroom.core.roster.text import CsvText
from staffroom.core.roster.values import near, plain

_FAMILIES = (forms.ONEROSTER_12, forms.SDS_1, forms.CLEVER)
_ENOUGH = 0.6  # of a header's names must be known for a file to be taken for another of a strange name


def header_of(opener: Opener) -> list[str]:
    """The plain header names of a file; empty when it cannot be read."""
    try:
        with opener() as stream:
            return [plain(name) for name in CsvText("", stream, Findings()).header]
    except (Unreadable, OSError, EOFError, ValueError):
        return []


def sniff(files: Mapping[str, Opener], findings: Findings) -> tuple[Form, dict[str, str]] | None:
    """(the form, its file names -> the names found), or None when the files are no roster."""
    family = _family(files)
    if family is None:
        return None
    if family.format == "oneroster":
        family = _academic(files, assigned(files, family, Findings()))
    found = assigned(files, family, findings)
    _tell_ignored(files, family, found, findings)
    return family, found


def _family(files: Mapping[str, Opener]) -> Form | None:
    best = max(_FAMILIES, key=lambda form: _score(files, form))
    if _score(files, best) >= 4:
        return best
    headers = [header for header in map(header_of, _tables(files).values()) if header]
    fits = {form.title: sum(_best_fit(header, form) >= _ENOUGH for header in headers) for form in _FAMILIES}
    best = max(_FAMILIES, key=lambda form: (fits[form.title], _score(files, form)))
    return best if fits[best.title] or _score(files, best) >= 2 else None


def _score(files: Mapping[str, Opener], form: Form) -> int:
    """Two points for each file of the form's name, one for a name with a slip of the keyboard."""
    names = {plain(name) for name in files}
    wanted = [plain(spec.name) for spec in form.files if spec.name != "manifest.csv"]
    return sum(2 if name in names else any(near(name, other) for other in names) for name in wanted)


def _tables(files: Mapping[str, Opener]) -> dict[str, Opener]:
    return {name: opener for name, opener in files.items() if name.lower().endswith((".csv", ".txt"))}


def _best_fit(header: Iterable[str], form: Form) -> float:
    return max(_fit(header, spec) for spec in form.files)


def _fit(header: Iterable[str], spec: FileSpec) -> float:
    """How much of a header belongs to a file; 0 when a required column is not there."""
    names = [name for name in header if name]
    known = {plain(name) for name in spec.headers.values()}
    if not names or not {plain(name) for name in spec.required} <= set(names):
        return 0.0
    return sum(name in known for name in names) / len(names)


def assigned(files: Mapping[str, Opener], form: Form, findings: Findings) -> dict[str, str]:
    """The form's file names -> the names found: exact, another case, one slip, and at last by the header."""
    found: dict[str, str] = {spec.name: spec.name for spec in form.files if spec.name in files}
    free = [name for name in files if name not in found and name not in form.ignored]
    for kind, same in (("file_case", _same), ("file_name", near)):
        for spec in form.files:
            fits = [name for name in free if same(plain(name), plain(spec.name))]
            if not fits:
                continue
            if spec.name in found:
                if kind == "file_case":
                    findings.add("file_twice", fits[0], found=fits[0], other=found[spec.name], name=spec.name)
                continue
            found[spec.name] = fits[0]
            free.remove(fits[0])
            findings.add(kind, fits[0], found=fits[0], name=spec.name)
    _by_header(files, form, found, findings)
    return found


def _same(word: str, other: str) -> bool:
    return word == other


def _by_header(files: Mapping[str, Opener], form: Form, found: dict[str, str], findings: Findings) -> None:
    missing = [spec for spec in form.files if spec.needed and spec.name not in found]
    free = {name: opener for name, opener in _tables(files).items() if name not in found.values()} if missing else {}
    headers = {name: header_of(opener) for name, opener in free.items()}
    for spec in missing:
        name = max(headers, key=lambda one: _fit(headers[one], spec), default=None)  # noqa: B023 - used at once
        if name is not None and _fit(headers[name], spec) >= _ENOUGH:
            found[spec.name] = name
            del headers[name]
            findings.add("file_name", name, found=name, name=spec.name)


def _academic(files: Mapping[str, Opener], found: Mapping[str, str]) -> Form:
    """OneRoster or School Data Sync 2, and which version: told by classes, users and roles."""
    headers = {name: set(header_of(files[real])) for name, real in found.items()}
    classes, users = headers.get("classes.csv", set()), headers.get("users.csv", set())
    inline = "role" in users
    if "manifest.csv" not in found and _is_sync(classes, headers.get("roles.csv", set())):
        return forms.SDS_2 if inline else forms.SDS_21
    return forms.ONEROSTER_11 if inline or (not users and "roles.csv" not in found) else forms.ONEROSTER_12


def _is_sync(classes: set[str], roles: set[str]) -> bool:
    if classes:
        return "schoolsourcedid" not in classes and "orgsourcedid" in classes
    return bool(roles) and "sourcedid" not in roles


def _tell_ignored(files: Mapping[str, Opener], form: Form, found: Mapping[str, str], findings: Findings) -> None:
    known = {plain(name) for name in form.ignored}
    for name in files:
        if name not in found.values() and plain(name) not in known:
            findings.add("file_ignored", name, form=form.title)

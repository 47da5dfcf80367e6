"""``read_roster``: from files, whatever their form, to one roster with its findings."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from staffroom.core.problems import Problem
from staffroom.core.roster import clever, oneroster, sds_v1, sds_v2
from staffroom.core.roster.build import Builder
from staffroom.core.roster.edfi import interchanges, read_edfi
from staffroom.core.roster.export import SYSTEM
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.forms import (
    CLEVER,
    ONEROSTER_11,
    ONEROSTER_12,
    ROLES_12,
    SDS_1,
    SDS_2,
    SDS_21,
    FileSpec,
    Form,
)
from staffroom.core.roster.merged import merged_tables
from staffroom.core.roster.model import Mode, Roster
from staffroom.core.roster.sniff import sniff
from staffroom.core.roster.sources import Held, Ledger
from staffroom.core.roster.table import Opener, Table

_READERS: Mapping[str, Callable[[Builder], Roster]] = MappingProxyType(
    {
        ONEROSTER_11.title: oneroster.read,
        ONEROSTER_12.title: oneroster.read,
        SDS_2.title: sds_v2.read,
        SDS_21.title: sds_v2.read,
        SDS_1.title: sds_v1.read,
        CLEVER.title: clever.read,
    }
)
_MODES: dict[str, Mode] = {"bulk": "bulk", "delta": "delta", "absent": "absent"}
Progress = Callable[[str, int], None]


def read_roster(
    files: Mapping[str, Opener],
    problems: Iterable[Problem] = (),
    *,
    staff: Container[str] = frozenset(),
    held: Held | None = None,
    now: datetime | None = None,
) -> Roster:
    """Read a roster of any known form.

    ``files`` maps a file name to a function that opens it as a binary stream; a file may be opened more
    than once. ``problems`` are findings made before (by the unpacker), kept with those made here. ``staff``
    are the ids of the people the district already holds: in a delta of OneRoster 1.2 a changed user whose
    role did not change could as well be a student, and is kept only when known as staff. ``held`` is what the
    source said before: with it a list of changes gives the whole roster, in whatever order the lists come. ``now``
    is the clock of the import: it decides whose employment is over (Ed-Fi), and which
    times of change lie in the future. Raises nothing for bad content:
    everything is in ``Roster.problems``; an error there means "do not import".
    """
    findings = Findings()
    for problem in problems:
        findings.keep(problem)
    if not files:
        return _unread(findings, "no_files", "")
    if edfi := interchanges(files):
        today = None if now is None else now.date()
        roster = read_edfi(edfi, sorted(files.keys() - edfi.keys()), findings, today)
        return replace(roster, sources=dict.fromkeys(held.rows if held else ()))
    known = sniff(files, findings)
    if known is None:
        names = ", ".join(sorted(files)[:8])
        return _unread(findings, "unknown_format", min(files), names=names)
    form, found = known
    return _read(form, files, found, findings, staff, held, now)


def _unread(findings: Findings, kind: str, file: str, names: str = "") -> Roster:
    """A roster of nothing; that there are no files need not be said when the unpacker has said why."""
    if kind != "no_files" or not findings.problems():
        findings.add(kind, file, names=names)
    return Roster("unknown", "", counts=NO_COUNTS, problems=findings.problems())


_COUNTED = "orgs schools terms people teachers staff students guardians sections assignments teachings enrollments"
NO_COUNTS: Mapping[str, int] = MappingProxyType(dict.fromkeys(_COUNTED.split(), 0))


def _read(
    form: Form,
    files: Mapping[str, Opener],
    found: Mapping[str, str],
    findings: Findings,
    staff: Container[str],
    held: Held | None,
    now: datetime | None,
) -> Roster:
    said, ours = _manifest(form, files, found, findings)
    _tell_missing(form, found, said, findings)
    specs = [spec for spec in form.files if spec.name != "manifest.csv"]
    modes = {spec.name: _mode(spec, spec.name in found, said, findings) for spec in specs}
    if held is None or form.format != "oneroster":
        tables = {
            spec.name: Table(spec, real, files[real], findings, mode=modes[spec.name], exact=form.exact_words)
            for spec in specs
            if (real := found.get(spec.name)) is not None
        }
        for table in tables.values():
            table.ours = ours
        roster = _READERS[form.title](Builder(form, tables, findings, modes, staff))
        return replace(roster, sources=dict.fromkeys(held.rows if held else ()))
    return _read_over(form, files, found, findings, modes, held, ours, now)


def _read_over(
    form: Form,
    files: Mapping[str, Opener],
    found: Mapping[str, str],
    findings: Findings,
    modes: dict[str, Mode],
    held: Held,
    ours: bool,
    now: datetime | None,
) -> Roster:
    """Read a package over what its source said before; a list of changes gives the whole roster."""
    ledger = Ledger(held, parks="delta" in modes.values(), now=now)
    specs = [spec for spec in form.files if spec.name != "manifest.csv"]
    if ledger.parks and ROLES_12 not in specs:
        specs.append(ROLES_12)
    tables = merged_tables([(spec, found.get(spec.name)) for spec in specs], files, findings, ledger, modes)
    for table in tables.values():
        table.ours = ours
    whole: dict[str, Mode] = {**modes, **dict.fromkeys(tables, "bulk")}
    roster = _READERS[form.title](Builder(form, tables, findings, whole, parks=ledger.parks))
    return replace(
        roster,
        mode_by_file=dict(modes),
        sources=ledger.touched(),
        parked=tuple(ledger.parked),
        waiting=ledger.waiting,
    )


def _tell_missing(form: Form, found: Mapping[str, str], said: Mapping[str, Mode], findings: Findings) -> None:
    """A file the form cannot do without; a package of changes may leave out any."""
    changes = "delta" in said.values()
    for spec in form.files:
        if spec.needed and spec.name not in found and not (changes and said.get(spec.name) == "absent"):
            findings.add("missing_file", spec.name, name=spec.name, form=form.title)


def _mode(spec: FileSpec, here: bool, said: Mapping[str, Mode], findings: Findings) -> Mode:
    told = said.get(spec.name)
    if here and told == "absent":
        findings.add("manifest_absent", "manifest.csv", name=spec.name)
    elif not here and told in ("bulk", "delta") and not spec.needed:
        findings.add("manifest_missing", "manifest.csv", name=spec.name)
    if not here:
        return "absent"
    return "bulk" if told in (None, "absent") else told


def _manifest(
    form: Form, files: Mapping[str, Opener], found: Mapping[str, str], findings: Findings
) -> tuple[dict[str, Mode], bool]:
    """The mode of each file as the manifest says, by file name, and whether it is an export of ours.

    Versions that do not agree are told.
    """
    said: dict[str, Mode] = {}
    ours = False
    spec = form.by_name.get("manifest.csv")
    if spec is None:
        return said, ours
    real = found.get("manifest.csv")
    if real is None:
        findings.add("no_manifest", "manifest.csv", form=form.title)
        return said, ours
    names = {spec.name.removesuffix(".csv").lower(): spec.name for spec in form.files}
    table = Table(spec, real, files[real], findings)
    for row, (key, value) in table.rows("property", "value"):
        word = key.lower()
        if word == "oneroster.version" and value.removeprefix("v") not in (form.version, form.version + ".0"):
            findings.add("manifest_version", real, row, "value", said=value, found=form.version)
        elif word == "source.systemname":
            ours = value == SYSTEM
        elif word.startswith("file.") and (name := names.get(word[5:])):
            if name in said:
                findings.add("manifest_twice", real, row, "propertyName", value=key)
            if value.lower() not in _MODES:
                findings.add("manifest_value", real, row, "value", value=value)
            said[name] = _MODES.get(value.lower(), "bulk")
    if not said and not table.unread:
        findings.add("manifest_unread", real)
    return said, ours

"""Reading a roster: outside of any transaction, for it may take a minute; then one short write."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from staffroom.core.problems import Problem
from staffroom.core.roster import compare as comparing
from staffroom.core.roster import model as core
from staffroom.core.roster.read import read_roster as read_files
from staffroom.spine.files.package import open_package
from staffroom.spine.files.store import StoredFile
from staffroom.spine.scoping import action

from ..models import ImportChange, RosterImport
from ..queries import current_roster, kept
from ..queries.shape import APPLY_ORDER, SHAPES, record_json

Progress = Callable[[int, int, str], None]
State = RosterImport.State
REFERENCES_LISTED = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """A read file and what it would change. ``changes`` are unsaved ImportChange rows, in the order to apply."""

    roster: core.Roster
    changes: list[ImportChange]
    summary: dict[str, dict[str, int]]
    held_because: list[str]

    @property
    def state(self) -> str:
        if not self.roster.importable:
            return State.REFUSED
        return State.HELD if self.held_because else State.READY


def compare_with_district(path: Path, district_id: int | None, progress: Progress) -> Reading:
    """Read a roster and compare it with what the district holds (nothing, for a district yet to be)."""
    progress(0, 3, _("Reading the file"))
    with open_package(path) as package:
        incoming = read_files(package.files, problems=package.problems)
    progress(1, 3, _("Comparing with what you have"))
    current = current_roster(district_id) if district_id else core.Roster(format="staffroom", version="")
    incoming = kept(incoming, current)
    incoming = replace(incoming, problems=(*incoming.problems, *_unknown_references(incoming, current)))
    if not incoming.importable:
        return Reading(incoming, [], {}, [])
    plan = comparing.compare(current, incoming)
    changes = _rows(plan, incoming, current, district_id)
    return Reading(incoming, changes, _summary(changes), [str(reason) for reason in plan.reasons] if plan.held else [])


def _by_key(roster: core.Roster) -> dict[tuple[str, str], core.Record]:
    kinds = zip(
        APPLY_ORDER,
        (roster.orgs, roster.terms, roster.people, roster.sections, roster.assignments, roster.teachings),
        strict=True,
    )
    return {(kind, core.key_of(record)): record for kind, records in kinds for record in records}


def _rows(
    plan: comparing.ChangePlan, incoming: core.Roster, current: core.Roster, district_id: int | None
) -> list[ImportChange]:
    new, old = _by_key(incoming), _by_key(current)
    gone = _gone_keys(district_id)
    rows = []
    for change in sorted(plan.changes, key=lambda change: APPLY_ORDER.index(change.kind)):
        key = (change.kind, change.source_id)
        after = None if change.op == "leaving" else new[key]
        op = "returning" if change.op == "added" and change.source_id in gone[change.kind] else change.op
        rows.append(
            ImportChange(
                position=len(rows),
                kind=change.kind,
                op=op,
                source_id=change.source_id,
                label=change.label[:255],
                before=record_json(old[key]) if key in old else None,
                after=record_json(after) if after else None,
            )
        )
    return rows


def _gone_keys(district_id: int | None) -> dict[str, set[str]]:
    """Keys of what left earlier: its row is still there and comes back to life."""
    if district_id is None:
        return {kind: set() for kind in SHAPES}
    return {
        kind: {shape.key(row) for row in shape.rows().exclude(**shape.present)} for kind, shape in SHAPES.items()
    }


def _summary(changes: Iterable[ImportChange]) -> dict[str, dict[str, int]]:
    """How many of each change of each kind: ``{"person": {"added": 3}}``."""
    counts: dict[str, dict[str, int]] = {}
    for change in changes:
        of_kind = counts.setdefault(change.kind, {})
        of_kind[change.op] = of_kind.get(change.op, 0) + 1
    return counts


def _unknown_references(incoming: core.Roster, current: core.Roster) -> list[Problem]:
    """A list of changes may name what neither the file nor the district knows. The first twenty, with a count."""
    known = _by_key(incoming).keys() | _by_key(current).keys()
    wanted = [
        *((_("section"), s.title, ("org", s.school)) for s in incoming.sections),
        *((_("assignment"), a.person, ("person", a.person)) for a in incoming.assignments),
        *((_("teacher of a section"), t.person, ("person", t.person)) for t in incoming.teachings),
        *((_("teacher of a section"), t.person, ("section", t.section)) for t in incoming.teachings),
    ]
    missing = [(what, label, key[1]) for what, label, key in wanted if key not in known]
    return [_unknown(*each) for each in missing[:REFERENCES_LISTED]]


def _unknown(what: str, label: str, missing: str) -> Problem:
    return Problem(
        file="",
        row=None,
        column=None,
        severity="error",
        message=_("The %(what)s “%(label)s” names “%(missing)s”, which is neither in the files nor in Staffroom.")
        % {"what": what, "label": label[:60], "missing": missing[:60]},
        advice=_("Bring a complete export, or add the missing row."),
    )


def read_roster(*, roster_import: RosterImport, now: datetime, progress: Progress) -> RosterImport:
    """Read the stored file of an import and keep what was found. A second call changes nothing."""
    if roster_import.state != State.CHECKING:
        return roster_import
    stored = StoredFile.objects.get(public_id=roster_import.stored_file)
    reading = compare_with_district(stored.path, roster_import.district_id, progress)
    progress(2, 3, _("Writing down what would change"))
    return _keep(roster_import=roster_import, reading=reading)


@action
def _keep(*, roster_import: RosterImport, reading: Reading) -> RosterImport:
    held = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if held.state != State.CHECKING:
        return held
    for change in reading.changes:
        change.roster_import, change.district_id = held, held.district_id
    ImportChange.objects.bulk_create(reading.changes, batch_size=500)
    held.state = reading.state
    held.format, held.version = reading.roster.format[:40], reading.roster.version[:20]
    held.counts = dict(reading.roster.counts)
    held.problems = [problem.as_dict() for problem in reading.roster.problems]
    held.summary, held.held_because = reading.summary, reading.held_because
    held.save(update_fields=["state", "format", "version", "counts", "problems", "summary", "held_because"])
    return held



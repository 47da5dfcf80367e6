"""Reading a roster: outside of any transaction, for it may take a minute; then one short write."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from staffroom.core.mapping.packed import read_mapped
from staffroom.core.problems import Problem
from staffroom.core.roster import compare as comparing
from staffroom.core.roster import model as core
from staffroom.core.roster.byhand import respecting
from staffroom.core.roster.read import read_roster as read_files
from staffroom.core.roster.sources import Held
from staffroom.core.roster.year import without_closed
from staffroom.spine.files.package import open_package
from staffroom.spine.files.store import StoredFile
from staffroom.spine.scoping import action

from ..models import ImportChange, ImportSources, RosterImport
from ..queries import (
    closed_years,
    current_roster,
    ends_by_hand,
    gone_keys,
    held_words,
    kept,
    lines_of,
    nothing_held,
    time_zone_of,
    with_silence_filled,
)
from ..queries.shape import as_json
from ..queries.sources import Line, with_package

Progress = Callable[[int, int, str], None]
State = RosterImport.State
REFERENCES_LISTED = 20
_READ = ("state", "format", "version", "counts", "problems", "summary", "held_because")


@dataclass(frozen=True, slots=True)
class Reading:
    """A read file and what it would change. ``changes`` are unsaved ImportChange rows, in the order to apply;
    ``sources`` are the source rows it sets (``queries.sources``)."""

    roster: core.Roster
    changes: list[ImportChange]
    summary: dict[str, dict[str, int]]
    held_because: list[str]
    sources: list[Line]
    ends_over: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        if not self.roster.importable:
            return State.REFUSED
        return State.HELD if self.held_because else State.READY


def compare_with_district(path: Path, district_id: int | None, progress: Progress, now: datetime) -> Reading:
    """Read a roster and compare it with what the district holds (nothing, for a district yet to be)."""
    progress(0, 3, _("Reading the file"))
    current = current_roster(district_id) if district_id else nothing_held()
    held = held_words(district_id, current) if district_id else Held()
    staff = {one.source_id for one in current.people}
    with open_package(path) as package:
        incoming = read_mapped(package.files, current) or read_files(
            package.files, package.problems, staff=staff, held=held, now=now
        )
    progress(1, 3, _("Comparing with what you have"))
    incoming, over = _respecting_us(kept(incoming, current), district_id, now)
    incoming = replace(incoming, problems=(*incoming.problems, *_unknown_references(incoming, current)))
    if not incoming.importable:
        return Reading(incoming, [], {}, [], [])
    plan = comparing.compare(current, incoming, known_before=gone_keys(district_id) if district_id else frozenset())
    names = Names(incoming, current)
    changes = rows_of(plan, names)
    words = incoming.sources if incoming.rebuilt else with_silence_filled(incoming, held)
    reasons = [str(reason) for reason in plan.reasons] if plan.held else []
    return Reading(incoming, changes, plan.summary, reasons, lines_of(words), over)


def _respecting_us(
    incoming: core.Roster, district_id: int | None, now: datetime
) -> tuple[core.Roster, tuple[str, ...]]:
    """The roster without closed years and without what we ended by hand; the ends that are over with it."""
    incoming, closed = without_closed(incoming, *closed_years(district_id))
    found = respecting(incoming, ends_by_hand(district_id, _day_there(district_id, now)))
    told = [_of_a_closed_year(closed)] if closed else []
    told += [_ended_by_hand(found.held)] if found.held else []
    return replace(found.roster, problems=(*found.roster.problems, *told)), found.over


def _day_there(district_id: int | None, now: datetime) -> date:
    return now.astimezone(ZoneInfo(time_zone_of(district_id))).date() if district_id else now.date()


def _ended_by_hand(count: int) -> Problem:
    return Problem(
        file="",
        row=None,
        column=None,
        severity="warning",
        message=_("People or assignments that you ended by hand are still in the files: %(count)d. They stay ended.")
        % {"count": count},
        advice=_("End them in your student information system too."),
    )


def rows_of(plan: comparing.ChangePlan, names: "Names") -> list[ImportChange]:
    """A plan as unsaved rows, in the order in which they are applied."""
    return [_row(position, change, names) for position, change in enumerate(plan.changes)]


def _row(position: int, change: comparing.Change, names: "Names") -> ImportChange:
    return ImportChange(
        position=position,
        kind=change.kind,
        op=change.op,
        source_id=change.source_id,
        label=names.label(change)[:255],
        before=as_json(change.before),
        after=as_json(change.after),
    )


class Names:
    """What people call the records that others refer to by id."""

    def __init__(self, incoming: core.Roster, current: core.Roster) -> None:
        rosters = (current, incoming)
        self.people = {one.source_id: comparing.label_of(one) for roster in rosters for one in roster.people}
        self.sections = {one.source_id: one.title for roster in rosters for one in roster.sections}
        self.places = {one.source_id: one.name for roster in rosters for one in roster.orgs}

    def label(self, change: comparing.Change) -> str:
        """“Ana Reyes · Lincoln Elementary” for what is only known by the ids of others."""
        values = change.after or change.before or {}
        if change.kind == "assignment":
            return self._both(self.people.get(values["person"], ""), self.places.get(values["org"], ""))
        if change.kind == "teaching":
            return self._both(self.people.get(values["person"], ""), self.sections.get(values["section"], ""))
        return change.label

    def _both(self, one: str, other: str) -> str:
        return " · ".join(part for part in (one, other) if part)


def _of_a_closed_year(sections: int) -> Problem:
    return Problem(
        file="",
        row=None,
        column=None,
        severity="warning",
        message=_("Sections of a school year that is closed are in the files: %(count)d. They stay closed.")
        % {"count": sections},
        advice=_("Nothing to do. If that year was closed too early, undo its closing, then bring the roster again."),
    )


def _unknown_references(incoming: core.Roster, current: core.Roster) -> list[Problem]:
    """A list of changes may name what neither the file nor the district knows. The first twenty, with a count."""
    known = {
        (kind, key)
        for roster in (incoming, current)
        for kind, records in comparing.state_of(roster).items()
        for key in records
    }
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
    reading = compare_with_district(stored.path, roster_import.district_id, progress, now)
    progress(2, 3, _("Writing down what would change"))
    return keep_reading(roster_import=roster_import, reading=reading)


@action
def keep_reading(*, roster_import: RosterImport, reading: Reading) -> RosterImport:
    """Write down what was read: state, counts, problems and changes. A second call changes nothing."""
    held = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if held.state != State.CHECKING:
        return held
    for change in reading.changes:
        change.roster_import, change.district_id = held, held.district_id
    ImportChange.objects.bulk_create(reading.changes, batch_size=500)
    if reading.sources:
        rows = with_package(reading.sources, held.public_id)
        ImportSources(district_id=held.district_id, roster_import=held, rows=rows).save()
    held.state = reading.state
    held.format, held.version = reading.roster.format[:40], reading.roster.version[:20]
    held.counts = dict(reading.roster.counts)
    held.problems = [problem.as_dict() for problem in reading.roster.problems]
    held.summary, held.held_because = reading.summary, reading.held_because
    held.parked = [problem.as_dict() for problem in reading.roster.parked]
    held.waiting, held.ends_over = reading.roster.waiting, list(reading.ends_over)
    held.save(update_fields=[*_READ, "parked", "waiting", "ends_over"])
    return held

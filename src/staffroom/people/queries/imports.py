"""Roster imports: one, all, their changes; and how far the district is set up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Actor
from staffroom.spine.files.store import StoredFile
from staffroom.spine.jobs import Job

from ..models import Account, AssignmentRole, ImportChange, ImportSources, RosterImport, School, Staff
from ..rules import bring_rosters

CHANGES_A_PAGE = 50
State = RosterImport.State
# In the order in which they are shown.
KIND_NAMES = {
    "person": _("People"),
    "org": _("Schools"),
    "section": _("Sections"),
    "assignment": _("Assignments"),
    "teaching": _("Who teaches what"),
    "term": _("Terms"),
}
OP_NAMES = {"add": _("New"), "change": _("Changed"), "return": _("Returning"), "leave": _("Leaving")}
LEFT_OUT = "left_out"  # asks for the changes that somebody left out


def op_totals(summary: dict[str, dict[str, int]]) -> list[tuple[Any, int]]:
    """How many records of all kinds are new, changed, returning and leaving; what is none is left out."""
    sums = {op: sum(of_kind.get(op, 0) for of_kind in summary.values()) for op in OP_NAMES}
    return [(OP_NAMES[op], count) for op, count in sums.items() if count]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the set-up checklist: a thing, whether it is done, and the page that does it (a url name)."""

    title: Any
    text: Any
    done: bool
    url_name: str


def checklist(actor: Actor) -> list[Step]:
    """How far the district is set up, as this slice can tell. Higher rooms append their own steps."""
    staff = Staff.objects.filter(active=True).count()
    text = (
        _("%(count)d people are in.") % {"count": staff}
        if staff
        else _("A OneRoster, School Data Sync, Clever or Ed-Fi file.")
    )
    return [Step(_("Bring your staff list"), text, staff > 0, "roster_upload")]


def import_history(actor: Actor) -> list[RosterImport]:
    """All roster imports of the district, latest first, each with ``by_name`` and ``totals``. Raises Forbidden."""
    bring_rosters(actor)
    imports = list(RosterImport.objects.defer("problems")[:200])
    names = {person.pk: str(person) for person in Staff.objects.filter(pk__in={i.by_staff for i in imports})}
    for each in imports:
        each.by_name = names.get(each.by_staff, "")
        each.totals = op_totals(each.summary)
    return imports


def import_for(actor: Actor, public_id: str) -> RosterImport:
    """The one door to a roster import. Http404 for strangers, Forbidden for a colleague without the right."""
    found = RosterImport.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    bring_rosters(actor)
    return found


# What a change may be about, in the order in which it is shown; ids are left out, the label names the record.
FIELD_NAMES = {
    "name": _("Name"),
    "title": _("Title"),
    "given": _("Given name"),
    "family": _("Family name"),
    "preferred": _("Preferred name"),
    "email": _("E-mail"),
    "identifier": _("Staff number"),
    "language": _("Language"),
    "active": _("Works here"),
    "role": _("Role"),
    "org": _("Place"),
    "school": _("School"),
    "grades_low": _("From grade"),
    "grades_high": _("To grade"),
    "course_title": _("Course"),
    "course_code": _("Course code"),
    "subjects": _("School subject"),
    "grades": _("Grades"),
    "periods": _("Periods"),
    "room": _("Room"),
    "terms": _("Terms"),
    "students": _("Students (count)"),
    "primary": _("Main one"),
    "begins": _("Begins"),
    "starts": _("Starts"),
    "ends": _("Ends (first day after)"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a change: its name, what it was, what it becomes; empty text where there is nothing."""

    name: Any
    old: str
    new: str


def differences(change: ImportChange, schools: dict[str, str]) -> list[Difference]:
    """What a change is about. For something new the values it brings; for someone leaving nothing."""
    before, after = change.before or {}, change.after or {}
    if change.op == "leave":
        return []
    shown = (
        (name, _shown(field, before, schools), _shown(field, after, schools)) for field, name in FIELD_NAMES.items()
    )
    return [Difference(*each) for each in shown if each[1] != each[2]]


def _shown(field: str, values: dict[str, Any], schools: dict[str, str]) -> str:
    value = values.get(field)
    if field in ("school", "org") and value is not None:
        return schools.get(value, value) or str(_("Central office"))
    if field == "role" and value:
        return str(dict(AssignmentRole.choices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)


# What the reader counts, in the order in which it is shown.
COUNT_NAMES = {
    "schools": _("Schools"),
    "people": _("Staff"),
    "teachers": _("of them with sections"),
    "sections": _("Sections"),
    "terms": _("Terms"),
    "students": _("Students"),
    "guardians": _("Guardians"),
}


def count_rows(counts: dict[str, int]) -> list[tuple[Any, int]]:
    """Name and number of what was counted in the file."""
    return [(name, counts[key]) for key, name in COUNT_NAMES.items() if key in counts]


def problems_by_file(roster_import: RosterImport, most: int = 20) -> list[tuple[str, list[dict[str, Any]]]]:
    """The first different problems, those that stop the import before the others, grouped by file.

    What is said alike of several rows stands once, with their numbers as ``rows``.
    """
    first = sorted(roster_import.problems, key=lambda problem: problem["severity"] != "error")
    alike: dict[tuple[str, ...], dict[str, Any]] = {}
    for problem in first:
        key = tuple(str(problem[name]) for name in ("file", "column", "severity", "message", "advice"))
        alike.setdefault(key, {**problem, "rows": []})["rows"].append(problem["row"])
    grouped: dict[str, list[dict[str, Any]]] = {}
    for problem in list(alike.values())[:most]:
        problem["rows"] = ", ".join(str(row) for row in problem["rows"] if row is not None)
        grouped.setdefault(problem["file"], []).append(problem)
    return list(grouped.items())


def summary_rows(summary: dict[str, dict[str, int]]) -> list[tuple[str, Any, list[tuple[str, Any, int]]]]:
    """kind, its name, and (op, name, count) for each op: the table of what would change."""
    return [
        (kind, name, [(op, op_name, summary[kind].get(op, 0)) for op, op_name in OP_NAMES.items()])
        for kind, name in KIND_NAMES.items()
        if summary.get(kind)
    ]


def job_of(roster_import: RosterImport) -> Job | None:
    return Job.objects.filter(public_id=roster_import.job).first() if roster_import.job else None


def change_page(roster_import: RosterImport, *, kind: str = "", op: str = "", page: str = "1") -> Page:
    """Fifty changes of an import, each with ``differences`` and names; of one kind of record or change when asked."""
    changes: QuerySet = ImportChange.objects.filter(roster_import=roster_import)
    changes = changes.filter(kind=kind) if kind in KIND_NAMES else changes
    changes = changes.filter(op=op) if op in OP_NAMES else changes
    changes = changes.filter(left_out=True) if op == LEFT_OUT else changes
    found = Paginator(changes, CHANGES_A_PAGE).get_page(page)
    found.object_list = list(found.object_list)
    schools = dict(School.objects.values_list("source_id", "name"))
    for change in found.object_list:
        change.differences = differences(change, schools)
        change.kind_name, change.op_name = KIND_NAMES[change.kind], OP_NAMES[change.op]
    return found


def last_applied() -> RosterImport | None:
    """The import that holds now: applied last and not undone."""
    return RosterImport.objects.filter(state=State.APPLIED).order_by("-applied", "-pk").first()


def brought_last(sha256: str) -> RosterImport | None:
    """The latest import of the district, when its file has these contents."""
    latest = RosterImport.objects.order_by("-created", "-pk").first()
    if latest is None:
        return None
    same = StoredFile.objects.filter(public_id=latest.stored_file, sha256=sha256).exists()
    return latest if same else None


def office_accounts() -> list[Account]:
    """Accounts of the central office of the district in scope, of those who work there."""
    working = Staff.objects.filter(active=True, assignments__role=AssignmentRole.CENTRAL, assignments__active=True)
    accounts = Account.objects.select_related("staff").filter(is_active=True, staff__in=working)
    return list(accounts.order_by("pk"))


def import_with_waiting() -> RosterImport | None:
    """The import that holds now, when rows wait in it for what they point at."""
    found = last_applied()
    return found if found and found.waiting else None


def remembers(roster_import: RosterImport) -> bool:
    """Whether an import holds what the source said, for files that are still to come."""
    return ImportSources.objects.filter(roster_import=roster_import).exists()


def later_import(roster_import: RosterImport, since: datetime) -> RosterImport | None:
    """Another import that was applied or undone after this moment, or that a job is about to apply or undo."""
    others = RosterImport.objects.exclude(pk=roster_import.pk)
    at_work = Q(state__in=[State.APPLYING, State.UNDOING])
    return others.filter(Q(applied__gt=since) | Q(undone__gt=since) | at_work).order_by("-applied").first()


def applied_after(roster_import: RosterImport) -> RosterImport | None:
    """An import that was applied after this one and still holds: it stands on this one."""
    when = roster_import.applied
    if when is None:
        return None
    later = Q(applied=None) | Q(applied__gt=when) | Q(applied=when, pk__gt=roster_import.pk)
    at_work = [State.APPLIED, State.APPLYING, State.UNDOING]
    return RosterImport.objects.filter(later, state__in=at_work).exclude(pk=roster_import.pk).first()

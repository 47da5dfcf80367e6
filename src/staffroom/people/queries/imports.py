"""Roster imports: one, all, their changes; and how far the district is set up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Actor
from staffroom.spine.jobs import Job

from ..models import ImportChange, RosterImport, Staff
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
    text = _("%(count)d people are in.") % {"count": staff} if staff else _("A OneRoster or School Data Sync file.")
    return [Step(_("Bring your staff list"), text, staff > 0, "roster_upload")]


def import_history(actor: Actor) -> list[RosterImport]:
    """All roster imports of the district, latest first, each with ``by_name``. Raises Forbidden."""
    bring_rosters(actor)
    imports = list(RosterImport.objects.defer("problems")[:200])
    names = {person.pk: str(person) for person in Staff.objects.filter(pk__in={i.by_staff for i in imports})}
    for each in imports:
        each.by_name = names.get(each.by_staff, "")
    return imports


def import_for(actor: Actor, public_id: str) -> RosterImport:
    """The one door to a roster import. Http404 for strangers, Forbidden for a colleague without the right."""
    found = RosterImport.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    bring_rosters(actor)
    return found


def job_of(roster_import: RosterImport) -> Job | None:
    return Job.objects.filter(public_id=roster_import.job).first() if roster_import.job else None


def change_page(roster_import: RosterImport, *, kind: str = "", op: str = "", page: str = "1") -> Page:
    """Fifty changes of an import, of one kind of record or one kind of change when asked."""
    changes: QuerySet = ImportChange.objects.filter(roster_import=roster_import)
    changes = changes.filter(kind=kind) if kind else changes
    changes = changes.filter(op=op) if op else changes
    return Paginator(changes, CHANGES_A_PAGE).get_page(page)


def last_applied() -> RosterImport | None:
    """The import that holds now: applied last and not undone."""
    return RosterImport.objects.filter(state=State.APPLIED).order_by("-applied", "-pk").first()


def later_import(roster_import: RosterImport, since: datetime) -> RosterImport | None:
    """Another import that was applied or undone after this moment."""
    others = RosterImport.objects.exclude(pk=roster_import.pk)
    return others.filter(Q(applied__gt=since) | Q(undone__gt=since)).order_by("-applied").first()


def applied_after(roster_import: RosterImport) -> RosterImport | None:
    """An import that was applied after this one and still holds: it stands on this one."""
    others = RosterImport.objects.filter(state__in=[State.APPLIED, State.APPLYING, State.UNDOING])
    others = others.exclude(pk=roster_import.pk).filter(Q(applied=None) | Q(applied__gte=roster_import.applied))
    return others.first() if roster_import.applied else None

"""The taxonomy as a whole: for the people who shape it, and as a CASE package."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffroom.core import case
from staffroom.core.practices import subject_code
from staffroom.people.models import District
from staffroom.spine.access import Actor

from .. import rules
from ..models import Practice, PracticeFamily, TaxonomyFile
from ..models.practices import in_language
from .practices import FAMILIES, Family, families, family_names
from .undoing import changed_since, files_to_undo

SHOWN = 40


def _tuples(links: Iterable[Iterable[str]]) -> tuple[case.Link, ...]:
    return tuple(case.Link(*one) for one in links)


def _spanish(english: str, spanish: str) -> str:
    """Nothing where Spanish says the same: a package holds it once."""
    return "" if spanish == english else spanish


def held_families(district_id: int) -> list[case.Family]:
    """The starter families and the district's own, in their order."""
    rows = {row.code: row for row in PracticeFamily.objects.filter(district_id=district_id)}
    found = [
        case.Family(case.identifier_of("family", code), en, es, code, place)
        for place, (code, (en, es)) in enumerate(FAMILIES.items())
        if code not in rows
    ]
    found += [
        case.Family(
            row.identifier, row.name_en, _spanish(row.name_en, row.name_es), code, row.position, _tuples(row.links)
        )
        for code, row in rows.items()
    ]
    named = {one.code for one in found}
    loose = Practice.objects.filter(district_id=district_id).values_list("family", flat=True).order_by().distinct()
    found += [case.Family(case.identifier_of("family", one), one, "", one, 99) for one in set(loose) - named if one]
    return sorted(found, key=lambda one: (one.position, one.name_en))


def held_taxonomy(district: District) -> case.Taxonomy:
    """What the district holds, retired practices too, as the core knows it (three queries)."""
    groups = held_families(district.pk)
    ids = {one.code: one.identifier for one in groups}
    rows = list(Practice.objects.filter(district_id=district.pk).order_by("position", "name_en", "pk"))
    known = {row.pk: row for row in rows}
    title = f"Practices of {district.name}"
    practices = tuple(_held(row, ids, known) for row in rows)
    return case.Taxonomy(case.identifier_of("taxonomy", district.code), title, district.name, tuple(groups), practices)


def _held(row: Practice, families_by_code: dict[str, str], known: dict[int, Practice]) -> case.Practice:
    over, after = known.get(row.under_id or 0), known.get(row.successor_id or 0)
    return case.Practice(
        identifier=row.identifier,
        code=row.code,
        name_en=row.name_en,
        name_es=_spanish(row.name_en, row.name_es),
        description_en=_spanish(row.name_en, row.description_en),
        description_es=_spanish(row.name_es or row.name_en, row.description_es),
        subject=subject_code(row.subject) if row.subject else "",
        family=families_by_code.get(row.family, ""),
        under=over.identifier if over else "",
        levels=row.steps,
        retired=row.retired.isoformat() if row.retired else "",
        successor=after.identifier if after else "",
        links=_tuples(row.links or ()),
        notation=row.notation,
        uri=row.uri,
        position=row.position,
    )


def case_package(district_id: int, version: str, now: datetime) -> dict[str, Any]:
    """The district's taxonomy as a CASE package. Raises Http404 for a version that there is not."""
    chosen = next((one for one in case.VERSIONS if one == version), None)
    if chosen is None:
        raise Http404
    changed = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return case.package(held_taxonomy(District.objects.get(pk=district_id)), chosen, changed)


# --- Pages of whoever shapes it ------------------------------------------------------------------------
def taxonomy_page(actor: Actor) -> dict[str, Any]:
    """Every practice by family, retired ones apart."""
    rules.shape_practices(actor)
    rows = list(Practice.objects.filter(district_id=actor.district_id).select_related("successor"))
    names = family_names(actor.district_id)
    used = families([row for row in rows if row.active], names)
    empty = [Family(code, in_language(*pair), []) for code, pair in names.items() if code not in {f.code for f in used}]
    return {
        "families": [*used, *empty],
        "retired": sorted((row for row in rows if not row.active), key=lambda row: row.name.casefold()),
        "number": sum(row.active for row in rows),
        "applied": files_to_undo(actor.district_id),
        "files": TaxonomyFile.objects.filter(state=TaxonomyFile.State.READY, district_id=actor.district_id),
        "versions": case.VERSIONS,
    }


def practice_to_shape(actor: Actor, code: str) -> Practice:
    """One practice of the district, retired or not. Raises Forbidden, Http404."""
    rules.shape_practices(actor)
    found = Practice.objects.filter(district_id=actor.district_id, code=code).select_related("successor").first()
    if found is None:
        raise Http404
    return found


def family_to_shape(actor: Actor, code: str) -> case.Family:
    """One family of the district. Raises Forbidden, Http404."""
    rules.shape_practices(actor)
    found = next((one for one in held_families(actor.district_id) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def successors(practice: Practice) -> QuerySet[Practice]:
    """Practices in use that can follow this one."""
    held = Practice.objects.filter(district_id=practice.district_id, active=True).exclude(pk=practice.pk)
    return held.order_by("name_en")


# --- Files ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ShownChange:
    """One line of the preview: the name, whether it is a family, and what differs, in words."""

    name: str
    is_family: bool
    fields: str


def taxonomy_file_for(actor: Actor, public_id: str) -> TaxonomyFile:
    """One file that was brought. Raises Forbidden, Http404."""
    rules.shape_practices(actor)
    found = TaxonomyFile.objects.filter(district_id=actor.district_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def plan_for(district_id: int, content: bytes, today: date) -> tuple[case.Read, case.Plan | None]:
    """What a file says, and what it would change on a day; no plan for a file that cannot be used."""
    found = case.read(content)
    if found.taxonomy is None:
        return found, None
    brought = case.settled(found.taxonomy, today.isoformat())
    return found, case.plan_of(held_taxonomy(District.objects.get(pk=district_id)), brought)


def file_page(actor: Actor, public_id: str) -> dict[str, Any]:
    """A file: what was found, and what would change, computed anew each time."""
    file = taxonomy_file_for(actor, public_id)
    assert actor.today is not None  # noqa: S101 - whoever looks at a page has a day
    found, plan = _looked_at(file, actor.today)
    return {
        "file": file,
        "title": found.taxonomy.title if found and found.taxonomy else "",
        "told": told_findings(found) if found else {"errors": [], "warnings": []},
        "plan": plan,
        "new": [_shown(one) for one in plan.of("new")] if plan else [],
        "changed": [_shown(one) for one in plan.of("changed")] if plan else [],
        "most": SHOWN,
        "undo_page": _undo_of(file),
        "can_apply": plan is not None and bool(plan.changes) and file.state == TaxonomyFile.State.READY,
    }


def _undo_of(file: TaxonomyFile) -> dict[str, Any] | None:
    """Whether an applied file can be undone, and else why not; None when there is nothing to undo."""
    if file.state != TaxonomyFile.State.APPLIED or not file.before:
        return None
    changed = changed_since(file)
    return {"can": not changed, "changed": changed[:3]}


def _looked_at(file: TaxonomyFile, today: date) -> tuple[case.Read | None, case.Plan | None]:
    """A waiting file read anew; of a refused one what was found, since its content is not kept."""
    if file.state == TaxonomyFile.State.READY:
        return plan_for(file.district_id, file.content.encode(), today)
    if file.state == TaxonomyFile.State.REFUSED:
        findings = tuple(case.Finding(code, "error", params) for code, params in file.counts["findings"])
        return case.Read(None, findings), None
    return None, None


def told_findings(found: case.Read) -> dict[str, list[tuple[str, str]]]:
    """Sentences and advice in the reader's language, errors and warnings apart."""
    lang = "es" if (get_language() or "").startswith("es") else "en"
    told: dict[str, list[tuple[str, str]]] = {"errors": [], "warnings": []}
    for one in found.findings:
        told["errors" if one.severity == "error" else "warnings"].append(case.said(one, lang))
    return told


def _shown(change: case.Change) -> ShownChange:
    named = (_field_names().get(name, name) for name in change.fields)
    return ShownChange(
        in_language(change.after.name_en, change.after.name_es), change.kind == "family", ", ".join(named)
    )


def _field_names() -> dict[str, str]:
    return {
        "name_en": _("name in English"), "name_es": _("name in Spanish"), "subject": _("which lessons show it"),
        "description_en": _("description in English"), "description_es": _("description in Spanish"),
        "family": _("family"), "under": _("place"), "levels": _("levels"), "retired": _("retired"),
        "successor": _("what follows it"), "links": _("relations"), "notation": _("its code there"),
        "uri": _("its address"), "position": _("order"),
    }  # fmt: skip


def is_retired(day: str, today: date) -> bool:
    """Whether an ISO date of retirement has come."""
    return bool(day) and day <= today.isoformat()

"""Writes of the taxonomy: one practice or family at a time, or a whole CASE package in one transaction."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.core import case
from staffroom.core.case.reading import slug
from staffroom.core.levels import Level, starter_levels
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import Practice, PracticeFamily, TaxonomyFile
from .once import only_once
from .retiring import lead_on
from .undoing import memories, touched

ADDED = audit.declare("expertise.practice_added", gettext_lazy("{who} added the practice “{what}”."))
CHANGED = audit.declare("expertise.practice_changed", gettext_lazy("{who} changed the practice “{what}”."))
RETIRED = audit.declare("expertise.practice_retired", gettext_lazy("{who} retired the practice “{what}”."))
BACK = audit.declare("expertise.practice_back", gettext_lazy("{who} brought the practice “{what}” back."))
FAMILY = audit.declare("expertise.family_named", gettext_lazy("{who} named the family of practices “{what}”."))
APPLIED = audit.declare(
    "expertise.taxonomy_applied", gettext_lazy("{who} applied a file of practices: {new} new, {changed} changed.")
)
BROUGHT = audit.declare("expertise.taxonomy_brought", gettext_lazy("{who} brought a file of practices."))
ASIDE = audit.declare("expertise.taxonomy_aside", gettext_lazy("{who} put a file of practices aside."))


def _record(kind: str, by: Actor, now: datetime, object_id: str, **facts: Any) -> None:
    audit.record(
        kind,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=object_id,
        facts={"who": by.name, **facts},
    )


def _told(kind: str, by: Actor, now: datetime, practice: Practice) -> None:
    _record(kind, by, now, practice.public_id, what=practice.name_en)


def _free_code(name: str, taken: set[str]) -> str:
    """A code made of the name that nothing else has."""
    base = slug(name) or "practice"
    code, number = base, 2
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return code


def _kept(levels: Sequence[Level], code: str) -> list[list[str]] | None:
    """Levels as they are stored; nothing while they are those of the starter."""
    shown = tuple(one for one in levels if any(astuple(one)))
    return None if shown == starter_levels(code) else [list(astuple(one)) for one in shown]


# --- One at a time -------------------------------------------------------------------------------------
@action
def add_practice(
    *,
    by: Actor,
    now: datetime,
    name_en: str,
    name_es: str = "",
    description_en: str = "",
    description_es: str = "",
    family: str = "",
    subject: str = "",
    levels: Sequence[Level] = (),
) -> Practice:
    """Add a practice of the district's own."""
    rules.shape_practices(by)
    code = _free_code(name_en, queries.practice_codes(by.district_id))
    made = Practice(
        district_id=by.district_id,
        code=code,
        uid=str(uuid4()),
        name_en=name_en,
        name_es=name_es,
        description_en=description_en,
        description_es=description_es,
        family=family,
        subject=subject,
        levels=_kept(levels, code),
    )
    with only_once(_("A practice of this name was added just now."), _("See it in the list.")):
        made.save()
    _told(ADDED, by, now, made)
    return made


@action
def change_practice(
    *,
    by: Actor,
    now: datetime,
    code: str,
    name_en: str,
    name_es: str,
    description_en: str,
    description_es: str,
    family: str,
    subject: str,
    levels: Sequence[Level],
) -> Practice:
    """Rename a practice, or say it otherwise. Its code stays, so that offers, needs and addresses stay."""
    practice = queries.practice_to_shape(by, code)
    practice.name_en, practice.name_es = name_en, name_es
    practice.description_en, practice.description_es = description_en, description_es
    practice.family, practice.subject, practice.levels = family, subject, _kept(levels, code)
    practice.save(
        update_fields=["name_en", "name_es", "description_en", "description_es", "family", "subject", "levels"]
    )
    _told(CHANGED, by, now, practice)
    return practice


@action
def retire_practice(*, by: Actor, now: datetime, code: str, successor: Practice | None = None) -> Practice:
    """Take a practice out of use. Offers on it are found under what follows it; nothing is deleted."""
    practice = queries.practice_to_shape(by, code)
    rules.check_successor(practice, successor)
    practice.active, practice.retired, practice.successor = False, by.today or now.date(), successor
    practice.save(update_fields=["active", "retired", "successor"])
    if successor is not None:  # what it had followed leads on to the same place
        Practice.objects.filter(successor=practice).update(successor=successor)
    _told(RETIRED, by, now, practice)
    return practice


@action
def bring_practice_back(*, by: Actor, now: datetime, code: str) -> Practice:
    """Use a retired practice again."""
    practice = queries.practice_to_shape(by, code)
    if not practice.active:
        practice.active, practice.retired, practice.successor = True, None, None
        practice.save(update_fields=["active", "retired", "successor"])
        _told(BACK, by, now, practice)
    return practice


@action
def name_family(*, by: Actor, now: datetime, name_en: str, name_es: str = "", code: str = "") -> PracticeFamily:
    """Add a family, or rename the one with this code (a starter family too)."""
    rules.shape_practices(by)
    held = {one.code: one for one in queries.held_families(by.district_id)}
    known = queries.family_to_shape(by, code) if code else None
    row = PracticeFamily.objects.filter(code=code, district_id=by.district_id).first() if known else None
    if row is None:
        row = PracticeFamily(
            district_id=by.district_id,
            code=code or _free_code(name_en, set(held)),
            uid="" if known else str(uuid4()),
            position=known.position if known else max((one.position for one in held.values()), default=0) + 1,
        )
    row.name_en, row.name_es = name_en, name_es
    with only_once(_("A family of this name was added just now."), _("See it in the list.")):
        row.save()
    _record(FAMILY, by, now, row.public_id, what=name_en)
    return row


# --- Files ---------------------------------------------------------------------------------------------
@action
def stage_taxonomy(*, by: Actor, now: datetime, name: str, content: bytes) -> TaxonomyFile:
    """Keep a CASE package to be looked at. One that cannot be used is kept as refused, without its content."""
    rules.shape_practices(by)
    found, plan = queries.plan_for(by.district_id, content, by.today or now.date())
    state = TaxonomyFile.State
    file = TaxonomyFile(district_id=by.district_id, file_name=name[:160], created=now, state=state.READY)
    if plan is None:
        file.state, file.counts = state.REFUSED, {"findings": [[one.code, dict(one.params)] for one in found.errors]}
    else:
        file.content, file.counts = content.decode("utf-8-sig"), _counts(plan)
    file.save()
    _record(BROUGHT, by, now, file.public_id)
    return file


def _counts(plan: case.Plan) -> dict[str, int]:
    return {"new": len(plan.of("new")), "changed": len(plan.of("changed")), "same": plan.same, "silent": plan.silent}


@action
def apply_taxonomy(*, by: Actor, now: datetime, public_id: str) -> TaxonomyFile:
    """Write what a file says, all of it or nothing. Applied again it changes nothing."""
    file = queries.taxonomy_file_for(by, public_id)
    if file.state != TaxonomyFile.State.READY:
        raise Refused(
            _("This file is no longer waiting: %(state)s.") % {"state": file.get_state_display().lower()},
            _("Bring it again."),
        )
    today = by.today or now.date()
    _found, plan = queries.plan_for(by.district_id, file.content.encode(), today)
    assert plan is not None  # noqa: S101 - only what can be used is kept as ready
    keys = touched(plan, by)
    led = queries.following(keys)
    before = queries.kept_values([*keys, *led])
    _Writing(by, today).write(plan)
    lead_on(by.district_id)
    file.before = [*memories(keys, before), *(one for one in memories(led, before) if one["before"] != one["after"])]
    counts = _counts(plan)
    file.state, file.applied, file.counts, file.content = TaxonomyFile.State.APPLIED, now, counts, ""
    file.save(update_fields=["state", "applied", "counts", "content", "before"])
    _record(APPLIED, by, now, public_id, new=counts["new"], changed=counts["changed"])
    return file


@action
def discard_taxonomy(*, by: Actor, now: datetime, public_id: str) -> TaxonomyFile:
    """Put a file aside: nothing of it is written, its content is not kept."""
    file = queries.taxonomy_file_for(by, public_id)
    if file.state == TaxonomyFile.State.READY:
        file.state, file.content = TaxonomyFile.State.DISCARDED, ""
        file.save(update_fields=["state", "content"])
        _record(ASIDE, by, now, public_id)
    return file


class _Writing:
    """One plan while it is written: first what there is, then what points at what."""

    def __init__(self, by: Actor, today: date) -> None:
        self.by, self.today = by, today
        self.groups = {one.identifier: one.code for one in queries.held_families(by.district_id)}
        held = Practice.objects.filter(district_id=by.district_id)
        self.rows = {row.identifier: row for row in held}

    def write(self, plan: case.Plan) -> None:
        nodes = [change.after for change in plan.changes]
        for node in nodes:
            if isinstance(node, case.Family):
                self._family(node)
        practices = [node for node in nodes if isinstance(node, case.Practice)]
        for node in practices:
            self._practice(node)
        for node in practices:
            self._ties(node)

    def _family(self, node: case.Family) -> None:
        code = self.groups.get(node.identifier, node.code)
        row = PracticeFamily.objects.filter(district_id=self.by.district_id, code=code).first()
        row = row or PracticeFamily(district_id=self.by.district_id, code=code)
        row.uid, row.name_en, row.name_es, row.position = node.identifier, node.name_en, node.name_es, node.position
        row.links = [list(astuple(one)) for one in node.links]
        row.save()
        self.groups[node.identifier] = code

    def _practice(self, node: case.Practice) -> None:
        row = self.rows.get(node.identifier) or Practice(district_id=self.by.district_id, code=node.code)
        for name in (
            "name_en",
            "name_es",
            "description_en",
            "description_es",
            "subject",
            "notation",
            "uri",
            "position",
        ):
            setattr(row, name, getattr(node, name))
        row.uid = node.identifier
        row.family = self.groups.get(node.family, "")
        row.levels = _kept(node.levels, row.code)
        row.links = [list(astuple(one)) for one in node.links]
        row.retired = date.fromisoformat(node.retired) if node.retired else None
        row.active = not queries.is_retired(node.retired, self.today)
        row.save()
        self.rows[node.identifier] = row

    def _ties(self, node: case.Practice) -> None:
        row = self.rows[node.identifier]
        row.under, row.successor = self.rows.get(node.under), self.rows.get(node.successor)
        row.save(update_fields=["under", "successor"])

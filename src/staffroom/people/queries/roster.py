"""The roster as Staffroom holds it, in the core's words, and what of a file Staffroom keeps."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from staffroom.core.practices import SUBJECT, subject_code
from staffroom.core.roster import model as core
from staffroom.core.roster.compare import state_of
from staffroom.core.roster.export import Lines, one_roster
from staffroom.spine.scoping import district_scope

from ..models import Assignment, District, School, Section, Staff, Term
from .shape import SHAPES, joined

# Everything that is not a school is one place here: assignments without a school.
CENTRAL_OFFICE = core.Org("", "", "district")
PLURALS = {
    "org": "orgs",
    "term": "terms",
    "person": "people",
    "assignment": "assignments",
    "section": "sections",
    "teaching": "teachings",
}


def current_roster(district_id: int) -> core.Roster:
    """What the district holds now, without what has left (six queries)."""
    with district_scope(district_id):
        found = {
            PLURALS[kind]: tuple(shape.record(row) for row in shape.rows().filter(**shape.present))
            for kind, shape in SHAPES.items()
        }
    found["orgs"] = (CENTRAL_OFFICE, *found["orgs"])
    return core.Roster(format="staffroom", version="", **found)


def nothing_held() -> core.Roster:
    """The roster of a district that has none yet."""
    return core.Roster(format="staffroom", version="", orgs=(CENTRAL_OFFICE,))


def gone_keys(district_id: int) -> frozenset[tuple[str, str]]:
    """(kind, key) of what left earlier: its row is still there and comes back to life."""
    with district_scope(district_id):
        return frozenset(
            (kind, shape.key(row))
            for kind, shape in SHAPES.items()
            if shape.present
            for row in shape.rows().exclude(**shape.present)
        )


def roster_digest(district_id: int) -> str:
    """One fingerprint of the roster: equal before an import and after its undo. Who has left is not in it."""
    current = current_roster(district_id)
    state = state_of(replace(current, people=tuple(person for person in current.people if person.active)))
    lines = sorted(repr((kind, record)) for kind, records in state.items() for record in records.values())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _longest(model: type, name: str) -> int:
    return model._meta.get_field(name).max_length  # type: ignore[attr-defined]


def kept(incoming: core.Roster, current: core.Roster) -> core.Roster:
    """A read roster, reduced to what Staffroom keeps, so that the same file twice changes nothing.

    Schools stay, other organizations become the central office; what has no column is left out; texts are
    cut to their columns; what the file is silent about stays as it is (:func:`_silence_kept`).
    """
    schools = _kept_schools(incoming)
    places = {org.source_id for org in schools}
    if incoming.mode_by_kind.get("org", "bulk") != "bulk":
        places |= {org.source_id for org in current.orgs}
    reduced = replace(
        incoming,
        orgs=(CENTRAL_OFFICE, *schools),
        terms=tuple(_kept_term(term) for term in incoming.terms),
        people=tuple(_kept_person(person) for person in incoming.people),
        assignments=_kept_assignments(incoming.assignments, places),
        sections=_kept_sections(incoming.sections, current.sections),
        teachings=tuple(
            replace(teaching, begins=_begins(teaching.begins, teaching.ends)) for teaching in incoming.teachings
        ),
        leaving=frozenset((kind, _kept_key(kind, key, places)) for kind, key in incoming.leaving),
    )
    silent = NEVER_TOLD if incoming.rebuilt else MAY_BE_SILENT
    told = {kind: _silence_kept(getattr(reduced, kind), getattr(current, kind), silent[kind]) for kind in silent}
    return replace(reduced, **told)


# Fields that many exports do not carry. Empty in every row, they say nothing; empty in some, they are empty.
MAY_BE_SILENT = {
    "orgs": ("identifier", "grades_low", "grades_high"),
    "people": ("preferred", "email", "identifier", "language"),
    "assignments": ("title", "begins", "ends"),
    "sections": ("course_title", "course_code", "subjects", "grades", "periods", "room", "terms", "students"),
}
# What OneRoster has no place for. All else its last words tell, an empty cell too.
NEVER_TOLD = {"orgs": ("grades_low", "grades_high"), "people": ("language",), "assignments": ("title",)}


def _silence_kept(told: tuple[Any, ...], held: tuple[Any, ...], fields: tuple[str, ...]) -> tuple[Any, ...]:
    """Records as told, but for fields empty in every one of them: those stay as they are held."""
    silent = [name for name in fields if not any(getattr(one, name) for one in told)]
    if not silent:
        return told
    before = {core.key_of(one): one for one in held}
    return tuple(
        replace(one, **{name: getattr(before[core.key_of(one)], name) for name in silent})
        if core.key_of(one) in before
        else one
        for one in told
    )


def _kept_schools(incoming: core.Roster) -> tuple[core.Org, ...]:
    teaching_places = {section.school for section in incoming.sections}
    return tuple(
        replace(
            org,
            name=org.name[: _longest(School, "name")],
            kind="school",
            identifier="",
            parent="",
            grades_low=org.grades_low[: _longest(School, "grades_low")],
            grades_high=org.grades_high[: _longest(School, "grades_high")],
        )
        for org in incoming.orgs
        if org.source_id and (org.kind == "school" or org.source_id in teaching_places)
    )


def _kept_term(term: core.Term) -> core.Term:
    title = term.title[: _longest(Term, "title")]
    return replace(term, title=title, parent="", ends=max(term.starts, term.ends))


def _kept_person(person: core.Person) -> core.Person:
    names = ("given", "family", "preferred", "email", "identifier", "language")
    cut = {name: getattr(person, name)[: _longest(Staff, name)] for name in names}
    return replace(person, middle="", username="", **cut)


def _kept_sections(told: Iterable[core.Section], held: Iterable[core.Section]) -> tuple[core.Section, ...]:
    """A subject that is told word for word as we hold it stays: our own export comes back unchanged."""
    subjects = {section.source_id: section.subjects for section in held}
    kept_ones = ((section, _kept_section(section)) for section in told)
    return tuple(
        replace(made, subjects=section.subjects) if section.subjects == subjects.get(section.source_id) else made
        for section, made in kept_ones
    )


def _kept_section(section: core.Section) -> core.Section:
    names = ("title", "course_title", "course_code", "room")
    cut = {name: getattr(section, name)[: _longest(Section, name)] for name in names}
    lists = {name: _whole(getattr(section, name), _longest(Section, name)) for name in ("grades", "periods", "terms")}
    return replace(section, subjects=_kept_subject(section), **cut, **lists)


def _kept_subject(section: core.Section) -> tuple[str, ...]:
    """Our code of the first subject; of a class whose file names none, what its titles tell, if they do."""
    if section.subjects:
        return (subject_code(section.subjects[0])[: _longest(Section, "subject")],)
    if section.kind == "homeroom":
        return ("multiple",)
    told = (subject_code(text) for text in (section.course_title, section.title) if text)
    return tuple(code for code in told if code in SUBJECT)[:1]


def _whole(items: Iterable[str], longest: int) -> tuple[str, ...]:
    text = joined(items, longest)
    return tuple(text.split(",")) if text else ()


def _begins(begins: date | None, ends: date | None) -> date | None:
    return None if begins and ends and ends < begins else begins


def _kept_assignments(assignments: Iterable[core.Assignment], places: set[str]) -> tuple[core.Assignment, ...]:
    """One a person, school and role: two departments of the central office are one place here."""
    found: dict[str, core.Assignment] = {}
    for each in assignments:
        each = replace(
            each,
            org=each.org if each.org in places else "",
            title=each.title[: _longest(Assignment, "title")],
            begins=_begins(each.begins, each.ends),
        )
        held = found.get(core.key_of(each))
        if held is None or (each.primary and not held.primary):
            found[core.key_of(each)] = each
    return tuple(found.values())


def _kept_key(kind: str, key: str, places: set[str]) -> str:
    if kind != "assignment":
        return key
    person, org, role = key.split("\t")
    return core.assignment_key(person, org if org in places else "", role)


def roster_files(district_id: int) -> dict[str, Lines]:
    """The roster as OneRoster 1.2 files: name -> lines, the header first. Staff only; it reads back as it is."""
    return one_roster(current_roster(district_id), district=District.objects.get(pk=district_id).name)

"""The roster as Staffroom holds it, in the core's words, and what of a file Staffroom keeps."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from staffroom.core.roster import model as core
from staffroom.core.roster.compare import state_of
from staffroom.spine.scoping import district_scope

from ..models import Assignment, School, Section, Staff, Term
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
    """One fingerprint of the whole roster: equal before an import and after its undo."""
    state = state_of(current_roster(district_id))
    lines = sorted(repr((kind, record)) for kind, records in state.items() for record in records.values())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _longest(model: type, name: str) -> int:
    return model._meta.get_field(name).max_length  # type: ignore[attr-defined]


def kept(incoming: core.Roster, current: core.Roster) -> core.Roster:
    """A read roster, reduced to what Staffroom keeps, so that the same file twice changes nothing.

    Schools stay, other organizations become the central office; what has no column is left out; texts are
    cut to their columns.
    """
    schools = _kept_schools(incoming)
    places = {org.source_id for org in schools} | {org.source_id for org in current.orgs}
    return replace(
        incoming,
        orgs=(CENTRAL_OFFICE, *schools),
        terms=tuple(_kept_term(term) for term in incoming.terms),
        people=tuple(_kept_person(person) for person in incoming.people),
        assignments=_kept_assignments(incoming.assignments, places),
        sections=tuple(_kept_section(section) for section in incoming.sections),
        teachings=tuple(
            replace(teaching, begins=_begins(teaching.begins, teaching.ends)) for teaching in incoming.teachings
        ),
        leaving=frozenset((kind, _kept_key(kind, key, places)) for kind, key in incoming.leaving),
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


def _kept_section(section: core.Section) -> core.Section:
    names = ("title", "course_title", "course_code", "room")
    cut = {name: getattr(section, name)[: _longest(Section, name)] for name in names}
    lists = {name: _whole(getattr(section, name), _longest(Section, name)) for name in ("grades", "periods", "terms")}
    subjects = tuple(text[: _longest(Section, "subject")] for text in section.subjects[:1])
    return replace(section, subjects=subjects, **cut, **lists)


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

"""Our records as the cells of OneRoster 1.2, by our names of the columns: for the export, and as the first words
on what was held before any source spoke of it.

What OneRoster has no place for is left out: titles of assignments, languages, numbers of students.
"""

from collections.abc import Iterator

from staffroom.core.roster.model import Assignment, Org, Person, Role, Roster, Section, Teaching, Term
from staffroom.core.roster.sources import OURS, Key, Said, digest_of

CENTRAL = f"{OURS}district"  # the organization of assignments without a school
Row = dict[str, str]

# Each reads back as the same role (roles.py). Words that 1.2 does not have begin with ext:, as it asks.
ROLE_WORDS: dict[Role, str] = {
    "teacher": "teacher",
    "teacher_leader": "ext:coach",
    "specialist": "ext:specialist",
    "counselor": "counselor",
    "principal": "principal",
    "assistant_principal": "siteAdministrator",
    "central": "districtAdministrator",
    "it": "systemAdministrator",
    "aide": "aide",
    "office": "ext:officeStaff",
    "food": "ext:food",
    "bus": "ext:bus",
    "custodian": "ext:custodian",
    "nurse": "ext:nurse",
    "psychologist": "ext:psychologist",
    "other": "proctor",
}


def org_cells(org: Org) -> Row:
    return {"id": org.source_id, "name": org.name, "type": org.kind, "identifier": org.identifier, "parent": org.parent}


def term_cells(term: Term) -> Row:
    dates = {"starts": term.starts.isoformat(), "ends": term.ends.isoformat()}
    return {"id": term.source_id, "title": term.title, "type": term.kind, **dates, "year": str(term.school_year)}


def person_cells(person: Person) -> Row:
    names = ("given", "family", "middle", "preferred", "email", "username", "identifier")
    told = {name: getattr(person, name) for name in names}
    return {"id": person.source_id, "active": "true" if person.active else "false", **told}


def role_cells(post: Assignment) -> Row:
    org = post.org or CENTRAL
    return {
        "id": f"{OURS}{post.person} {org} {post.role}",
        "user": post.person,
        "rank": "primary" if post.primary else "secondary",
        "role": ROLE_WORDS[post.role],
        "begins": post.begins.isoformat() if post.begins else "",
        "ends": post.ends.isoformat() if post.ends else "",
        "org": org,
    }


def section_cells(section: Section) -> Row:
    lists = {name: ",".join(getattr(section, name)) for name in ("grades", "subjects", "periods", "terms")}
    return {
        "id": section.source_id,
        "title": section.title,
        "kind": section.kind,
        "room": section.room,
        "school": section.school,
        "course_title": section.course_title,
        "course_code": section.course_code,
        **lists,
    }


def enrollment_cells(teaching: Teaching, school: str) -> Row:
    return {
        "id": f"{OURS}{teaching.section} {teaching.person}",
        "section": teaching.section,
        "school": school,
        "user": teaching.person,
        "role": "teacher",
        "primary": "true" if teaching.primary else "false",
        "begins": teaching.begins.isoformat() if teaching.begins else "",
        "ends": teaching.ends.isoformat() if teaching.ends else "",
    }


def _rows(roster: Roster) -> Iterator[tuple[str, Row]]:
    yield "org", {"id": CENTRAL, "name": "Central office", "type": "district"}
    yield from (("org", org_cells(org)) for org in roster.orgs if org.source_id)
    yield from (("term", term_cells(term)) for term in roster.terms)
    yield from (("person", person_cells(person)) for person in roster.people if person.active)
    yield from (("role", role_cells(post)) for post in roster.assignments)
    yield from (("section", section_cells(section)) for section in roster.sections)
    schools = {section.source_id: section.school for section in roster.sections}
    yield from (("enrollment", enrollment_cells(each, schools.get(each.section, ""))) for each in roster.teachings)


def first_words(roster: Roster, spoken_of: set[str]) -> dict[Key, Said]:
    """What is held, as last words, for the kinds of object of which no source has spoken."""
    skipped = spoken_of | ({"role"} if "person" in spoken_of else set())
    return {
        (kind, digest_of(kind, cells["id"])): Said(whole=True, cells={key: text for key, text in cells.items() if text})
        for kind, cells in _rows(roster)
        if kind not in skipped
    }

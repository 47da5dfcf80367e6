"""A roster as OneRoster 1.2 CSV files: every header of the standard, in its order, and no student.

What 1.2 has no place for is left out (``cells.py``). It reads back as the same roster: ids of ours (they begin with
``~``) stand for what has none, a class without a course and a person who works nowhere.
"""

import hashlib
from collections.abc import Iterator, Sequence

from staffroom.core.roster.cells import (
    CENTRAL,
    Row,
    enrollment_cells,
    org_cells,
    person_cells,
    role_cells,
    section_cells,
    term_cells,
)
from staffroom.core.roster.model import Org, Roster, Section
from staffroom.core.roster.sources import NO_COURSE, NOWHERE, OURS

SYSTEM = "Staffroom"  # what the manifest calls the sending system
Lines = list[list[str]]

# File -> (header=our name of the column) in the order of the standard; ``-``: always empty.
_FILES = {
    "orgs": "sourcedId=id status=- dateLastModified=- name=name type=type identifier=identifier parentSourcedId=parent",
    "academicSessions": (
        "sourcedId=id status=- dateLastModified=- title=title type=type startDate=starts endDate=ends "
        "parentSourcedId=- schoolYear=year"
    ),
    "courses": (
        "sourcedId=id status=- dateLastModified=- schoolYearSourcedId=- title=title courseCode=code grades=- "
        "orgSourcedId=org subjects=- subjectCodes=-"
    ),
    "classes": (
        "sourcedId=id status=- dateLastModified=- title=title grades=grades courseSourcedId=course classCode=- "
        "classType=kind location=room schoolSourcedId=school termSourcedIds=terms subjects=subjects subjectCodes=- "
        "periods=periods"
    ),
    "users": (
        "sourcedId=id status=- dateLastModified=- enabledUser=active username=username userIds=- givenName=given "
        "familyName=family middleName=middle identifier=identifier email=email sms=- phone=- agentSourcedIds=- "
        "grades=- password=- userMasterIdentifier=- preferredGivenName=preferred preferredMiddleName=- "
        "preferredFamilyName=- primaryOrgSourcedId=- pronouns=-"
    ),
    "roles": (
        "sourcedId=id status=- dateLastModified=- userSourcedId=user roleType=rank role=role beginDate=begins "
        "endDate=ends orgSourcedId=org userProfileSourcedId=-"
    ),
    "enrollments": (
        "sourcedId=id status=- dateLastModified=- classSourcedId=section schoolSourcedId=school userSourcedId=user "
        "role=role primary=primary beginDate=begins endDate=ends"
    ),
}
_ABSENT = (
    "categories classResources courseResources demographics lineItemLearningObjectiveIds lineItems lineItemScoreScales "
    "resources resultLearningObjectiveIds results resultScoreScales scoreScales userProfiles userResources"
)


def one_roster(roster: Roster, *, district: str) -> dict[str, Lines]:
    """File name -> its lines, the header first. ``district`` is the name of the top organization."""
    made = {name: sorted(rows, key=lambda row: row["id"]) for name, rows in _rows(roster, district).items()}
    files = {f"{name}.csv": _lines(name, rows) for name, rows in made.items() if rows}
    return {"manifest.csv": _manifest(set(files)), **files}


def _lines(name: str, rows: Sequence[Row]) -> Lines:
    columns = [column.split("=") for column in _FILES[name].split()]
    return [[header for header, _ in columns], *([row.get(key, "") for _, key in columns] for row in rows)]


def _manifest(files: set[str]) -> Lines:
    modes = {name: "bulk" if f"{name}.csv" in files else "absent" for name in [*_FILES, *_ABSENT.split()]}
    told = [["propertyName", "value"], ["manifest.version", "1.0"], ["oneroster.version", "1.2"]]
    told += [[f"file.{name}", modes[name]] for name in sorted(modes)]
    return [*told, ["source.systemName", SYSTEM]]


def _rows(roster: Roster, district: str) -> dict[str, list[Row]]:
    schools = [org for org in roster.orgs if org.source_id]
    top = Org(CENTRAL, district, "district", CENTRAL)
    people = [person for person in roster.people if person.active]
    school_of = {section.source_id: section.school for section in roster.sections}
    return {
        "orgs": [
            org_cells(top),
            *({**org_cells(org), "parent": CENTRAL, "identifier": org.source_id} for org in schools),
        ],
        "academicSessions": [term_cells(term) for term in roster.terms],
        "courses": list(_courses(roster)),
        "classes": [{**section_cells(section), "course": _course_id(section)} for section in roster.sections],
        "users": [{**person_cells(person), "username": person.email or person.source_id} for person in people],
        "roles": [*map(role_cells, roster.assignments), *_without_a_place(roster)],
        "enrollments": [enrollment_cells(each, school_of.get(each.section, "")) for each in roster.teachings],
    }


def _without_a_place(roster: Roster) -> Iterator[Row]:
    """A role for whoever has none: 1.2 knows nobody without one."""
    placed = {post.person for post in roster.assignments}
    for person in roster.people:
        if person.active and person.source_id not in placed:
            told = {"user": person.source_id, "rank": "primary", "role": "proctor", "org": CENTRAL}
            yield {"id": f"{NOWHERE}{person.source_id}", **told}


def _courses(roster: Roster) -> Iterator[Row]:
    named = {_course_id(section): section for section in roster.sections}
    for name, section in named.items():
        title = "Course not told" if name == NO_COURSE else section.course_title
        yield {"id": name, "title": title, "code": section.course_code, "org": CENTRAL}


def _course_id(section: Section) -> str:
    """Of what a course is called, for the roster has no id of it."""
    if not section.course_title and not section.course_code:
        return NO_COURSE
    told = f"{section.course_title}\t{section.course_code}".encode()
    return f"{OURS}course {hashlib.blake2b(told, digest_size=8).hexdigest()}"

"""The fixed cast. Ana owns it, Ben teaches in her school, Paz is their principal, Cleo is in another district.

Also Dana (central office), Ivo (IT), Lou (food services), Gil (teacher at another school of the district) and
Cora (central office of the other district).
"""

from dataclasses import dataclass
from datetime import date

from django.test import Client

from staffroom.people.models import District, School, Section, Staff, Term

from .people import make_assignment, make_district, make_school, make_section, make_staff, make_term


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone and everything that view tests are played with."""

    district: District
    other_district: District
    lincoln: School  # elementary: Ana, Ben, Paz, Lou
    garfield: School  # high school: Gil
    cedar: School  # of the other district: Cleo
    year: Term
    other_year: Term
    ana: Staff
    ben: Staff
    paz: Staff
    gil: Staff
    dana: Staff
    ivo: Staff
    lou: Staff
    cleo: Staff
    cora: Staff
    ana_section: Section
    ben_section: Section
    gil_section: Section
    cleo_section: Section


def client_of(person: Staff) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(person.account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _person(district: District, given: str, family: str, role: str, school: School | None) -> Staff:
    staff = make_staff(district, given, family, source_id=given.lower())
    make_assignment(staff, role, school)
    return staff


def make_cast(db: object = None, *, starts: date = date(2026, 8, 12), ends: date = date(2027, 6, 5)) -> Cast:
    """Two districts and their people. ``starts`` and ``ends`` (exclusive) are those of the school year.

    ``db`` is taken so that ``make_cast(db)`` reads well in a fixture; it is not used.
    """
    maple, other = make_district("maple"), make_district("cedar")
    lincoln = make_school(maple, "Lincoln Elementary", level=School.Level.ELEMENTARY)
    garfield = make_school(maple, "Garfield High", level=School.Level.HIGH)
    cedar = make_school(other, "Cedar Elementary", level=School.Level.ELEMENTARY)
    year, other_year = (make_term(d, "2026-27", starts, ends, kind="schoolYear") for d in (maple, other))
    ana = _person(maple, "Ana", "Reyes", "teacher", lincoln)
    ben = _person(maple, "Ben", "Ortiz", "teacher", lincoln)
    gil = _person(maple, "Gil", "Haddad", "teacher", garfield)
    cleo = _person(other, "Cleo", "Nguyen", "teacher", cedar)

    def section(school: School, title: str, teacher: Staff, term: Term, **fields: str) -> Section:
        return make_section(school, title, teacher, terms=term.source_id, source_id=f"{teacher}-1", **fields)

    return Cast(
        district=maple,
        other_district=other,
        lincoln=lincoln,
        garfield=garfield,
        cedar=cedar,
        year=year,
        other_year=other_year,
        ana=ana,
        ben=ben,
        gil=gil,
        cleo=cleo,
        paz=_person(maple, "Paz", "Moreno", "principal", lincoln),
        dana=_person(maple, "Dana", "Whitfield", "central", None),
        ivo=_person(maple, "Ivo", "Novak", "it", None),
        lou=_person(maple, "Lou", "Baptiste", "food", lincoln),
        cora=_person(other, "Cora", "Lindqvist", "central", None),
        ana_section=section(lincoln, "Grade 3 Math", ana, year, subject="math", grades="03", periods="MTWRF 1"),
        ben_section=section(lincoln, "Grade 4 Reading", ben, year, subject="ela", grades="04", periods="MTWRF 2"),
        gil_section=section(garfield, "Algebra 1", gil, year, subject="math", grades="09", periods="MTWRF 3"),
        cleo_section=section(cedar, "Grade 3 Science", cleo, other_year, grades="03", periods="MTWRF 1"),
    )

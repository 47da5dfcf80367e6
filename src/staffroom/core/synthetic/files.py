"""The district as the files a real one would hand over: OneRoster, School Data Sync, bells, calendar.

Every function returns file name to text. Bulk mode: status and dateLastModified stay empty.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from staffroom.core.practices import SUBJECT

from .model import Assignment, District, Person, School, Section
from .pupils import Pupil, enroll

Version = Literal["1.1", "1.2"]
DISTRICT_ID = "D1"

ORGS = ("sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId")
SESSIONS = ("sourcedId", "status", "dateLastModified", "title", "type", "startDate", "endDate",
            "parentSourcedId", "schoolYear")  # fmt: skip
COURSES = ("sourcedId", "status", "dateLastModified", "schoolYearSourcedId", "title", "courseCode", "grades",
           "orgSourcedId", "subjects", "subjectCodes")  # fmt: skip
CLASSES = ("sourcedId", "status", "dateLastModified", "title", "grades", "courseSourcedId", "classCode",
           "classType", "location", "schoolSourcedId", "termSourcedIds", "subjects", "subjectCodes",
           "periods")  # fmt: skip
USERS_11 = ("sourcedId", "status", "dateLastModified", "enabledUser", "orgSourcedIds", "role", "username",
            "userIds", "givenName", "familyName", "middleName", "identifier", "email", "sms", "phone",
            "agentSourcedIds", "grades", "password")  # fmt: skip
USERS_12 = ("sourcedId", "status", "dateLastModified", "enabledUser", "username", "userIds", "givenName",
            "familyName", "middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades",
            "password", "userMasterIdentifier", "preferredGivenName", "preferredMiddleName",
            "preferredFamilyName", "primaryOrgSourcedId", "pronouns")  # fmt: skip
ROLES = ("sourcedId", "status", "dateLastModified", "userSourcedId", "roleType", "role", "beginDate",
"endDate",
         "orgSourcedId", "userProfileSourcedId")  # fmt: skip
ENROLLMENTS = ("sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId",
               "userSourcedId", "role", "primary", "beginDate", "endDate")  # fmt: skip
_FILES_11 = ("academicSessions", "categories", "classes", "classResources", "courses", "courseResources",
             "demographics", "enrollments", "lineItems", "orgs", "resources", "results", "users")  # fmt: skip
_FILES_12 = ("lineItemLearningObjectiveIds", "lineItemScoreScales", "resultLearningObjectiveIds",
             "resultScoreScales", "roles", "scoreScales", "userProfiles", "userResources")  # fmt: skip
#: Role of an assignment as OneRoster says it. 1.1 has few words: the others become administrator or aide.
_ROLE_12 = {
    "teacher": "teacher", "teacher_leader": "ext:teacherLeader", "specialist": "ext:specialist",
    "counselor": "counselor", "principal": "principal", "assistant_principal": "siteAdministrator",
    "central": "districtAdministrator", "it": "systemAdministrator", "aide": "aide",
    "office": "ext:officeStaff", "food": "ext:foodService", "bus": "ext:busDriver",
    "custodian": "ext:custodian", "nurse": "ext:nurse", "psychologist": "ext:psychologist",
    "other": "ext:other",
}  # fmt: skip
_ADMINISTRATORS = {"principal", "assistant_principal", "central", "it"}
_TEACHERS = {"teacher", "teacher_leader", "specialist"}

Row = Sequence[str]


def oneroster_files(district: District, version: Version = "1.2", *, students: bool = False) -> dict[str, str]:
    """The OneRoster CSV set. Students (made-up numbers, never names) only when asked."""
    pupils = enroll(district) if students else ()
    tables = {
        "orgs": (ORGS, _orgs(district)),
        "academicSessions": (SESSIONS, _sessions(district)),
        "courses": (COURSES, _courses(district)),
        "classes": (CLASSES, _classes(district)),
        "enrollments": (ENROLLMENTS, _enrollments(district, pupils)),
    }
    if version == "1.1":
        tables["users"] = (USERS_11, _users_11(district, pupils))
    else:
        tables["users"] = (USERS_12, _users_12(district, pupils))
        tables["roles"] = (ROLES, _roles(district, pupils))
    files = {f"{name}.csv": table(header, rows) for name, (header, rows) in tables.items()}
    return {"manifest.csv": _manifest(version, set(tables)), **files}


def table(header: Row, rows: Iterable[Row]) -> str:
    """CSV text as RFC 4180 wants it, with CRLF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _manifest(version: Version, present: set[str]) -> str:
    names = sorted((*_FILES_11, *(_FILES_12 if version == "1.2" else ())))
    rows = [("manifest.version", "1.0"), ("oneroster.version", version)]
    rows += [(f"file.{name}", "bulk" if name in present else "absent") for name in names]
    rows += [
        ("source.systemName", "Staffroom synthetic district"),
        ("source.systemCode", "staffroom-synthetic"),
    ]
    return table(("propertyName", "value"), rows)


def _orgs(district: District) -> list[Row]:
    rows: list[Row] = [(DISTRICT_ID, "", "", district.name, "district", district.code, "")]
    return rows + [(s.source_id, "", "", s.name, "school", s.source_id, DISTRICT_ID) for s in district.schools]


def _sessions(district: District) -> list[Row]:
    ends = district.school_year.partition("-")[2]
    return [
        (t.source_id, "", "", t.title, t.kind, t.starts.isoformat(), t.ends.isoformat(), t.parent, ends)
        for t in district.terms
    ]


def _courses(district: District) -> list[Row]:
    first: dict[str, Section] = {}
    grades: dict[str, set[str]] = {}
    for section in district.sections:
        first.setdefault(section.course_code, section)
        grades.setdefault(section.course_code, set()).update(section.grades)
    return [
        (f"K-{code}", "", "", district.terms[0].source_id, s.course_title, code, grade_list(grades[code]),
         DISTRICT_ID, SUBJECT[s.subject].name_en, s.subject)
        for code, s in first.items()
    ]  # fmt: skip


def grade_list(grades: Iterable[str]) -> str:
    """Grades in order, kindergarten first, as one comma-separated field."""
    return ",".join(sorted(grades, key=lambda grade: (grade != "KG", grade)))


def _classes(district: District) -> list[Row]:
    year = district.terms[0].source_id
    return [
        (s.source_id, "", "", s.title, grade_list(s.grades), f"K-{s.course_code}", s.source_id, s.kind,
        s.room,
         s.school, year, SUBJECT[s.subject].name_en, s.subject, s.periods)
        for s in district.sections
    ]  # fmt: skip


def _enrollments(district: District, pupils: Sequence[Pupil]) -> list[Row]:
    schools = {section.source_id: section.school for section in district.sections}
    rows: list[Row] = [
        (f"E-{t.section}-{t.person}", "", "", t.section, schools[t.section], t.person, "teacher",
         "true" if t.primary else "false", "", "")
        for t in district.teachings
    ]  # fmt: skip
    return rows + [
        (
            f"E-{section}-{pupil.source_id}",
            "",
            "",
            section,
            pupil.school,
            pupil.source_id,
            "student",
            "",
            "",
            "",
        )
        for pupil in pupils
        for section in pupil.sections
    ]


def places_of(district: District) -> dict[str, list[Assignment]]:
    """Assignments by person, the largest first."""
    found: dict[str, list[Assignment]] = {}
    for assignment in district.assignments:
        found.setdefault(assignment.person, []).append(assignment)
    return {person: sorted(held, key=lambda a: -a.fte) for person, held in found.items()}


def role_11(assignment: Assignment) -> str:
    if assignment.role in _TEACHERS:
        return "teacher"
    return "administrator" if assignment.role in _ADMINISTRATORS else "aide"


def _users_11(district: District, pupils: Sequence[Pupil]) -> list[Row]:
    places = places_of(district)
    rows: list[Row] = []
    for p in district.people:
        orgs = ",".join(dict.fromkeys(a.school or DISTRICT_ID for a in places[p.source_id]))
        rows.append(
            (p.source_id, "", "", "true", orgs, role_11(places[p.source_id][0]), _username(p), "", p.given,
             p.family, "", p.source_id, p.email, "", "", "", "", "")
        )  # fmt: skip
    return rows + [
        (s.source_id, "", "", "true", s.school, "student", s.source_id, "", "Student", s.number, "",
        s.source_id,
         "", "", "", "", s.grade, "")
        for s in pupils
    ]  # fmt: skip


def _users_12(district: District, pupils: Sequence[Pupil]) -> list[Row]:
    places = places_of(district)
    rows: list[Row] = [
        (p.source_id, "", "", "true", _username(p), "", p.given, p.family, "", p.source_id, p.email, "",
        "", "",
         "", "", "", p.preferred, "", "", places[p.source_id][0].school or DISTRICT_ID, "")
        for p in district.people
    ]  # fmt: skip
    return rows + [
        (s.source_id, "", "", "true", s.source_id, "", "Student", s.number, "", s.source_id, "", "", "", "",
         s.grade, "", "", "", "", "", s.school, "")
        for s in pupils
    ]  # fmt: skip


def _username(person: Person) -> str:
    return person.email or person.source_id


def _roles(district: District, pupils: Sequence[Pupil]) -> list[Row]:
    rows: list[Row] = []
    for person, held in places_of(district).items():
        seen: set[str] = set()
        for assignment in held:
            org = assignment.school or DISTRICT_ID
            kind = "secondary" if org in seen else "primary"
            seen.add(org)
            rows.append(
                (f"R-{person}-{org}-{assignment.role}", "", "", person, kind, _ROLE_12[assignment.role],
                 assignment.begins.isoformat(), "", org, "")
            )  # fmt: skip
    return rows + [
        (f"R-{s.source_id}-{s.school}", "", "", s.source_id, "primary", "student", "", "", s.school, "") for s in pupils
    ]


def bells_csv(district: District) -> str:
    """``school,schedule,day,period,start,end,kind``; the school by its source id."""
    header = ("school", "schedule", "day", "period", "start", "end", "kind")
    rows = [(b.school, b.schedule, b.day, b.period, b.start, b.end, b.kind) for b in district.bells]
    return table(header, rows)


def calendar_csv(district: District) -> str:
    """``school,date,day,schedule,note``; an empty school is all schools, schedule 'none' is no school."""
    rows = [(c.school, c.date.isoformat(), c.day, c.schedule, c.note) for c in district.calendar]
    return table(("school", "date", "day", "schedule", "note"), rows)


def sds_v1_files(district: District, *, students: bool = False) -> dict[str, str]:
    """The first form of Microsoft School Data Sync: six files, spaces in the headers, American dates."""
    pupils = enroll(district) if students else ()
    files = {
        "School.csv": table(_SDS_SCHOOL, [_sds_school(s, district) for s in district.schools]),
        "Section.csv": table(_SDS_SECTION, [_sds_section(s, district) for s in district.sections]),
        "Teacher.csv": table(_SDS_TEACHER, _sds_teachers(district)),
        "TeacherRoster.csv": table(("Section SIS ID", "SIS ID"), [(t.section, t.person) for t in district.teachings]),
    }
    if students:
        files["Student.csv"] = table(_SDS_STUDENT, [_sds_student(p) for p in pupils])
        files["StudentEnrollment.csv"] = table(
            ("Section SIS ID", "SIS ID"), [(c, p.source_id) for p in pupils for c in p.sections]
        )
    return files


_SDS_SCHOOL = (
    "SIS ID",
    "Name",
    "School Number",
    "Grade Low",
    "Grade High",
    "Principal SIS ID",
    "Principal Name",
)
_SDS_SECTION = ("SIS ID", "School SIS ID", "Section Name", "Section Number", "Term SIS ID", "Term Name",
                "Term StartDate", "Term EndDate", "Course SIS ID", "Course Name", "Course Number",
                "Course Description", "Course Subject", "Periods", "Status")  # fmt: skip
_SDS_TEACHER = ("SIS ID", "School SIS ID", "First Name", "Last Name", "Username", "Teacher Number", "Status",
                "Secondary Email", "Title")  # fmt: skip
_SDS_STUDENT = ("SIS ID", "School SIS ID", "First Name", "Last Name", "Username", "Student Number", "Grade",
                "Status")  # fmt: skip


def _sds_school(school: School, district: District) -> Row:
    lead = next((a.person for a in district.assignments
                 if a.school == school.source_id and a.role == "principal"), "")  # fmt: skip
    name = next((f"{p.given} {p.family}" for p in district.people if p.source_id == lead), "")
    low = school.grades_low.lstrip("0")
    return school.source_id, school.name, school.source_id, low, school.grades_high.lstrip("0"), lead, name


def _sds_section(section: Section, district: District) -> Row:
    year = district.terms[0]
    return (
        section.source_id, section.school, section.title, section.source_id, year.source_id, year.title,
        _american(year.starts), _american(year.ends), f"K-{section.course_code}", section.course_title,
        section.course_code, "", SUBJECT[section.subject].name_en, section.periods, "Active",
    )  # fmt: skip


def _american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def _sds_teachers(district: District) -> list[Row]:
    """One row for each school of a teacher, and the principals, whom School.csv names."""
    people = {person.source_id: person for person in district.people}
    return [
        (a.person, a.school, p.given, p.family, _username(p), a.person, "Active", p.email, a.title)
        for a in district.assignments
        if a.role in _TEACHERS | {"principal"} and a.school
        for p in (people[a.person],)
    ]


def _sds_student(pupil: Pupil) -> Row:
    return (pupil.source_id, pupil.school, "Student", pupil.number, pupil.source_id, pupil.source_id,
            pupil.grade.lstrip("0"), "Active")  # fmt: skip

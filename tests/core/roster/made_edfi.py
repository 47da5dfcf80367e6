# ruff: noqa: E501
"""A small district as Ed-Fi's interchange files, made here, and its parts to spoil."""

from tests.core.roster.made import SECRET, Files

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<Interchange{name} xmlns="http://ed-fi.org/5.2.0">\n{body}\n</Interchange{name}>\n'
ORG, STAFF, MASTER, CALENDAR, ENROLLED = (
    "EducationOrganization.xml", "StaffAssociation.xml", "MasterSchedule.xml", "EducationOrgCalendar.xml",
    "StudentEnrollment.xml",
)  # fmt: skip


def descriptor(kind: str, word: str) -> str:
    return f"uri://ed-fi.org/{kind}Descriptor#{word}"


def school_ref(school: str) -> str:
    return f"<SchoolReference><SchoolIdentity><SchoolId>{school}</SchoolId></SchoolIdentity></SchoolReference>"


def staff_ref(person: str) -> str:
    return f"<StaffReference><StaffIdentity><StaffUniqueId>{person}</StaffUniqueId></StaffIdentity></StaffReference>"


def org_ref(org: str) -> str:
    identity = f"<EducationOrganizationIdentity><EducationOrganizationId>{org}</EducationOrganizationId>"
    return (
        f"<EducationOrganizationReference>{identity}</EducationOrganizationIdentity></EducationOrganizationReference>"
    )


def session_ref(school: str, session: str) -> str:
    named = f"<SessionName>{session}</SessionName><SchoolYear>2026-2027</SchoolYear>"
    return f"<SessionReference><SessionIdentity>{named}{school_ref(school)}</SessionIdentity></SessionReference>"


def offering_ref(school: str, course: str, session: str = "Fall") -> str:
    inside = f"<LocalCourseCode>{course}</LocalCourseCode>{school_ref(school)}{session_ref(school, session)}"
    return (
        f"<CourseOfferingReference><CourseOfferingIdentity>{inside}</CourseOfferingIdentity></CourseOfferingReference>"
    )


def section_ref(number: str, school: str, course: str) -> str:
    inside = f"<SectionIdentifier>{number}</SectionIdentifier>{offering_ref(school, course)}"
    return f"<SectionReference><SectionIdentity>{inside}</SectionIdentity></SectionReference>"


def staff(number: str, given: str, family: str, mail: str = "", more: str = "") -> str:
    address = (
        f"<ElectronicMail><ElectronicMailAddress>{mail}</ElectronicMailAddress><ElectronicMailType>"
        f"{descriptor('ElectronicMailType', 'Work')}</ElectronicMailType></ElectronicMail>"
        if mail
        else ""
    )
    name = f"<Name><FirstName>{given}</FirstName><LastSurname>{family}</LastSurname></Name>"
    return f'<Staff id="STAF_{number}"><StaffUniqueId>{number}</StaffUniqueId>{name}{more}{address}</Staff>'


def post(person: str, org: str, role: str, title: str, begins: str = "2020-08-10", ends: str = "") -> str:
    last = f"<EndDate>{ends}</EndDate>" if ends else ""
    return (
        f"<StaffEducationOrganizationAssignmentAssociation>{staff_ref(person)}{org_ref(org)}<StaffClassification>"
        f"{descriptor('StaffClassification', role)}</StaffClassification><PositionTitle>{title}</PositionTitle>"
        f"<BeginDate>{begins}</BeginDate>{last}</StaffEducationOrganizationAssignmentAssociation>"
    )


def employed(person: str, ends: str = "") -> str:
    last = f"<EndDate>{ends}</EndDate>" if ends else ""
    return (
        f"<StaffEducationOrganizationEmploymentAssociation>{staff_ref(person)}{org_ref('9')}<EmploymentPeriod>"
        f"<HireDate>2020-08-10</HireDate>{last}</EmploymentPeriod></StaffEducationOrganizationEmploymentAssociation>"
    )


def teaches(person: str, section: str, position: str = "Teacher of Record", ends: str = "2026-12-18") -> str:
    return (
        f"<StaffSectionAssociation>{staff_ref(person)}{section}<ClassroomPosition>"
        f"{descriptor('ClassroomPosition', position)}</ClassroomPosition><BeginDate>2026-08-10</BeginDate>"
        f"<EndDate>{ends}</EndDate></StaffSectionAssociation>"
    )


def enrolled(student: str, section: str) -> str:
    who = f"<StudentIdentity><StudentUniqueId>{student}</StudentUniqueId></StudentIdentity>"
    return f"<StudentSectionAssociation><StudentReference>{who}</StudentReference>{section}</StudentSectionAssociation>"


def section(number: str, school: str, course: str, period: str, title: str = "") -> str:
    place = f"<LocationReference><LocationIdentity>{school_ref(school)}<ClassroomIdentificationCode>4"
    place += "</ClassroomIdentificationCode></LocationIdentity></LocationReference>"
    meets = f"<ClassPeriodReference><ClassPeriodIdentity>{school_ref(school)}<ClassPeriodName>{period}"
    meets += "</ClassPeriodName></ClassPeriodIdentity></ClassPeriodReference>"
    named = f"<SectionName>{title}</SectionName>" if title else ""
    return (
        f"<Section><SectionIdentifier>{number}</SectionIdentifier>{offering_ref(school, course)}{place}{meets}{named}"
        "</Section>"
    )


def period(school: str, name: str) -> str:
    times = "<MeetingTime><StartTime>08:00:00</StartTime><EndTime>08:50:00</EndTime></MeetingTime>"
    return f"<ClassPeriod>{school_ref(school)}<ClassPeriodName>{name}</ClassPeriodName>{times}</ClassPeriod>"


def session(school: str, name: str, first: str, last: str) -> str:
    return (
        f"<Session><SessionName>{name}</SessionName><SchoolYear>2026-2027</SchoolYear><BeginDate>{first}</BeginDate>"
        f"<EndDate>{last}</EndDate><Term>{descriptor('Term', 'Fall Semester')}</Term>{school_ref(school)}</Session>"
    )


def school(number: str, name: str) -> str:
    grades = "".join(
        f"<GradeLevel>{descriptor('GradeLevel', one)}</GradeLevel>" for one in ("Tenth grade", "Ninth grade")
    )
    parent = '<LocalEducationAgencyReference ref="LEA_9" />'
    return (
        f"<School><NameOfInstitution>{name}</NameOfInstitution><SchoolId>{number}</SchoolId>{grades}{parent}</School>"
    )


def file(name: str, *parts: str) -> bytes:
    return HEAD.format(name=name, body="\n".join(parts)).encode()


COURSE = (
    f"<Course><CourseCode>ALG1</CourseCode><CourseTitle>Algebra I</CourseTitle><AcademicSubject>"
    f"{descriptor('AcademicSubject', 'Mathematics')}</AcademicSubject>{org_ref('9')}</Course>"
)
OFFERING = (
    "<CourseOffering><LocalCourseCode>ALG-1</LocalCourseCode>"
    + school_ref("1")
    + session_ref("1", "Fall")
    + "<CourseReference><CourseIdentity><CourseCode>ALG1</CourseCode>"
    + org_ref("9")
    + "</CourseIdentity></CourseReference></CourseOffering>"
)
BIOLOGY = f"<CourseOffering><LocalCourseCode>BIO</LocalCourseCode>{school_ref('2')}{session_ref('2', 'Fall')}</CourseOffering>"
ANA, BEN, PAZ, GIL = (
    staff("u1", "Ana", "Ruiz", "ana@example.org"),
    staff("u2", "Ben", "Okafor"),
    staff("u3", "Paz", "Levy"),
    staff("u4", "Gil", "Ivo"),
)
ALGEBRA = section_ref("A1", "1", "ALG-1")
EDFI: Files = {
    ORG: file(
        "EducationOrganization",
        '<LocalEducationAgency id="LEA_9"><NameOfInstitution>Made ISD</NameOfInstitution>'
        "<LocalEducationAgencyId>9</LocalEducationAgencyId></LocalEducationAgency>",
        school("1", "North High School"),
        school("2", "South School"),
        period("1", "01 - Early, late"),
        period("2", "P2"),
        COURSE,
    ),
    CALENDAR: file(
        "EducationOrgCalendar",
        session("1", "Fall", "2026-08-10", "2026-12-18"),
        session("2", "Fall", "2026-08-10", "2026-12-18"),
    ),
    STAFF: file(
        "StaffAssociation",
        ANA,
        BEN,
        PAZ,
        GIL,
        employed("u1"),
        employed("u4", "2026-06-12"),
        post("u1", "1", "Teacher", "Mathematics teacher"),
        post("u3", "1", "School Leader", "Principal"),
        post("u4", "9", "Other", "Bus driver"),
        f"<StaffSchoolAssociation>{staff_ref('u2')}{school_ref('2')}<ProgramAssignment>Regular Education"
        "</ProgramAssignment></StaffSchoolAssociation>",
        teaches("u1", ALGEBRA),
        teaches("u2", ALGEBRA, "Support Teacher"),
        teaches("u2", section_ref("B1", "2", "BIO")),
    ),
    MASTER: file(
        "MasterSchedule",
        OFFERING,
        BIOLOGY,
        section("A1", "1", "ALG-1", "01 - Early, late"),
        section("B1", "2", "BIO", "P2", "Biology"),
    ),
    ENROLLED: file(
        "StudentEnrollment", enrolled(f"{SECRET}1", ALGEBRA), enrolled(f"{SECRET}2", ALGEBRA), enrolled(f"{SECRET}1", ALGEBRA)
    ),
}  # fmt: skip

"""Which elements of Ed-Fi's interchange files are read, which of their cells, and what tells them apart."""

from staffroom.core.roster.edfi_xml import Wanted
from staffroom.core.roster.forms import Column, FileSpec, Form
from staffroom.core.roster.model import OrgKind

SECTION_KEY = {
    "school": "CourseOfferingIdentity/SchoolReference/SchoolIdentity/SchoolId",
    "year": "SchoolYear",
    "session": "SessionName",
    "course": "LocalCourseCode",
    "number": "SectionIdentifier",
}
_OFFERING_REFS = {"offering_ref": "CourseOfferingReference@ref", "session_ref": "SessionReference@ref"}
WANTED: dict[str, Wanted] = {
    "School": {
        "number": "/SchoolId",
        "name": "/NameOfInstitution",
        "grades": "/GradeLevel*",
        "parent": "LocalEducationAgencyId",
        "parent_ref": "LocalEducationAgencyReference@ref",
    },
    "LocalEducationAgency": {
        "number": "/LocalEducationAgencyId",
        "name": "/NameOfInstitution",
        "parent": "EducationServiceCenterId",
        "parent_ref": "EducationServiceCenterReference@ref",
    },
    "EducationServiceCenter": {"number": "/EducationServiceCenterId", "name": "/NameOfInstitution"},
    "OrganizationDepartment": {
        "number": "/OrganizationDepartmentId",
        "name": "/NameOfInstitution",
        "parent": "EducationOrganizationId",
        "parent_ref": "ParentEducationOrganizationReference@ref",
    },
    "Session": {
        "school": "SchoolId",
        "school_ref": "SchoolReference@ref",
        "year": "/SchoolYear",
        "session": "/SessionName",
        "starts": "/BeginDate",
        "ends": "/EndDate",
        "type": "/Term",
    },
    "Staff": {
        "staff": "/StaffUniqueId",
        "given": "/Name/FirstName",
        "middle": "/Name/MiddleName",
        "family": "/Name/LastSurname",
        "preferred": "/Name/PreferredFirstName",
        "email": "/ElectronicMail/ElectronicMailAddress*",
        "email_type": "/ElectronicMail/ElectronicMailType*",
        "username": "/LoginId",
    },
    "StaffEducationOrganizationAssignmentAssociation": {
        "staff": "StaffUniqueId",
        "staff_ref": "StaffReference@ref",
        "org": "EducationOrganizationId",
        "org_ref": "EducationOrganizationReference@ref",
        "role": "/StaffClassification",
        "title": "/PositionTitle",
        "begins": "/BeginDate",
        "ends": "/EndDate",
    },
    "StaffSchoolAssociation": {
        "staff": "StaffUniqueId",
        "staff_ref": "StaffReference@ref",
        "org": "SchoolId",
        "org_ref": "SchoolReference@ref",
        "role": "/ProgramAssignment",
    },
    "StaffEducationOrganizationEmploymentAssociation": {
        "staff": "StaffUniqueId",
        "staff_ref": "StaffReference@ref",
        "org": "EducationOrganizationId",
        "org_ref": "EducationOrganizationReference@ref",
        "begins": "HireDate",
        "ends": "/EmploymentPeriod/EndDate",
    },
    "Course": {
        "code": "/CourseCode",
        "title": "/CourseTitle",
        "subjects": "/AcademicSubject*",
        "org": "EducationOrganizationId",
    },
    "CourseOffering": {
        "course": "/LocalCourseCode",
        "school": "/SchoolReference/SchoolIdentity/SchoolId",
        "school_ref": "/SchoolReference@ref",
        "year": "SchoolYear",
        "session": "SessionName",
        "title": "/LocalCourseTitle",
        "grades": "/OfferedGradeLevel*",
        "code": "CourseIdentity/CourseCode",
        "org": "CourseIdentity/EducationOrganizationReference/EducationOrganizationIdentity/EducationOrganizationId",
        "session_ref": "SessionReference@ref",
        "course_ref": "CourseReference@ref",
    },
    "ClassPeriod": {"school": "SchoolId", "school_ref": "SchoolReference@ref", "period": "/ClassPeriodName"},
    "Section": {
        **SECTION_KEY,
        **_OFFERING_REFS,
        "title": "/SectionName",
        "room": "ClassroomIdentificationCode",
        "grades": "/OfferedGradeLevel*",
        "periods": "ClassPeriodName*",
        "period_ref": "ClassPeriodReference@ref*",
    },
    "StaffSectionAssociation": {
        "staff": "StaffUniqueId",
        "staff_ref": "StaffReference@ref",
        **SECTION_KEY,
        **_OFFERING_REFS,
        "section_ref": "SectionReference@ref",
        "position": "/ClassroomPosition",
        "begins": "/BeginDate",
        "ends": "/EndDate",
    },
    "StudentSectionAssociation": {
        "student": "StudentUniqueId",
        "student_ref": "StudentReference@ref",
        **SECTION_KEY,
        **_OFFERING_REFS,
        "section_ref": "SectionReference@ref",
    },
}
POSTS = "StaffEducationOrganizationAssignmentAssociation"
STUDENTS = "StudentSectionAssociation"
EMPLOYED = "StaffEducationOrganizationEmploymentAssociation"
ORGS: dict[str, OrgKind] = {
    "EducationServiceCenter": "other",
    "LocalEducationAgency": "district",
    "OrganizationDepartment": "department",
    "School": "school",
}
# What tells a record from others of its kind, and without which it says nothing.
KEYS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(ORGS, ("number",)),
    "Session": ("school", "year", "session"),
    "Staff": ("staff",),
    POSTS: ("staff", "org", "role", "begins"),
    "StaffSchoolAssociation": ("staff", "org", "role"),
    EMPLOYED: ("staff", "org", "begins"),
    "Course": ("org", "code"),
    "CourseOffering": ("school", "year", "session", "course"),
    "ClassPeriod": ("school", "period"),
    "Section": tuple(SECTION_KEY),
    "StaffSectionAssociation": ("staff", *SECTION_KEY, "begins"),
}
MAY_LACK = frozenset({"begins", "role"})
REQUIRED = {**dict.fromkeys(ORGS, ("name",)), "Session": ("starts", "ends"), "Staff": ("given", "family")}
# ref -> (what it fills, from which cells of the record it names)
REFS: dict[str, dict[str, str]] = {
    "parent_ref": {"parent": "number"},
    "school_ref": {"school": "number"},
    "staff_ref": {"staff": "staff"},
    "org_ref": {"org": "number"},
    "session_ref": {"school": "school", "year": "year", "session": "session"},
    "offering_ref": {"school": "school", "year": "year", "session": "session", "course": "course"},
    "course_ref": {"code": "code", "org": "org"},
    "section_ref": {key: key for key in SECTION_KEY},
}
TITLE = "Ed-Fi"
NEEDED = {"School": "EducationOrganization", "Staff": "StaffAssociation"}


def form_of(version: str) -> Form:
    files = (
        FileSpec(kind, tuple(Column(key, path.strip("/*").rpartition("/")[2]) for key, path in wanted.items()))
        for kind, wanted in WANTED.items()
    )
    return Form("edfi", version[:20], TITLE, tuple(files))

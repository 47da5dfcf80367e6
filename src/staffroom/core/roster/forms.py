"""The forms of roster that are recognized: which files, which columns, what each must hold.

A column's ``key`` is our own name for it, the same in every form, so that forms that differ only in
their headers share one reader. ``need``: "required" = a row without it is an error and left out;
"wanted" = the standard asks for it, we can do without and say so; "optional" = may be empty or missing;
"known" = never read, listed so that it is not taken for a misspelling of another column.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Need = Literal["required", "wanted", "optional", "known"]


@dataclass(frozen=True)
class Column:
    """One column of a file."""

    key: str
    header: str
    need: Need = "optional"


@dataclass(frozen=True)
class FileSpec:
    """One file of a form. ``unique`` is the key of the id column; ``apart`` may differ between its rows."""

    name: str
    columns: tuple[Column, ...]
    needed: bool = False
    unique: str = ""
    apart: tuple[str, ...] = ()

    @cached_property
    def headers(self) -> dict[str, str]:
        """key -> header."""
        return {column.key: column.header for column in self.columns}

    @cached_property
    def required(self) -> frozenset[str]:
        """The headers without which the file cannot be read."""
        return frozenset(column.header for column in self.columns if column.need == "required")


@dataclass(frozen=True)
class Form:
    """A form of roster. ``exact_words``: enumerations have one right spelling; ``ignored``: never opened."""

    format: str
    version: str
    title: str
    files: tuple[FileSpec, ...]
    ignored: frozenset[str] = frozenset()
    exact_words: bool = False

    @cached_property
    def by_name(self) -> dict[str, FileSpec]:
        """name -> file."""
        return {spec.name: spec for spec in self.files}


def _columns(text: str) -> tuple[Column, ...]:
    """``key=Header!`` required, ``?`` wanted, ``-Header`` known and never read; one per line or ``|``."""
    found = []
    for part in (part.strip() for part in text.replace("\n", "|").split("|")):
        if part.startswith("-"):
            found.append(Column(part, part[1:], "known"))
        elif part:
            key, _, header = part.partition("=")
            need: Need = "required" if header[-1] == "!" else "wanted" if header[-1] == "?" else "optional"
            found.append(Column(key, header.rstrip("!?"), need))
    return tuple(found)


_STATE = "status=status | modified=dateLastModified |"

_MANIFEST = FileSpec("manifest.csv", _columns("property=propertyName! | value=value"))
_ORGS = FileSpec(
    "orgs.csv",
    _columns(f"id=sourcedId! | {_STATE} name=name! | type=type! | identifier=identifier | parent=parentSourcedId"),
    needed=True,
    unique="id",
)
_SESSIONS = FileSpec(
    "academicSessions.csv",
    _columns(
        f"""id=sourcedId! | {_STATE} title=title! | type=type? | starts=startDate! | ends=endDate!
        parent=parentSourcedId | year=schoolYear?"""
    ),
    unique="id",
)
_COURSES = FileSpec(
    "courses.csv",
    _columns(
        f"""id=sourcedId! | {_STATE} -schoolYearSourcedId | title=title? | code=courseCode | grades=grades
        org=orgSourcedId | subjects=subjects | -subjectCodes"""
    ),
    unique="id",
)
_CLASSES = FileSpec(
    "classes.csv",
    _columns(
        f"""id=sourcedId! | {_STATE} title=title! | grades=grades | course=courseSourcedId? | code=classCode
        kind=classType? | room=location | school=schoolSourcedId! | terms=termSourcedIds? | subjects=subjects
        -subjectCodes | periods=periods"""
    ),
    needed=True,
    unique="id",
)
_USER_TAIL = """given=givenName! | family=familyName! | middle=middleName | identifier=identifier
    email=email | -sms | -phone | -agentSourcedIds | -grades | -password | -userIds | -grade"""
_USERS_11 = FileSpec(
    "users.csv",
    _columns(
        f"""id=sourcedId! | {_STATE} active=enabledUser | orgs=orgSourcedIds! | role=role!
        username=username
        {_USER_TAIL}"""
    ),
    needed=True,
    unique="id",
)
_USERS_12 = FileSpec(
    "users.csv",
    _columns(
        f"""id=sourcedId! | {_STATE} active=enabledUser | username=username | {_USER_TAIL}
        -userMasterIdentifier | preferred=preferredGivenName | -preferredMiddleName | -preferredFamilyName
        org=primaryOrgSourcedId | -pronouns"""
    ),
    needed=True,
    unique="id",
)
ROLES_12 = FileSpec(
    "roles.csv",
    _columns(
        f"""id=sourcedId! | {_STATE} user=userSourcedId! | rank=roleType? | role=role! | begins=beginDate
        ends=endDate | org=orgSourcedId! | -userProfileSourcedId"""
    ),
    needed=True,
    unique="id",
)
_ENROLLMENTS = FileSpec(
    "enrollments.csv",
    _columns(
        f"""id=sourcedId! | {_STATE} section=classSourcedId! | school=schoolSourcedId | user=userSourcedId!
        role=role! | primary=primary | begins=beginDate | ends=endDate"""
    ),
    needed=True,
    unique="id",
)
_OTHERS_11 = "categories classResources courseResources demographics lineItems resources results"
_OTHERS_12 = (
    _OTHERS_11
    + " userProfiles userResources scoreScales lineItemScoreScales resultScoreScales"
    + " lineItemLearningObjectiveIds resultLearningObjectiveIds"
)


def _csv_names(words: str) -> frozenset[str]:
    return frozenset(f"{word}.csv" for word in words.split())


ONEROSTER_11 = Form(
    "oneroster",
    "1.1",
    "OneRoster 1.1",
    (_MANIFEST, _ORGS, _SESSIONS, _COURSES, _USERS_11, _CLASSES, _ENROLLMENTS),
    _csv_names(_OTHERS_12),
    exact_words=True,
)
ONEROSTER_12 = Form(
    "oneroster",
    "1.2",
    "OneRoster 1.2",
    (_MANIFEST, _ORGS, _SESSIONS, _COURSES, ROLES_12, _USERS_12, _CLASSES, _ENROLLMENTS),
    _csv_names(_OTHERS_12),
    exact_words=True,
)

_SDS2_USERS = """id=sourcedId! | active=enabledUser | username=username | given=givenName | family=familyName
    middle=middleName | preferred=preferredGivenName | email=email | identifier=identifier
    -password | -phone | -sms | -activeDirectoryMatchId | -grade | -grades"""
_SDS2_CLASSES = FileSpec(
    "classes.csv",
    _columns(
        """id=sourcedId! | school=orgSourcedId! | title=title! | terms=sessionSourcedIds
        course=courseSourcedId | code=code | grades=grades | subjects=subjects | room=location
        periods=periods | -subjectCodes"""
    ),
    needed=True,
    unique="id",
)
_SDS2_ENROLLMENTS = FileSpec(
    "enrollments.csv",
    _columns("section=classSourcedId! | user=userSourcedId! | role=role! | primary=isPrimary | -school"),
    needed=True,
)
_SDS2_COURSES = FileSpec(
    "courses.csv",
    _columns(
        """id=sourcedId! | org=orgSourcedId | title=title | code=code | grades=grades | subjects=subjects
        -schoolYearSourcedId | -subjectCodes"""
    ),
    unique="id",
)
_SDS2_SESSIONS = FileSpec(
    "academicSessions.csv",
    _columns(
        """id=sourcedId! | title=title! | type=type | starts=startDate! | ends=endDate! | year=schoolYear
        parent=parentSourcedId"""
    ),
    unique="id",
)
_SDS2_OTHERS = _csv_names("demographics relationships userFlags")

SDS_2 = Form(
    "sds",
    "2",
    "Microsoft School Data Sync 2",
    (
        _ORGS,
        _SDS2_SESSIONS,
        _SDS2_COURSES,
        FileSpec(
            "users.csv",
            _columns(f"{_SDS2_USERS} | orgs=orgSourcedIds! | role=role!"),
            needed=True,
            unique="id",
        ),
        _SDS2_CLASSES,
        _SDS2_ENROLLMENTS,
    ),
    _SDS2_OTHERS,
)
SDS_21 = Form(
    "sds",
    "2.1",
    "Microsoft School Data Sync 2.1",
    (
        _ORGS,
        _SDS2_SESSIONS,
        _SDS2_COURSES,
        FileSpec(
            "roles.csv",
            _columns(
                """user=userSourcedId! | org=orgSourcedId! | role=role! | -sessionSourcedId | -grade
                rank=isPrimary | begins=roleStartDate | ends=roleEndDate"""
            ),
            needed=True,
        ),
        FileSpec("users.csv", _columns(_SDS2_USERS), needed=True, unique="id"),
        _SDS2_CLASSES,
        _SDS2_ENROLLMENTS,
    ),
    _SDS2_OTHERS,
)

SDS_1 = Form(
    "sds",
    "1",
    "Microsoft School Data Sync 1",
    (
        FileSpec(
            "School.csv",
            _columns(
                """id=SIS ID! | name=Name! | identifier=School NCES_ID | number=School Number | low=Grade Low
                high=Grade High | principal=Principal SIS ID | principal_name=Principal Name | -State ID
                -Principal Secondary Email | -Address | -City | -State | -Country | -Zip | -Phone | -Zone"""
            ),
            needed=True,
            unique="id",
        ),
        FileSpec(
            "Section.csv",
            _columns(
                """id=SIS ID! | school=School SIS ID! | title=Section Name! | -Section Number
                term=Term SIS ID | term_title=Term Name | starts=Term StartDate | ends=Term EndDate
                -Course SIS ID | course_title=Course Name | course_code=Course Number | -Course Description
                subjects=Course Subject | periods=Periods | status=Status"""
            ),
            needed=True,
            unique="id",
        ),
        FileSpec(
            "Teacher.csv",
            _columns(
                """id=SIS ID! | school=School SIS ID! | given=First Name | family=Last Name
                username=Username
                -Password | -State ID | identifier=Teacher Number | status=Status | middle=Middle Name
                email=Secondary Email | title=Title | -Qualification"""
            ),
            needed=True,
            unique="id",
            apart=("school",),
        ),
        FileSpec(
            "Student.csv",
            _columns(
                """id=SIS ID! | -School SIS ID | -First Name | -Last Name | -Username | -Password | -State ID
                -Secondary Email | -Student Number | -Middle Name | -Grade | status=Status | -Birthdate
                -Graduation Year"""
            ),
            unique="id",
            apart=("-School SIS ID",),
        ),
        FileSpec("TeacherRoster.csv", _columns("section=Section SIS ID! | user=SIS ID!"), needed=True),
        FileSpec("StudentEnrollment.csv", _columns("section=Section SIS ID! | user=SIS ID!")),
    ),
    _csv_names("GuardianRelationship User Guardian"),
)

_TEACHER_COLUMNS = " | ".join(f"teacher_{n}=Teacher_{n}_id" for n in range(2, 11))

CLEVER = Form(
    "clever",
    "",
    "Clever",
    (
        FileSpec(
            "schools.csv",
            _columns(
                """id=School_id! | name=School_name! | number=School_number | identifier=NCES_id | -State_id
                low=Low_grade | high=High_grade | principal_name=Principal | -Principal_email
                -School_address | -School_city | -School_state | -School_zip | -School_phone"""
            ),
            needed=True,
            unique="id",
        ),
        FileSpec(
            "teachers.csv",
            _columns(
                """school=School_id! | id=Teacher_id! | identifier=Teacher_number | -State_teacher_id
                email=Teacher_email | given=First_name! | middle=Middle_name | family=Last_name! | title=Title
                username=Username | -Password"""
            ),
            needed=True,
            unique="id",
            apart=("school",),
        ),
        FileSpec(
            "staff.csv",
            _columns(
                """school=School_id | id=Staff_id! | email=Staff_email | given=First_name! | family=Last_name!
                department=Department | title=Title | role=Role | username=Username | -Password"""
            ),
            unique="id",
            apart=("school",),
        ),
        FileSpec(
            "students.csv",
            _columns("id=Student_id! | -School_id | -First_name | -Last_name | -Student_number | -Grade"),
            unique="id",
            apart=("-School_id",),
        ),
        FileSpec(
            "sections.csv",
            _columns(
                f"""school=School_id! | id=Section_id! | teacher=Teacher_id | {_TEACHER_COLUMNS} | title=Name
                -Section_number | grades=Grade | course_title=Course_name | course_code=Course_number
                -Course_description | periods=Period | subjects=Subject | term_title=Term_name
                starts=Term_start | ends=Term_end"""
            ),
            needed=True,
            unique="id",
        ),
        FileSpec("enrollments.csv", _columns("-School_id | section=Section_id! | user=Student_id!")),
    ),
    _csv_names("contacts admins attendance"),
)

FORMS = (ONEROSTER_12, ONEROSTER_11, SDS_21, SDS_2, SDS_1, CLEVER)

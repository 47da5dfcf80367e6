# ruff: noqa: E501
"""Small whole rosters of each form, made here, and the tools to spoil them."""

import io
from collections.abc import Callable, Mapping
from typing import BinaryIO

from staffroom.core.roster.model import Roster
from staffroom.core.roster.read import read_roster

Files = dict[str, bytes]

# A name that only students and guardians have: it must never come out.
SECRET = "Zanzibara"


def _bytes(files: Mapping[str, str]) -> Files:
    return {name: text.lstrip("\n").encode() for name, text in files.items()}


_MANIFEST = """
propertyName,value
manifest.version,1.0
oneroster.version,{version}
file.academicSessions,bulk
file.classes,bulk
file.courses,bulk
file.enrollments,bulk
file.orgs,bulk
file.users,bulk
"""
_ORGS = """
sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
d1,,,Made District,district,0600001,
s1,,,North School,school,0600002,d1
s2,,,South School,school,0600003,d1
"""
_SESSIONS = """
sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear
y27,,,2026-27,schoolYear,2026-08-10,2027-06-12,,2027
t1,,,Fall,term,2026-08-10,2026-12-19,y27,2027
"""
_COURSES = """
sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes
co1,,,y27,Algebra 1,ALG1,"08,09",d1,Mathematics,02052
"""
_CLASSES = """
sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
c1,,,Algebra 1 (1),"08,09",co1,A-1,scheduled,Room 4,s1,"y27,t1",Mathematics,,"1,3"
c2,,,Home room,08,co1,A-2,homeroom,Room 5,s2,t1,,,2
"""
_ENROLLMENTS = """
sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e1,,,c1,s1,u1,teacher,true,2026-08-10,2027-06-12
e2,,,c2,s2,u2,teacher,true,,
e3,,,c1,s1,k1,student,,,
e4,,,c1,s1,k2,student,,,
"""

ONE_11 = _bytes(
    {
        "manifest.csv": _MANIFEST.format(version="1.1"),
        "orgs.csv": _ORGS,
        "academicSessions.csv": _SESSIONS,
        "courses.csv": _COURSES,
        "users.csv": f"""
sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
u1,,,true,"s1,s2",teacher,ana,,Ana,Ruiz,,100,ana@example.org,,,,,
u2,,,true,s2,teacher,ben,,Ben,Okafor,,101,ben@example.org,,,,,
u3,,,true,s1,administrator,paz,,Paz,Levy,,102,paz@example.org,,,,,
u4,,,true,d1,administrator,cleo,,Cleo,Park,,103,cleo@example.org,,,,,
k1,,,true,s1,student,{SECRET}1,,{SECRET},{SECRET}son,,,{SECRET}@example.org,,,,08,
k2,,,true,s1,student,{SECRET}2,,{SECRET},{SECRET}son,,,,,,,08,
g1,,,true,s1,parent,{SECRET}3,,{SECRET},{SECRET}son,,,,,,,,
""",
        "classes.csv": _CLASSES,
        "enrollments.csv": _ENROLLMENTS,
    }
)
ONE_12 = _bytes(
    {
        "manifest.csv": _MANIFEST.format(version="1.2") + "file.roles,bulk\n",
        "orgs.csv": _ORGS,
        "academicSessions.csv": _SESSIONS,
        "courses.csv": _COURSES,
        "users.csv": f"""
sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns
u1,,,true,ana,,Ana,Ruiz,,100,ana@example.org,,,,,,,,,,s1,
u2,,,true,ben,,Benjamin,Okafor,,101,ben@example.org,,,,,,,Ben,,,s2,
u3,,,true,paz,,Paz,Levy,,102,paz@example.org,,,,,,,,,,s1,
k1,,,true,{SECRET}1,,{SECRET},{SECRET}son,,,{SECRET}@example.org,,,,08,,,{SECRET},,,s1,
k2,,,true,{SECRET}2,,{SECRET},{SECRET}son,,,,,,,08,,,,,,s1,
""",
        "roles.csv": """
sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
r1,,,u1,primary,teacher,2026-08-10,,s1,
r2,,,u1,secondary,teacher,,,s2,
r3,,,u2,primary,teacher,,,s2,
r4,,,u3,primary,principal,,,s1,
r5,,,k1,primary,student,,,s1,
r6,,,k2,primary,student,,,s1,
""",
        "classes.csv": _CLASSES,
        "enrollments.csv": _ENROLLMENTS,
    }
)
SYNC_1 = _bytes(
    {
        "School.csv": "SIS ID,Name\ns1,North School\ns2,South School\n",
        "Section.csv": """
SIS ID,School SIS ID,Section Name,Term SIS ID,Term Name,Term StartDate,Term EndDate,Course Name,Course Number,Course Subject,Periods,Status
c1,s1,Algebra,y27,2026-27,2026-08-10,2027-06-11,Algebra 1,ALG1,Math,1,Active
c2,s2,Biology,y27,2026-27,2026-08-10,2027-06-11,Biology,BIO,Science,2,Active
""",
        "Teacher.csv": """
SIS ID,School SIS ID,First Name,Last Name,Username,Status
u1,s1,Ana,Ruiz,ana,Active
u1,s2,Ana,Ruiz,ana,Active
u2,s2,Ben,Okafor,ben,Active
""",
        "TeacherRoster.csv": "Section SIS ID,SIS ID\nc1,u1\nc2,u2\n",
        "Student.csv": f"""
SIS ID,School SIS ID,First Name,Last Name,Username
k1,s1,{SECRET},{SECRET}son,{SECRET}1
k2,s1,{SECRET},{SECRET}son,{SECRET}2
""",
        "StudentEnrollment.csv": "Section SIS ID,SIS ID\nc1,k1\nc1,k2\n",
    }
)
SYNC_21 = _bytes(
    {
        "orgs.csv": "sourcedId,name,type,parentSourcedId\nd1,Made District,district,\ns1,North School,school,d1\n",
        "users.csv": f"sourcedId,username,givenName,familyName,email\nu1,ana,Ana,Ruiz,\nk1,{SECRET},{SECRET},{SECRET},\n",
        "roles.csv": (
            "userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,roleEndDate\n"
            "u1,s1,paraprofessional,,,true,,\nk1,s1,student,,08,,,\nu1,s1,chair,,,,,\n"
        ),
        "classes.csv": "sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId\nc1,s1,Algebra,,\n",
        "enrollments.csv": "classSourcedId,userSourcedId,role\nc1,u1,teacher\nc1,k1,student\n",
    }
)
CLEVER = _bytes(
    {
        "schools.csv": "School_id,School_name,School_number,NCES_id\ns1,North School,1,0600002\n",
        "teachers.csv": (
            "School_id,Teacher_id,Teacher_number,Teacher_email,First_name,Middle_name,Last_name,Title\n"
            "s1,u1,100,ana@example.org,Ana,,Ruiz,\ns1,u2,101,,Ben,,Okafor,\n"
        ),
        "staff.csv": (
            "School_id,Staff_id,Staff_email,First_name,Last_name,Department,Title,Role\n"
            "s1,u3,paz@example.org,Paz,Levy,,Assistant Principal,\n,u4,,Cleo,Park,,,District Admin\n"
        ),
        "students.csv": f"School_id,Student_id,Last_name,First_name\ns1,k1,{SECRET},{SECRET}\n",
        "sections.csv": (
            "School_id,Section_id,Teacher_id,Teacher_2_id,Name,Grade,Course_name,Period,Subject,Term_name,"
            "Term_start,Term_end\ns1,c1,u1,u2,Algebra,8,Algebra 1,1,math,Fall,2026-08-10,2026-12-18\n"
        ),
        "enrollments.csv": "School_id,Section_id,Student_id\ns1,c1,k1\n",
    }
)
FORMS: dict[str, Files] = {
    "oneroster 1.1": ONE_11,
    "oneroster 1.2": ONE_12,
    "sds 1": SYNC_1,
    "sds 2.1": SYNC_21,
    "clever": CLEVER,
}


def openers(files: Mapping[str, bytes]) -> dict[str, Callable[[], BinaryIO]]:
    return {name: lambda data=data: io.BytesIO(data) for name, data in files.items()}


def read(files: Mapping[str, bytes], **options: object) -> Roster:
    return read_roster(openers(files), **options)  # type: ignore[arg-type]


Spoil = Callable[[Files], None]


def swap(file: str, old: str | bytes, new: str | bytes) -> Spoil:
    """Replace a piece of a file, which must be there."""
    before = old.encode() if isinstance(old, str) else old
    after = new.encode() if isinstance(new, str) else new

    def spoil(files: Files) -> None:
        assert before in files[file], (file, before)
        files[file] = files[file].replace(before, after)

    return spoil


def add(file: str, line: str | bytes) -> Spoil:
    """Add a line at the end of a file."""

    def spoil(files: Files) -> None:
        files[file] += (line.encode() if isinstance(line, str) else line) + b"\n"

    return spoil


def put(file: str, data: str | bytes) -> Spoil:
    """Put a file into the package."""

    def spoil(files: Files) -> None:
        files[file] = data.encode() if isinstance(data, str) else data

    return spoil


def drop(file: str) -> Spoil:
    """Take a file out."""
    return lambda files: files.__delitem__(file)


def rename(file: str, to: str) -> Spoil:
    """Give a file another name."""
    return lambda files: files.__setitem__(to, files.pop(file))


def recode(file: str, how: Callable[[bytes], bytes]) -> Spoil:
    """Write a whole file in another way."""
    return lambda files: files.__setitem__(file, how(files[file]))


def spoiled(base: Files, *spoils: Spoil) -> Files:
    files = dict(base)
    for spoil in spoils:
        spoil(files)
    return files

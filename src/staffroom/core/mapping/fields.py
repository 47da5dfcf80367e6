"""What a column can be, and the headings by which each is known.

Headings are compared plain (case, spaces and punctuation do not matter). Two families have names of their own:
Aeries' two-letter fields, which mean different things in different tables (MST, TCH, STF, CRS), and PowerSchool's
``[table]field``, whose table tells what a bare ``ID`` or ``Name`` is. Sources: the vendors' public data
dictionaries (PowerSchool Sections and Teachers; Aeries MST, TCH, STF, CRS; Infinite Campus ad hoc fields;
Frontline's absence report), as far as they could be read.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from staffroom.core.roster.values import plain

Purpose = Literal["roster", "absences"]
Kind = Literal["people", "sections", "courses", "absences"]

# Never kept: taken out before anything is written down. STUDENT is a student's, PRIVATE is nobody's business here.
STUDENT, PRIVATE, IGNORED = "student", "private", ""
NEVER = frozenset({STUDENT, PRIVATE})


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can be. ``words`` are headings; ``kinds`` the tables in which it makes sense."""

    key: str
    kinds: tuple[Kind, ...]
    words: tuple[str, ...]


def _field(key: str, kinds: str, words: str) -> Field:
    return Field(key, tuple(kinds.split()), tuple(word.strip() for word in words.split("|")))  # type: ignore[arg-type]


_WHO = "people absences"
FIELDS: tuple[Field, ...] = (
    _field(
        "staff_id", _WHO,
        "Staff ID|Staff Id|Employee ID|Employee Number|Employee #|Emp ID|Emp No|Employee No|EmployeeID|EIN|Personnel No"
        "|Personnel Number|Staff Number|StaffUniqueId|personID|TeacherNumber|Teacher Number|Teacher ID|Teacher_ID"
        "|Users_DCID|SIF_StatePrid|Worker ID|ID de empleado|Numero de empleado|Badge",
    ),
    _field(
        "identifier", "people",
        "Teacher Number|TeacherNumber|Staff Number|State ID|State Staff ID|SEID|Local ID|Payroll ID|Badge Number"
        "|SIS ID",
    ),
    _field(
        "name", _WHO,
        "Name|Full Name|Employee Name|Employee|Staff Name|Teacher Name|Worker|LastFirst|Last First|Last, First"
        "|Last Name, First Name|Name (Last, First)|Nombre completo|Empleado|Display Name|staffName|Absent Employee",
    ),
    _field(
        "given", _WHO,
        "First Name|First|Given Name|givenName|First_Name|FirstName|FName|Nombre|Employee First Name",
    ),
    _field(
        "family", _WHO,
        "Last Name|Last|Surname|Family Name|familyName|Last_Name|LastName|LName|Apellido|Apellidos|Employee Last Name",
    ),
    _field("middle", "people", "Middle Name|Middle|Middle_Name|Middle Initial|MI|Segundo nombre"),
    _field("preferred", "people", "Preferred Name|Preferred First Name|Nickname|Known As|Goes By|Nombre preferido"),
    _field(
        "email", _WHO,
        "Email|E-mail|Mail|Email Address|Email_Addr|Work Email|Staff Email|District Email|Teacher Email|Employee Email"
        "|ElectronicMailAddress|Correo|Correo electronico",
    ),
    _field(
        "school", "people sections absences",
        "School|School Name|School_Name|Site|Site Name|Location|Work Location|Building|Campus|schoolName|School ID"
        "|SchoolID|School Number|School_Number|Home School|HomeSchoolID|Primary Site|Site Code|School Code"
        "|Escuela|Plantel"
        "|Centro",
    ),
    _field(
        "title", "people",
        "Title|Job Title|Position|Position Title|Job|Job Description|Classification|Assignment|Role|StaffStatus"
        "|Staff Type"
        "|Job Class|Puesto|Cargo|Funcion|Job Code Description|Role Name",
    ),
    _field("status", "people", "Status|Active|Employment Status|Employee Status|Emp Status|Estado|Enabled"),
    _field("begins", "people", "Hire Date|Start Date|Begin Date|Date Hired|Assignment Start|Fecha de ingreso"),
    _field("ends", "people", "End Date|Termination Date|Leave Date|Exit Date|Assignment End|Fecha de baja"),
    _field("fte", "people", "FTE|Full Time Equivalent|FTE Value|Percent|Jornada"),
    _field("section_id", "sections", "Section ID|SectionID|Class ID|Section DCID|Section Key|SectionIdentifier|MST ID"),
    _field(
        "section_number", "sections",
        "Section Number|Section_Number|Section|Sec|Section #|Sec #|sectionNumber|Sect|Seccion|Grupo",
    ),
    _field("section_title", "sections", "Class|Class Name|Section Name|Class Title|Section Title|Clase"),
    _field(
        "course_code", "sections courses",
        "Course Number|Course_Number|Course|Course ID|Course Code|courseNumber|Course #|Crs|Crs ID|LocalCourseCode"
        "|Codigo de curso",
    ),
    _field(
        "course_title", "sections courses",
        "Course Name|Course_Name|Course Title|courseName|Course Description|Curso|Asignatura|Nombre del curso"
        "|Long Title",
    ),
    _field(
        "subject", "sections courses",
        "Subject|Department|Dept|Subject Area|Sched_Department|departmentName|Materia|Departamento|Credit Type",
    ),
    _field("grade", "sections courses", "Grade|Grade Level|Grade_Level|Grades|Gr|Grado|Grade Range"),
    _field(
        "period", "sections",
        "Period|Periods|Per|Pd|Expression|External_Expression|External Expression|periodName|Block|Meeting Pattern"
        "|Schedule|Meets|Periodo|Hora|Mods|Period(s)|Period/Day",
    ),
    _field("days", "sections", "Days|Day|Meeting Days|Cycle Day|Day Code|periodScheduleName|Dias|Rotation"),
    _field("start_time", "sections absences", "Start Time|startTime|Begin Time|From Time|Hora de inicio"),
    _field("end_time", "sections absences", "End Time|endTime|To Time|Hora de fin"),
    _field("room", "sections", "Room|Room Number|Rm|roomName|Room Name|Classroom|Salon|Aula"),
    _field("term", "sections", "Term|TermID|Term ID|termName|Term Name|Semester|Sem|Session|Trimester|Periodo lectivo"),
    _field("term_starts", "sections", "Term Start|Term Start Date|Term_start|termStartDate"),
    _field("term_ends", "sections", "Term End|Term End Date|Term_end|termEndDate"),
    _field(
        "teacher_id", "sections",
        "Teacher|Teacher ID|Teacher_ID|Teacher Number|TeacherNumber|Instructor ID|Staff ID|Teacher #|Tchr"
        "|Tchr ID|Employee ID"
        "|teacherPersonID|ID de docente",
    ),
    _field(
        "teacher_name", "sections",
        "Teacher Name|Instructor|Instructor Name|teacherDisplay|Teacher Display|Teacher of Record"
        "|Primary Teacher|Docente"
        "|Maestro|Maestra|Profesor|Teacher (Last, First)",
    ),
    _field("teacher_email", "sections", "Teacher Email|Instructor Email|Teacher E-mail|Correo del docente"),
    _field(
        "students", "sections",
        "No_of_students|No of students|Students|Student Count|Enrollment|Enrolled|Enrollment Count|Class Size"
        "|# Students"
        "|Total Students|Seats Taken|Number of Students|Alumnos|Inscritos|Actual Size|Total Enrollment",
    ),
    _field(
        "confirmation", "absences",
        "Confirmation|Confirmation #|Confirmation Number|Conf #|Conf|Absence ID|Job Number",
    ),
    _field(
        "date", "absences",
        "Date|Absence Date|Start Date|From|Begin Date|Event Date|Date of Absence|Fecha|Absence Start",
    ),
    _field("last_date", "absences", "End Date|To|Through|Last Day|Thru|Hasta|Absence End"),
    _field(
        "reason", "absences",
        "Reason|Absence Reason|Absence Type|Leave Type|Category|Reason Code|AbsenceEventCategory|Motivo|Type of Leave"
        "|Reason Description",
    ),
    _field(
        "duration", "absences",
        "Duration|Hours|Days|Length|Amount|Hours Absent|Absence Duration|Day Fraction|Duracion",
    ),
    _field("substitute", "absences", "Substitute|Sub|Substitute Name|Sub Name|Sustituto|Suplente"),
    _field("filled", "absences", "Status|Fill Status|Filled|Sub Status|Filled/Unfilled|Estado|Substitute Status"),
    _field("needed", "absences", "Substitute Required|Sub Required|Needs Substitute|Sub Needed|Substitute Needed"),
    _field("cost", "absences", "Cost|Sub Cost|Substitute Cost|Pay|Sub Pay|Amount Paid|Costo"),
)  # fmt: skip
BY_KEY = {field.key: field for field in FIELDS}
REPEATABLE = frozenset({"teacher_id"})

# Aeries: table -> two-letter field -> what it is. An empty word is known and not read.
AERIES: dict[str, dict[str, str]] = {
    "mst": {
        "SC": "school", "SE": "section_number", "CN": "course_code", "TN": "teacher_id", "PD": "period", "RM": "room",
        "SM": "term", "SP": "days", "MX": "", "TO": "students", "TS": "students", "BL": "", "EP": "", "CR": "",
        "CO": "course_title", "ID": "teacher_id", "TE": "teacher_name", "GR": "grade", "DP": "subject",
    },
    "tch": {
        "SC": "school", "TN": "identifier", "TE": "name", "TF": "given", "TLN": "family", "ID": "staff_id",
        "EM": "email", "RM": "", "LO": "", "HI": "", "FN": "given", "LN": "family", "DP": "",
    },
    "stf": {
        "ID": "staff_id", "FN": "given", "LN": "family", "MN": "middle", "EM": "email", "TI": "title", "SC": "school",
        "PSC": "school", "HD": "begins", "LD": "ends", "TG": "status", "BD": PRIVATE, "SX": PRIVATE, "EC": PRIVATE,
        "AD": PRIVATE, "CY": PRIVATE, "ZC": PRIVATE, "TL": PRIVATE, "SS": PRIVATE, "NM": "preferred",
    },
    "crs": {"CN": "course_code", "CO": "course_title", "DE": "", "DP": "subject", "DC": "subject", "LO": "", "HI": ""},
}  # fmt: skip

# PowerSchool: a bare field in these tables.
POWERSCHOOL: dict[str, dict[str, str]] = {
    "sections": {
        "id": "section_id", "dcid": "", "coursenumber": "course_code", "sectionnumber": "section_number",
        "teacher": "teacher_id", "room": "room", "termid": "term", "schoolid": "school", "noofstudents": "students",
        "maxenrollment": "", "gradelevel": "grade", "expression": "period", "externalexpression": "", "bitmap": "",
    },
    "teachers": {
        "id": "staff_id", "dcid": "", "teachernumber": "identifier", "firstname": "given", "lastname": "family",
        "middlename": "middle", "emailaddr": "email", "schoolid": "school", "homeschoolid": "school", "title": "title",
        "lastfirst": "name", "staffstatus": "", "status": "status", "preferredname": "preferred",
        "loginid": "", "teacherloginid": "", "homephone": PRIVATE, "street": PRIVATE, "ssn": PRIVATE,
        "ethnicity": PRIVATE,
    },
    "courses": {
        "coursenumber": "course_code", "coursename": "course_title", "scheddepartment": "subject",
        "credittype": "subject", "id": "", "dcid": "",
    },
    "schools": {"name": "school", "schoolnumber": "school", "abbreviation": ""},
    "terms": {"id": "term", "name": "term", "abbreviation": "term", "firstday": "term_starts", "lastday": "term_ends"},
}  # fmt: skip
POWERSCHOOL["users"] = POWERSCHOOL["schoolstaff"] = POWERSCHOOL["teachers"]

# A heading with one of these beginnings and one of these endings is a student's.
STUDENT_WORDS = ("student", "pupil", "stu", "learner", "alumno", "estudiante", "scholar")
COUNT_WORDS = (
    "count", "noof", "numberof", "max", "total", "size", "enrollment", "enrolled", "avg", "num", "students", "alumnos",
    "load", "seats", "capacity", "estudiantes", "pupils",
)  # fmt: skip
# What only a list of students has, whoever made it.
_SIGNS = """
    guardian guardianname parent parentname parentemail parent1 parent2 mother father homeroomteacher lunchstatus
    gpa birthdate dob dateofbirth enrolldate entrydate entrycode exitcode gradelevel grade ssid stateid statestudentid
    homelanguage frl freereducedlunch iep el elstatus nextschool cohortyear graduationyear tutor padre madre
"""
PUPIL_SIGNS = frozenset(_SIGNS.split())
_PRIVATE = """
    ssn socialsecurity socialsecuritynumber socsec dob birthdate dateofbirth birthday fechadenacimiento age edad
    homephone cellphone mobile mobilephone personalphone phone telephone telefono homeaddress address street city zip
    zipcode postalcode direccion personalemail homeemail salary annualsalary payrate hourlyrate step paystep wage sueldo
    salario ethnicity race gender sex sexo genero etnia raza password contrasena emergencycontact maritalstatus
    disability religion nationality notes comments note comment notas comentarios notestosubstitute notestoadministrator
    substitutephone medical diagnosis evaluation rating
"""
PRIVATE_WORDS = frozenset(_PRIVATE.split())


@cache
def known_words() -> dict[str, tuple[str, ...]]:
    """plain heading -> the keys of the fields it can be, in the order of ``FIELDS``."""
    found: dict[str, tuple[str, ...]] = {}
    for field in FIELDS:
        for word in dict.fromkeys(plain(word) for word in field.words):
            found[word] = (*found.get(word, ()), field.key)
    return found

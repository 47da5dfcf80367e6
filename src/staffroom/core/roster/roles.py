"""From the words of OneRoster, School Data Sync and Clever to our own roles.

+------------------------------------------------------------+---------------------+
| their word (case, spaces and punctuation do not matter)    | our role            |
+============================================================+=====================+
| teacher, instructor, faculty, professor, lecturer, adjunct,| teacher             |
| substitute                                                 |                     |
| coach, chair, department head, lead teacher                | teacher_leader      |
| specialServices, librarian, media specialist, therapist,   | specialist          |
| interventionist                                            |                     |
| counselor, advisor, guidance                               | counselor           |
| principal; 1.1 administrator at a school                   | principal           |
| siteAdministrator, assistant or vice principal, dean       | assistant_principal |
| districtAdministrator; administrator elsewhere;            | central             |
| superintendent, director, coordinator                      |                     |
| systemAdministrator, itAdmin, technology                   | it                  |
| aide, paraprofessional, teacherAssistant                   | aide                |
| officeStaff, secretary, registrar, clerk                   | office              |
| food service, cafeteria; bus driver; custodian, maintenance| food; bus; custodian|
| nurse; psychologist                                        | nurse; psychologist |
| staff, proctor, researcher                                 | other               |
| student, pupil, learner                                    | counted as students |
| guardian, parent, relative                                 | counted as guardians|
+------------------------------------------------------------+---------------------+

Another word is left out with a warning where the row could be a student's, and read as "other" where it
can only be staff (Clever's staff.csv).
"""

from functools import lru_cache
from typing import Literal, cast

from staffroom.core.roster.model import Role
from staffroom.core.roster.values import near, plain

Reading = Role | Literal["student", "guardian", "administrator"]

# The words of the standards in their right spelling, each with its role.
_WORDS: dict[str, Reading] = {
    "teacher": "teacher",
    "instructor": "teacher",
    "faculty": "teacher",
    "professor": "teacher",
    "lecturer": "teacher",
    "adjunct": "teacher",
    "substitute": "teacher",
    "coach": "teacher_leader",
    "chair": "teacher_leader",
    "teacherLeader": "teacher_leader",
    "leadTeacher": "teacher_leader",
    "departmentHead": "teacher_leader",
    "departmentChair": "teacher_leader",
    "instructionalCoach": "teacher_leader",
    "specialServices": "specialist",
    "specialist": "specialist",
    "librarian": "specialist",
    "mediaSpecialist": "specialist",
    "counselor": "counselor",
    "advisor": "counselor",
    "principal": "principal",
    "administrator": "administrator",
    "siteAdministrator": "assistant_principal",
    "assistantPrincipal": "assistant_principal",
    "vicePrincipal": "assistant_principal",
    "districtAdministrator": "central",
    "districtAdmin": "central",
    "schoolAdmin": "assistant_principal",
    "systemAdministrator": "it",
    "itAdmin": "it",
    "itAdministrator": "it",
    "aide": "aide",
    "paraprofessional": "aide",
    "teacherAssistant": "aide",
    "teachingAssistant": "aide",
    "officeStaff": "office",
    "office": "office",
    "food": "food",
    "bus": "bus",
    "foodService": "food",
    "busDriver": "bus",
    "custodian": "custodian",
    "nurse": "nurse",
    "psychologist": "psychologist",
    "proctor": "other",
    "staff": "other",
    "other": "other",
    "researcher": "other",
    "student": "student",
    "pupil": "student",
    "learner": "student",
    "guardian": "guardian",
    "parent": "guardian",
    "relative": "guardian",
}
SPELLINGS = {plain(word): word for word in _WORDS}
_BY_PLAIN = {plain(word): role for word, role in _WORDS.items()}

# Words inside a job title, in order: the first that fits decides.
_TITLES: tuple[tuple[str, Role], ...] = (
    ("assistant principal", "assistant_principal"),
    ("vice principal", "assistant_principal"),
    ("dean", "assistant_principal"),
    ("office", "office"),
    ("secretary", "office"),
    ("registrar", "office"),
    ("clerk", "office"),
    ("principal", "principal"),
    ("counselor", "counselor"),
    ("guidance", "counselor"),
    ("psycholog", "psychologist"),
    ("nurse", "nurse"),
    ("custod", "custodian"),
    ("maintenance", "custodian"),
    ("bus ", "bus"),
    ("transport", "bus"),
    ("food", "food"),
    ("cafeteria", "food"),
    ("kitchen", "food"),
    ("technolog", "it"),
    ("information systems", "it"),
    ("librar", "specialist"),
    ("media", "specialist"),
    ("therap", "specialist"),
    ("interventionist", "specialist"),
    ("coach", "teacher_leader"),
    ("lead teacher", "teacher_leader"),
    ("paraprofessional", "aide"),
    ("aide", "aide"),
    ("teaching assistant", "aide"),
    ("superintendent", "central"),
    ("director", "central"),
    ("coordinator", "central"),
    ("specialist", "specialist"),
    ("teacher", "teacher"),
)
# Roles in a class that make a person one of its teachers.
TEACHES = frozenset({"teacher", "teacher_leader", "specialist"})


@lru_cache(maxsize=1024)
def read_role(text: str) -> tuple[Reading | None, str]:
    """(our reading, the right spelling); (None, "") when the word is not known. ``ext:`` is ignored."""
    word = plain(text.removeprefix("ext:"))
    role = _BY_PLAIN.get(word)
    if role is not None:
        return role, SPELLINGS[word]
    close = next((known for known in _BY_PLAIN if near(word, known)), None)
    return (None, "") if close is None else (_BY_PLAIN[close], SPELLINGS[close])


def settled(role: Reading, org_kind: str) -> Role:
    """The role at an organization: a 1.1 "administrator" leads a school, or works in the central office."""
    if role == "administrator":
        return "principal" if org_kind == "school" else "central"
    return cast(Role, role)


def title_role(title: str) -> Role | None:
    """The role a job title tells of, or None."""
    text = " ".join(title.casefold().split()) + " "
    return next((role for word, role in _TITLES if word in text), None)

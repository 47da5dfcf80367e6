"""Ed-Fi's descriptors (Data Standard 3 to 5) in our words. A word that is not here stays, or is read from the title."""

from staffroom.core.roster.model import TermKind
from staffroom.core.roster.roles import Reading, title_role
from staffroom.core.roster.values import plain

_STAFF: dict[str, Reading] = {
    "Teacher": "teacher",
    "Pre-Kindergarten Teacher": "teacher",
    "Kindergarten Teacher": "teacher",
    "Elementary Teacher": "teacher",
    "Secondary Teacher": "teacher",
    "Ungraded Teacher": "teacher",
    "Substitute Teacher": "teacher",
    "Instr Coordinator and Supervisor to the Staff": "teacher_leader",
    "Instructional Coordinator": "teacher_leader",
    "Librarian/Media Specialist": "specialist",
    "LEA Specialist": "specialist",
    "School Specialist": "specialist",
    "Counselor": "counselor",
    "School Counselor": "counselor",
    "Elementary School Counselor": "counselor",
    "Secondary School Counselor": "counselor",
    "Principal": "principal",
    "School Leader": "principal",
    "Assistant Principal": "assistant_principal",
    "School Administrator": "assistant_principal",
    "Superintendent": "central",
    "Assistant Superintendent": "central",
    "LEA Administrator": "central",
    "LEA System Administrator": "it",
    "Paraprofessional/Instructional Aide": "aide",
    "Instructional Aide": "aide",
    "LEA Administrative Support Staff": "office",
    "School Administrative Support Staff": "office",
    "School Psychologist": "psychologist",
}
# Words that say nothing of what somebody does; the title may.
_VAGUE = (
    "Other",
    "Missing",
    "All Other Support Staff",
    "Library/Media Support Staff",
    "Operational Support",
    "State Administrator",
    "Student Support Services Staff (w/o Psychology)",
    "Support Services Staff",
)
_ROLES = {plain(word): role for word, role in _STAFF.items()}
_KNOWN = _ROLES.keys() | {plain(word) for word in _VAGUE}

_GRADES = {
    "Infant/toddler": "IT",
    "Preschool": "PR",
    "Early Education": "PR",
    "Preschool/Prekindergarten": "PK",
    "Prekindergarten": "PK",
    "Transitional Kindergarten": "TK",
    "Kindergarten": "KG",
    "First grade": "01",
    "Second grade": "02",
    "Third grade": "03",
    "Fourth grade": "04",
    "Fifth grade": "05",
    "Sixth grade": "06",
    "Seventh grade": "07",
    "Eighth grade": "08",
    "Ninth grade": "09",
    "Tenth grade": "10",
    "Eleventh grade": "11",
    "Twelfth grade": "12",
    "Grade 13": "13",
    "Postsecondary": "PS",
    "Adult Education": "PS",
    "Ungraded": "UG",
}
_BY_GRADE = {plain(word): code for word, code in _GRADES.items()}
_ORDER = {code: place for place, code in enumerate(dict.fromkeys(_GRADES.values()))}
HOME = "homepersonal"


def staff_role(classification: str, title: str) -> tuple[Reading, bool]:
    """(our role, whether the classification is a word of the standard)."""
    word = plain(classification)
    role = _ROLES.get(word) or title_role(title) or title_role(classification)
    return role or "other", word in _KNOWN or not word


def grade_codes(words: tuple[str, ...]) -> tuple[str, ...]:
    """Ed-Fi's grade levels as CEDS codes, lowest first; what is no grade is left out."""
    codes = {code for word in words if (code := _BY_GRADE.get(plain(word)))}
    return tuple(sorted(codes, key=_ORDER.__getitem__))


def term_kind(term: str) -> TermKind:
    """What kind of term a TermDescriptor names."""
    word = plain(term)
    if word == "yearround":
        return "schoolYear"
    return "semester" if word.endswith("semester") else "term"

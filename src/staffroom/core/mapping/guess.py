"""What each column of a table is: by its heading, by the family its heading belongs to, and by its values.

Every guess has a score between 0 and 1; below ``SURE`` it is shown as "not sure". The scores are ours: a known
heading 0.95, one by family 1, a heading with a slip or as a part 0.6, values alone 0.5 to 0.7; values that
contradict the heading halve it. Nothing is random, so that the same table always gives the same guess.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from staffroom.core.bells.pattern import PatternError, parse_pattern
from staffroom.core.mapping.fields import (
    AERIES,
    BY_KEY,
    COUNT_WORDS,
    IGNORED,
    NEVER,
    POWERSCHOOL,
    PRIVATE,
    PRIVATE_WORDS,
    PUPIL_SIGNS,
    REPEATABLE,
    STUDENT,
    STUDENT_WORDS,
    Kind,
    Purpose,
    known_words,
)
from staffroom.core.roster.values import is_email, near, plain, read_date

SURE = 0.8
SAMPLES = 5
LOOKED_AT = 200
_SECOND = 0.9  # a number could be the second one only where another is the first
_TABLE = re.compile(r"\[\s*(?:\d+\s*[-.]?\s*)?([\w ]*)\]\s*(.+)", re.DOTALL)
_TWO_LETTERS = re.compile(r"(?:(MST|TCH|STF|CRS)[.:_ ])?([A-Z]{2,3})")
_WHOLE = re.compile(r"\d+")
_NAME = re.compile(r"[^\W\d_][^\d@]*,\s*[^\W\d_][^\d@]*")


@dataclass(frozen=True, slots=True)
class Guess:
    """One column: its place, heading, what it is taken for, how sure that is, and up to five values."""

    place: int
    header: str
    key: str
    score: float
    samples: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        return self.score >= SURE


@dataclass(frozen=True, slots=True)
class Proposal:
    """A table: which system it comes from as far as its headings tell, what it lists, and its columns."""

    family: str
    kind: Kind
    columns: tuple[Guess, ...]
    pupils: bool = False


def propose(header: Sequence[str], rows: Sequence[Sequence[str]], purpose: Purpose = "roster") -> Proposal:
    """Propose what the columns of a table are. ``rows`` are its first rows; cells may be missing at the end."""
    values = [_column(rows, place) for place in range(len(header))]
    family, table = family_of(header)
    kind = kind_of(header, table, purpose)
    never = [never_kept(name) for name in header]
    pupils = purpose == "roster" and is_pupils(header)
    scored = [
        (never[place], 1.0) if never[place] else _best(header[place], values[place], family, table, kind)
        for place in range(len(header))
    ]
    columns = _one_each(header, values, scored)
    return Proposal(family, kind, columns, pupils)


def _column(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    cells = (row[place].strip() for row in rows[:LOOKED_AT] if place < len(row))
    return [cell for cell in cells if cell]


def _one_each(
    header: Sequence[str], values: Sequence[list[str]], scored: Sequence[list[tuple[str, float]] | tuple[str, float]]
) -> tuple[Guess, ...]:
    """Of two columns that could be the same thing the better one is it, the first when they are equal."""
    offers = sorted(
        (-score, place, key)
        for place, found in enumerate(scored)
        for key, score in ([found] if isinstance(found, tuple) else found)
    )
    taken: dict[int, tuple[str, float]] = {}
    used: set[str] = set()
    for negative, place, key in offers:
        if place in taken or (key in used and key not in NEVER | REPEATABLE):
            continue
        taken[place] = (key, -negative)
        used.add(key)
    if "identifier" in used and "staff_id" not in used:
        taken = {place: ("staff_id" if key == "identifier" else key, score) for place, (key, score) in taken.items()}
    return tuple(
        Guess(place, name, *taken.get(place, (IGNORED, _boring(values[place]))), tuple(_distinct(values[place])))
        for place, name in enumerate(header)
    )


def _boring(values: list[str]) -> float:
    """How sure it is that a column nobody knows needs no reading: quite, when it is empty."""
    return 1.0 if not values else 0.9


def _distinct(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))[:SAMPLES]


# -- the table ------------------------------------------------------------------------------------------


def family_of(header: Sequence[str]) -> tuple[str, str]:
    """(powerschool | aeries | campus | frontline | any, the table when it has a name)."""
    split = [found for name in header if (found := _TABLE.fullmatch(name.strip()))]
    if len(split) * 2 >= len([name for name in header if name.strip()]) and split:
        tables = [plain(found[1]) for found in split]
        return "powerschool", max(sorted(set(tables)), key=tables.count)
    table = _aeries_table(header)
    if table:
        return "aeries", table
    words = {plain(name) for name in header}
    if len(words & {"coursenumber", "sectionnumber", "teacherdisplay", "periodschedulename", "roomname"}) >= 3 and (
        words & {"teacherdisplay", "periodschedulename"}
    ):
        return "campus", "sections"
    if words & {"confirmation", "confirmationnumber", "conf"} and words & {"substitute", "reason", "absencereason"}:
        return "frontline", "absences"
    if {"coursenumber", "sectionnumber", "termid"} <= words or {"teachernumber", "emailaddr"} <= words:
        return "powerschool", "sections" if "sectionnumber" in words else "teachers"
    return "any", ""


def _aeries_table(header: Sequence[str]) -> str:
    """The Aeries table whose two-letter fields these are: named (``MST.SE``), or the one that knows most of them."""
    found = [_TWO_LETTERS.fullmatch(name.strip()) for name in header if name.strip()]
    codes = [one for one in found if one]
    if len(codes) < 3 or len(codes) * 3 < len(found) * 2:
        return ""
    named = next((one[1] for one in codes if one[1]), None)
    if named:
        return str(named).lower()
    counts = {table: sum(one[2] in words for one in codes) for table, words in AERIES.items()}
    best = max(counts, key=lambda table: counts[table])
    return best if counts[best] >= 3 else ""


_KINDS: dict[str, Kind] = {
    "mst": "sections", "tch": "people", "stf": "people", "crs": "courses", "sections": "sections", "teachers": "people",
    "users": "people", "schoolstaff": "people", "courses": "courses", "absences": "absences",
}  # fmt: skip


_SECTION_SIGNS = frozenset(
    ("section_id", "section_number", "period", "room", "term", "students", "section_title", "days")
)


def kind_of(header: Sequence[str], table: str, purpose: Purpose) -> Kind:
    """What a table lists: by its name, else by what most of its headings speak of."""
    if purpose == "absences":
        return "absences"
    if table in _KINDS and _KINDS[table] != "absences":
        return _KINDS[table]
    words = [known_words().get(plain(_bare(name)), ()) for name in header]
    keys = {key for found in words for key in found}
    sections = len(keys & _SECTION_SIGNS)
    if sections >= 2 or keys & {"section_id", "section_number"}:
        return "sections"
    if keys & {"course_code", "course_title"} and not keys & {"given", "family", "email"}:
        return "sections" if sections else "courses"
    return "people"


def _bare(name: str) -> str:
    found = _TABLE.fullmatch(name.strip())
    return found[2] if found else name


# -- what is never kept -----------------------------------------------------------------------------------


def never_kept(name: str) -> str:
    """STUDENT or PRIVATE for a heading whose column is taken out, else nothing. A count of students is neither."""
    found = _TABLE.fullmatch(name.strip())
    if found and plain(found[1]) in ("students", "student", "cc", "reenrollments", "guardian"):
        return STUDENT
    word = plain(_bare(name))
    if word in PRIVATE_WORDS:
        return PRIVATE
    if word.startswith("no") and word.endswith("students"):
        return ""
    if any(word.startswith(one) or word.endswith(one) for one in STUDENT_WORDS) or "student" in word:
        longer = word not in ("student", "pupil", "stu", "learner", "alumno", "estudiante")
        if word.startswith("stu") and not word.startswith("student") and word[3:] not in _STU_TAILS:
            return ""
        return "" if longer and any(one in word for one in COUNT_WORDS) and not _named(word) else STUDENT
    if any(one in word for one in ("guardian", "parentname", "parentemail")):
        return STUDENT
    return ""


_STU_TAILS = frozenset({"", "id", "no", "name", "number", "num", "first", "last", "grade", "firstname", "lastname"})
_NAME_TAILS = ("name", "id", "number", "email", "first", "last", "nombre", "birthdate", "dob", "grade", "address")


def _named(word: str) -> bool:
    """``studentsname``, ``studentnumber``: about one student, though a word of counting is in it."""
    return word.endswith(_NAME_TAILS)


def is_pupils(header: Sequence[str]) -> bool:
    """Whether a table lists students: it names them, or has what only such lists have, and names no staff."""
    words = [plain(_bare(name)) for name in header if name.strip()]
    if any(word.startswith(("teacher", "staff", "employee", "instructor", "docente")) for word in words):
        return False
    if kind_of(header, family_of(header)[1], "roster") == "sections":
        return False
    named = sum(never_kept(name) == STUDENT for name in header)
    signs = len(set(words) & PUPIL_SIGNS)
    jobs = set(words) & {"title", "jobtitle", "position", "role", "fte", "classification", "puesto", "ti", "hiredate"}
    names = any(known_words().get(word, ("",))[0] in _OWN_NAMES for word in words)
    return named >= 2 or (signs >= 2 and not jobs) or (named == 1 and (signs >= 1 or (names and not jobs)))


_OWN_NAMES = frozenset({"name", "given", "family", "middle", "preferred"})


def names_nobody_knows_whose(name: str) -> bool:
    """Whether a column holds people's names without saying whose: in a table of classes they could be students'."""
    if _TABLE.fullmatch(name.strip()):
        return False
    return bool(_OWN_NAMES & set(known_words().get(plain(name), ()))) and not _STAFF_WORD.search(name.lower())


_STAFF_WORD = re.compile(r"teacher|staff|employee|instructor|docente|maestr|worker|empleado")


# -- one column -------------------------------------------------------------------------------------------


def _best(name: str, values: list[str], family: str, table: str, kind: Kind) -> list[tuple[str, float]]:
    """What a column can be, each with its score."""
    told = _by_family(name, family, table)
    if told is not None:
        return [(told, _agreed(told, values, 1.0))] if told else []
    found = {key: _SECOND if key == "identifier" else 0.95 for key in _by_word(name, kind)}
    if not found:
        found = dict.fromkeys(_by_part(name, kind), 0.6)
    found = {key: _agreed(key, values, score) for key, score in found.items()}
    if "teacher_id" in found and _share(values, _NAME.fullmatch) > 0.5:
        found["teacher_name"] = max(found.get("teacher_name", 0.0), 0.85)
    if not found:
        found = {key: score for key, score in _by_values(values, kind).items() if kind in BY_KEY[key].kinds}
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _by_family(name: str, family: str, table: str) -> str | None:
    """The field by the family's own names; None when the family does not tell."""
    if family == "aeries":
        found = _TWO_LETTERS.fullmatch(name.strip())
        if found is None:
            return None
        return AERIES[(found[1] or table).lower()].get(found[2])
    split = _TABLE.fullmatch(name.strip())
    if family == "powerschool" and split and plain(split[1]) in POWERSCHOOL:
        told = POWERSCHOOL[plain(split[1])].get(plain(split[2]))
        return _in_sections(told) if table == "sections" and plain(split[1]) in _STAFF_TABLES else told
    return None


_STAFF_TABLES = frozenset({"teachers", "users", "schoolstaff"})


def _in_sections(told: str | None) -> str | None:
    """A teacher's columns joined to a table of sections are of the section's teacher."""
    return {"staff_id": "teacher_id", "identifier": "teacher_id", "name": "teacher_name", "email": "teacher_email"}.get(
        told or "", told
    )


def _by_word(name: str, kind: Kind) -> list[str]:
    """The fields whose heading this is, that make sense in such a table."""
    word = plain(_bare(name))
    keys = [key for key in known_words().get(word, ()) if kind in BY_KEY[key].kinds]
    if not keys and word == "id":
        keys = {"people": ["staff_id", "identifier"], "sections": ["section_id"], "absences": ["confirmation"]}.get(
            kind, []
        )
    return keys


@cache
def _by_part(name: str, kind: Kind) -> tuple[str, ...]:
    """The field whose heading is near, or is a part of a longer one: "Staff E-Mail (work)"."""
    word = plain(_bare(name))
    if len(word) < 4:
        return ()
    fits = [
        (-len(known), keys)
        for known, keys in sorted(known_words().items())
        if near(word, known) or (len(known) >= 5 and known in word)
    ]
    for _length, keys in sorted(fits):
        usable = tuple(key for key in keys if kind in BY_KEY[key].kinds)
        if usable:
            return usable[:1]
    return ()


def _share(values: list[str], test: object) -> float:
    return sum(bool(test(value)) for value in values) / len(values) if values else 0.0  # type: ignore[operator]


def _is_pattern(text: str) -> bool:
    return not isinstance(parse_pattern(text, periods=(), days=()), PatternError)


def _is_number(text: str) -> bool:
    return _WHOLE.fullmatch(text.removesuffix(".0")) is not None


def _is_day(text: str) -> bool:
    return read_date(text).value is not None or (text.isdigit() and 20_000 <= int(text) <= 80_000)


_TESTS = {
    "email": is_email, "teacher_email": is_email, "students": _is_number, "period": _is_pattern, "date": _is_day,
    "begins": _is_day, "ends": _is_day, "term_starts": _is_day, "term_ends": _is_day, "last_date": _is_day,
}  # fmt: skip
_NEVER_NUMBERS = frozenset({"name", "given", "family", "title", "teacher_name", "reason"})


def _agreed(key: str, values: list[str], score: float) -> float:
    """A score, halved when the values say otherwise; without values nothing is certain."""
    if not values:
        return min(score, 0.7)
    test = _TESTS.get(key)
    if test is not None and _share(values, test) < 0.6:
        return score / 2
    if key in _NEVER_NUMBERS and _share(values, _is_number) > 0.5:
        return score / 2
    if key == "teacher_id" and _share(values, _NAME.fullmatch) > 0.5:
        return score / 2
    return score


def _by_values(values: list[str], kind: Kind) -> dict[str, float]:
    """What a column under an unknown heading looks like."""
    if len(values) < 2:
        return {}
    email = "teacher_email" if kind == "sections" else "email"
    if _share(values, is_email) >= 0.8:
        return {email: 0.7}
    if _share(values, _NAME.fullmatch) >= 0.8:
        return {"teacher_name" if kind == "sections" else "name": 0.6}
    if kind == "sections" and _share(values, lambda text: "(" in text and _is_pattern(text)) >= 0.8:
        return {"period": 0.6}
    if kind == "absences" and _share(values, _is_day) >= 0.8:
        return {"date": 0.5}
    return {}

"""OneRoster 1.1 and 1.2 in CSV; also School Data Sync 2 and 2.1: the same tables under other headers.

Bulk files are the whole truth; delta files hold what changed, and rows marked ``tobedeleted`` or
``inactive`` go to ``Roster.leaving``. In 1.2 and School Data Sync 2.1, roles are read before users, so
that a student's name is never looked at.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import NamedTuple, cast

from staffroom.core.roster.build import Builder
from staffroom.core.roster.merged import Merged, Sort
from staffroom.core.roster.model import (
    Mode,
    Org,
    OrgKind,
    Person,
    RecordKind,
    Roster,
    Section,
    SectionKind,
    Term,
    TermKind,
    assignment_key,
    teaching_key,
)
from staffroom.core.roster.roles import TEACHES, Reading, read_role, settled
from staffroom.core.roster.sources import NO_COURSE, NOWHERE
from staffroom.core.roster.table import Table
from staffroom.core.roster.values import is_timestamp, plain, read_school_year

_ORG_KINDS: dict[str, OrgKind] = {
    "department": "department",
    "school": "school",
    "college": "school",
    "district": "district",
    "local": "district",
    "state": "other",
    "national": "other",
    "ministryOfEducation": "other",
    "university": "other",
    "campus": "other",
    "region": "other",
    "program": "department",
    "division": "department",
    "other": "other",
}
_ORG_WORDS = {plain(word): word for word in _ORG_KINDS}
_TERM_WORDS = {plain(word): word for word in ("gradingPeriod", "semester", "schoolYear", "term")}
_CLASS_WORDS = {"homeroom": "homeroom", "scheduled": "scheduled"}
_RANK_WORDS = {"primary": "primary", "secondary": "secondary", "true": "primary", "false": "secondary"}
_RANK_WORDS |= {"1": "primary", "0": "secondary"}

_FILE_OF_KIND: dict[RecordKind, str] = {
    "org": "orgs.csv",
    "term": "academicSessions.csv",
    "person": "users.csv",
    "section": "classes.csv",
    "teaching": "enrollments.csv",
}


class Course(NamedTuple):
    """What a section takes from its course."""

    title: str
    code: str
    subjects: tuple[str, ...]
    grades: tuple[str, ...]


class Post(NamedTuple):
    """One row of roles.csv of a staff member."""

    row: int
    org: str
    role: Reading
    primary: bool
    begins: date | None
    ends: date | None


def read(builder: Builder) -> Roster:
    """Read the tables of a builder in the order in which they point at one another."""
    _orgs(builder)
    _terms(builder)
    courses = _courses(builder)
    posts = _roles(builder) if {"roles.csv"} & (builder.form.by_name.keys() | builder.tables.keys()) else None
    _users(builder, posts)
    _sections(builder, courses)
    _enrollments(builder)
    return builder.roster(_kind_modes(builder))


def _kind_modes(builder: Builder) -> Mapping[RecordKind, Mode]:
    kinds = {kind: builder.modes.get(name, "absent") for kind, name in _FILE_OF_KIND.items()}
    posts = "roles.csv" if "roles.csv" in builder.form.by_name else "users.csv"
    return {**kinds, "assignment": builder.modes.get(posts, "absent")}


def _leaves(builder: Builder, table: Table, row: int, kind: RecordKind, name: str, status: str, modified: str) -> bool:
    """Whether a row is marked as gone; oddities of its two state columns are told."""
    if modified and not is_timestamp(modified):
        table.tell("date_style", row, "modified", value=modified)
    if not table.gone(row, name, status):
        return False
    if table.mode == "delta":
        builder.leaving.add((kind, name))
    return True


def _orgs(builder: Builder) -> None:
    table = builder.tables.get("orgs.csv")
    if table is None:
        return
    keys = ("id", "status", "modified", "name", "type", "identifier", "parent")
    for row, (name, status, modified, title, kind, identifier, parent) in table.rows(*keys):
        if _leaves(builder, table, row, "org", name, status, modified):
            continue
        word = table.choice(row, "type", kind, _ORG_WORDS, "other", "type of organization")
        builder.add_org(table, row, Org(name, title, _ORG_KINDS[word], identifier, parent))
    builder.check_orgs(table)


def _terms(builder: Builder) -> None:
    table = builder.tables.get("academicSessions.csv")
    if table is None:
        return
    keys = ("id", "status", "modified", "title", "type", "starts", "ends", "parent", "year")
    for row, (name, status, modified, title, kind, starts, ends, parent, year) in table.rows(*keys):
        if _leaves(builder, table, row, "term", name, status, modified):
            continue
        begin, end = (table.day(row, key, text, strict=True) for key, text in (("starts", starts), ("ends", ends)))
        if begin is None or end is None:
            continue
        table.wanted(row, "type", kind)
        word = table.choice(row, "type", kind, _TERM_WORDS, "term", "type of session") if kind else "term"
        school_year = _school_year(table, row, year, end)
        term = Term(name, title, cast(TermKind, word), begin, end, school_year, parent)
        builder.add_term(table, row, term)


def _school_year(table: Table, row: int, text: str, ends: date) -> int:
    """The year in which the school year ends; taken from the term's end (August 1 turns it) when not told."""
    year, exact = read_school_year(text)
    if year is None:
        year = ends.year if (ends.month, ends.day) <= (8, 1) else ends.year + 1
        if text or table.exact:
            table.tell("value_assumed", row, "year", assumed=year)
    elif not exact:
        table.tell("year_repaired", row, "year", value=text, read=year)
    return year


def _courses(builder: Builder) -> dict[str, Course]:
    table = builder.tables.get("courses.csv")
    found: dict[str, Course] = {}
    if table is None:
        return found
    keys = ("id", "status", "title", "code", "subjects", "grades")
    for row, (name, status, title, code, subjects, grades) in table.rows(*keys):
        if not table.gone(row, name, status):
            if name == NO_COURSE:
                title = ""
            else:
                table.wanted(row, "title", title)
            read_subjects = table.items(row, "subjects", subjects)
            found.setdefault(name, Course(title, code, read_subjects, table.items(row, "grades", grades)))
    return found


# -- people ---------------------------------------------------------------------------------------------


def _role(table: Table, row: int, text: str) -> Reading | None:
    """Our reading of a role, or None when it is not known: then the row could be a student's."""
    role, spelling = read_role(text)
    if role is None:
        table.tell("role_unknown", row, "role", value=text)
        return None
    if table.exact and spelling != text.removeprefix("ext:"):
        table.tell("enum_case", row, "role", value=text, name=spelling)
    return role


def _roles(builder: Builder) -> dict[str, list[Post]]:
    """The posts of staff by person; students and guardians are noted by id."""
    table = builder.tables.get("roles.csv")
    posts: dict[str, list[Post]] = {}
    if table is None:
        return posts
    if isinstance(table, Merged):
        table.sort = _sort_role
    keys = ("id", "status", "modified", "user", "rank", "role", "begins", "ends", "org")
    for row, (name, status, modified, user, rank, text, begins, ends, org) in table.rows(*keys):
        role = _role(table, row, text)
        if role is None:
            builder.odd.add(user)
            continue
        if name.startswith(NOWHERE):
            posts.setdefault(user, [])
            continue
        kind = builder.orgs[org].kind if org in builder.orgs else "school"
        key = name if role in ("student", "guardian") else assignment_key(user, org, settled(role, kind))
        if _leaves(builder, table, row, "assignment", key, status, modified):
            continue
        if role == "student":
            builder.students.add(user)
        elif role == "guardian":
            builder.guardians.add(user)
        else:
            post = _post(table, row, rank, role, (begins, ends), org)
            if post is not None:
                posts.setdefault(user, []).append(post)
    builder.students.difference_update(posts)
    builder.guardians.difference_update(posts)
    return posts


def _post(table: Table, row: int, rank: str, role: Reading, when: tuple[str, str], org: str) -> Post | None:
    begins, ends = (table.day(row, key, text) for key, text in zip(("begins", "ends"), when, strict=True))
    table.wanted(row, "rank", rank)
    word = table.choice(row, "rank", rank, _RANK_WORDS, "secondary", "type of role") if rank else "secondary"
    if not table.ordered(row, "ends", begins, ends):
        return None
    return Post(row, org, role, word == "primary", begins, ends)


_NAMES = frozenset({"given", "family", "orgs", "role"})
_PERSON = ("given", "family", "middle", "preferred", "email", "username", "identifier")


def _users(builder: Builder, posts: dict[str, list[Post]] | None) -> None:
    table = builder.tables.get("users.csv")
    if table is None:
        _roles_without_users(builder, posts or {})
        return
    if isinstance(table, Merged):
        table.sort = partial(_sort_user, builder, posts or {})
        table.recall(posts or ())
    rows: dict[str, int] = {}
    keys = ("id", "status", "modified", "active", "orgs", "role", *_PERSON)
    for row, (name, status, modified, active, orgs, role, *person) in table.rows(*keys, lenient=_NAMES):
        if _leaves(builder, table, row, "person", name, status, modified) or name in rows:
            continue
        if posts is None or role:
            kept = _user_with_role(builder, table, row, name, orgs, role)
        else:
            kept = _user_with_posts(builder, table, row, name, posts)
        if kept and _named(table, row, person):
            rows[name] = row
            working = table.boolean(row, "active", active, default=True)
            builder.add_person(table, row, _person(name, person, working))
    builder.assignments = {key: one for key, one in builder.assignments.items() if _known(builder, one.person)}
    builder.check_emails(table, rows)
    if posts is not None and builder.whole("users.csv"):
        _orphan_roles(builder, posts, rows)
    if isinstance(table, Merged):
        table.tell_waiting(len(rows))


def _known(builder: Builder, person: str) -> bool:
    return person in builder.people or not builder.whole("users.csv")


def _person(name: str, cells: list[str], working: bool) -> Person:
    given, family, middle, preferred, email, username, identifier = cells
    return Person(name, given, family or username or name, middle, preferred, email, username, identifier, working)


def _named(table: Table, row: int, cells: list[str]) -> bool:
    """Whether a staff member's required names are there (students' are never looked at)."""
    empty = [
        key
        for key, cell in zip(_PERSON[:2], cells, strict=False)
        if not cell and table.spec.headers[key] in table.spec.required
    ]
    for key in empty:
        table.tell("value_missing", row, key)
    return not empty


def _user_with_role(builder: Builder, table: Table, row: int, name: str, orgs: str, text: str) -> bool:
    """1.1: the role and the organizations stand in the user's row. False for who is only counted."""
    if not text:
        table.tell("value_missing", row, "role")
        return False
    role = _role(table, row, text)
    if role is None:
        builder.odd.add(name)
        return False
    if role in ("student", "guardian"):
        (builder.students if role == "student" else builder.guardians).add(name)
        return False
    places = table.items(row, "orgs", orgs)
    if not places:
        table.tell("no_org", row, "orgs", id=name)
    for number, org in enumerate(places):
        builder.assign(table, row, "orgs", name, org, role, primary=number == 0)
    return True


def _user_with_posts(builder: Builder, table: Table, row: int, name: str, posts: dict[str, list[Post]]) -> bool:
    """1.2: the roles were read before. False for who is only counted."""
    if name not in posts:
        known = any(name in ids for ids in (builder.students, builder.guardians, builder.odd))
        if isinstance(table, Merged) and builder.parks:
            table.only_note(row, name)
        elif not known and name not in builder.staff:
            table.tell("no_role", row, "id", id=name, target="roles.csv")
        return not known and name in builder.staff and not builder.whole("roles.csv")
    roles = builder.tables["roles.csv"]
    main: set[str] = set()
    for post in posts[name]:
        if post.primary and post.org in main:
            roles.tell("two_main", post.row, "rank", id=name, org=post.org)
        main |= {post.org} if post.primary else set()
        _assign(builder, roles, name, post)
    return True


def _assign(builder: Builder, table: Table, name: str, post: Post) -> None:
    when = (post.begins, post.ends)
    builder.assign(table, post.row, "org", name, post.org, post.role, primary=post.primary, when=when)


def _roles_without_users(builder: Builder, posts: dict[str, list[Post]]) -> None:
    """A package with changed roles only: the people are those the district already holds."""
    for name, held in posts.items():
        for post in held:
            _assign(builder, builder.tables["roles.csv"], name, post)


def _orphan_roles(builder: Builder, posts: dict[str, list[Post]], rows: Mapping[str, int]) -> None:
    for name, held in posts.items():
        if name not in rows:
            for post in held:
                builder.tables["roles.csv"].tell("role_user", post.row, "user", id=name, target="users.csv")


# -- sections -------------------------------------------------------------------------------------------


def _sections(builder: Builder, courses: Mapping[str, Course]) -> None:
    table = builder.tables.get("classes.csv")
    if table is None:
        return
    keys = (
        "id",
        "status",
        "modified",
        "title",
        "grades",
        "course",
        "code",
        "kind",
        "room",
        "school",
        "terms",
    )
    pointed = False
    more = ("subjects", "periods", "course_title", "course_code")
    for row, (name, status, modified, *cells) in table.rows(*keys, *more):
        if _leaves(builder, table, row, "section", name, status, modified):
            continue
        pointed = pointed or bool(cells[2])
        builder.add_section(table, row, _section(builder, table, row, name, cells, courses))
    if pointed and "courses.csv" not in builder.tables and table.mode == "bulk":
        table.tell("missing_optional", None, None, name="courses.csv", by=table.file, what="course titles")


def _section(
    builder: Builder, table: Table, row: int, name: str, cells: list[str], courses: Mapping[str, Course]
) -> Section:
    title, grades, course, code, kind, room, school, terms, subjects, periods, course_title, course_code = cells
    for key, text in (("course", course), ("kind", kind), ("terms", terms)):
        table.wanted(row, key, text)
    word = table.choice(row, "kind", kind, _CLASS_WORDS, "scheduled", "type of class") if kind else "scheduled"
    found = courses.get(course) or Course(course_title, course_code, (), ())
    if course and course not in courses and builder.whole("courses.csv") and (courses or not builder.parks):
        table.tell("section_course", row, "course", id=name, course=course, target="courses.csv")
    return Section(
        name,
        title,
        school,
        found.title,
        found.code or code,
        table.items(row, "subjects", subjects) or found.subjects,
        table.items(row, "grades", grades) or found.grades,
        table.items(row, "periods", periods),
        room,
        _section_terms(builder, table, row, name, terms),
        cast(SectionKind, word),
    )


def _section_terms(builder: Builder, table: Table, row: int, name: str, text: str) -> tuple[str, ...]:
    terms = table.items(row, "terms", text)
    if not builder.whole("academicSessions.csv") or (builder.parks and not builder.terms):
        return terms
    for term in terms:
        if term not in builder.terms:
            table.tell("section_term", row, "terms", id=name, term=term, target="academicSessions.csv")
    return tuple(term for term in terms if term in builder.terms)


def _enrollments(builder: Builder) -> None:
    """The longest file by far: students are counted here with as little work a row as can be."""
    table = builder.tables.get("enrollments.csv")
    if table is None:
        return
    builder.students_told = table.brought == "bulk"
    if isinstance(table, Merged):
        table.sort = _sort_enrollment
    keys = ("id", "status", "modified", "section", "user", "role", "primary", "begins", "ends")
    for row, (_, status, modified, section, user, text, primary, begins, ends) in table.rows(*keys):
        role = "student" if text == "student" else _role(table, row, text)
        if (status or modified or table.mode == "delta") and _leaves(
            builder, table, row, "teaching", teaching_key(section, user), status, modified
        ):
            continue
        builder.enrollments += 1
        if role == "student":
            if not builder.parks or builder.students_told:
                _seat(builder, table, row, section, user)
            if begins and ends:
                _student_dates(table, row, begins, ends)
        elif role in TEACHES:
            _teacher(builder, table, row, section, user, primary, (begins, ends))
    if isinstance(table, Merged) and table.brought == "delta" and table.counted:
        table.tell("students_changed", None, None, count=table.counted)


def _sort_role(cells: dict[str, str]) -> Sort:
    """What a row of roles.csv is to us. A word that is not known could be a student's."""
    if not cells.get("role"):
        return "keep"
    return "count" if read_role(cells["role"])[0] in ("student", "guardian", None) else "keep"


def _sort_user(builder: Builder, posts: Mapping[str, list[Post]], cells: dict[str, str]) -> Sort:
    """What a row of users.csv is to us: by its own role (1.1), else by the roles read before (1.2)."""
    name = cells["id"]
    if cells.get("role") or name in posts:
        return _sort_role(cells)
    counted = any(name in ids for ids in (builder.students, builder.guardians, builder.odd))
    return "count" if counted else "keep"


def _sort_enrollment(cells: dict[str, str]) -> Sort:
    """What a row of enrollments.csv is to us: of those who do not teach, only students matter, as a number."""
    text = cells.get("role", "")
    if not text or text == "teacher":
        return "keep"
    role = read_role(text)[0]
    if role in ("student", None):
        return "count"
    return "keep" if role in TEACHES else "end"


def _seat(builder: Builder, table: Table, row: int, section: str, user: str) -> None:
    if section not in builder.sections and builder.whole("classes.csv"):
        table.tell("enrollment_class", row, "section", id=section, target="classes.csv")
    elif user not in builder.students and builder.whole("users.csv") and user not in builder.people:
        table.tell("enrollment_user", row, "user", id=user, target="users.csv")
    else:
        builder.seat(section, user)


def _student_dates(table: Table, row: int, begins: str, ends: str) -> None:
    first, last = (table.day(row, key, text) for key, text in (("begins", begins), ("ends", ends)))
    table.ordered(row, "ends", first, last, "end_before_start_student")


def _teacher(
    builder: Builder, table: Table, row: int, section: str, user: str, primary: str, when: tuple[str, str]
) -> None:
    begins, ends = (table.day(row, key, text) for key, text in zip(("begins", "ends"), when, strict=True))
    first = table.boolean(row, "primary", primary, default=False)
    if table.ordered(row, "ends", begins, ends):
        target = ("classes.csv", "users.csv")
        builder.teach(table, row, section, user, target=target, primary=first, when=(begins, ends))

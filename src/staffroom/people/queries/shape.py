"""How each kind of roster record lies in its table, both ways.

``record`` reads a row as the core's record, ``values`` turns a record (as JSON) into column values, and
``gone`` says what a row looks like once the roster no longer names it: nothing is ever deleted by an import.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from staffroom.core.roster import model as core

from ..models import INVITED, Assignment, School, Section, Staff, Teaching, Term

Json = dict[str, Any]
APPLY_ORDER = ("org", "term", "person", "section", "assignment", "teaching")


@dataclass(slots=True)
class Ids:
    """Primary keys by source id: what references in a record are turned into."""

    schools: dict[str, int] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of record and its table."""

    model: type[Model]
    related: tuple[str, ...]
    key: Callable[[Any], str]
    record: Callable[[Any], core.Record]
    values: Callable[[Json, Ids], Json]
    gone: Callable[[Any, date], Json]
    present: Mapping[str, Any]
    invited: str = ""  # the column by which those are told whom no roster names

    def rows(self) -> QuerySet:
        """All rows of the district in scope, present or gone, but for people whom an invitation brought."""
        rows = self.model.objects.select_related(*self.related).order_by("pk")  # type: ignore[attr-defined]
        return rows.exclude(**{f"{self.invited}__startswith": INVITED}) if self.invited else rows


def as_json(values: Mapping[str, Any] | None) -> Json | None:
    """The values of a core record as JSON: dates as text, tuples as lists."""
    return None if values is None else {name: plain(value) for name, value in values.items()}


def plain(value: Any) -> Any:
    """One value as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def cut(model: type[Model], values: Json) -> Json:
    """Texts no longer than their columns."""
    for name, value in values.items():
        if isinstance(value, str):
            longest = model._meta.get_field(name).max_length
            values[name] = value[:longest] if longest else value
    return values


def parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def joined(items: Any, longest: int) -> str:
    """As many whole items as the column holds."""
    items = list(items or ())
    while len(",".join(items)) > longest:
        items.pop()
    return ",".join(items)


LEVEL_WORDS = (
    ("k8", ("k-8", "k–8", "k8")),
    ("alternative", ("alternative", "continuation", "independent study")),
    ("middle", ("middle", "junior high", "intermediate", "secundaria")),
    ("high", ("high", "preparatoria")),
    ("elementary", ("elementary", "primary", "primaria")),
)


def level_of(name: str, grades_low: str, grades_high: str) -> str:
    """The kind of school, from its name, else from its grades, else just a school."""
    lower = name.lower()
    for level, words in LEVEL_WORDS:
        if any(word in lower for word in words):
            return level
    low, high = (int(g) if g.isdigit() else 0 for g in (grades_low, grades_high))
    if not high:
        return "other"
    if high <= 6:
        return "elementary"
    if low <= 1:
        return "k8" if high <= 8 else "other"
    return "middle" if high <= 9 and low < 9 else "high"


def _school_values(r: Json, ids: Ids) -> Json:
    grades = {"grades_low": r["grades_low"], "grades_high": r["grades_high"]}
    values = {"source_id": r["source_id"], "name": r["name"], **grades, "level": level_of(r["name"], **grades)}
    return cut(School, values) | {"active": True}


def _term_values(r: Json, ids: Ids) -> Json:
    dates = {"starts": day(r["starts"]), "ends": day(r["ends"])}
    texts = {"source_id": r["source_id"], "title": r["title"], "kind": r["kind"], "school_year": str(r["school_year"])}
    return cut(Term, texts) | dates | {"active": True}


def _staff_values(r: Json, ids: Ids) -> Json:
    names = ("source_id", "given", "family", "preferred", "email", "identifier", "language")
    return cut(Staff, {name: r[name] for name in names}) | {"active": r["active"], "left_on": None}


def _section_values(r: Json, ids: Ids) -> Json:
    names = ("source_id", "title", "kind", "course_title", "course_code", "room")
    values = cut(Section, {name: r[name] for name in names})
    values |= {
        "school_id": ids.schools[r["school"]],
        "subject": r["subjects"][0] if r["subjects"] else "",
        "grades": ",".join(r["grades"]),
        "periods": ",".join(r["periods"]),
        "terms": ",".join(r["terms"]),
        "active": True,
    }
    if r["students"] is not None:  # a list of changes does not count them: the number stays
        values["students"] = r["students"]
    return values


def _assignment_values(r: Json, ids: Ids) -> Json:
    return {
        "staff_id": ids.staff[r["person"]],
        "school_id": ids.schools[r["org"]] if r["org"] else None,
        "role": r["role"],
        "title": r["title"],
        "primary": r["primary"],
        "begins": day(r["begins"]),
        "ends": day(r["ends"]),
        "active": True,
    }


def _teaching_values(r: Json, ids: Ids) -> Json:
    return {
        "section_id": ids.sections[r["section"]],
        "staff_id": ids.staff[r["person"]],
        "primary": r["primary"],
        "begins": day(r["begins"]),
        "ends": day(r["ends"]),
        "active": True,
    }


def _assignment_gone(row: Assignment, today: date) -> Json:
    # An assignment that had not begun ends on the day it would have begun: it never holds.
    last = row.ends if row.ends and row.ends < today else today
    return {"active": False, "ends": max(last, row.begins) if row.begins else last}


def _inactive(row: Any, today: date) -> Json:
    return {"active": False}


def _assignment_key(row: Assignment) -> str:
    return core.assignment_key(row.staff.source_id, row.school.source_id if row.school else "", row.role)


SHAPES: dict[str, Shape] = {
    "org": Shape(
        School,
        (),
        lambda row: row.source_id,
        lambda row: core.Org(row.source_id, row.name, "school", grades_low=row.grades_low, grades_high=row.grades_high),
        _school_values,
        _inactive,
        {"active": True},
    ),
    "term": Shape(
        Term,
        (),
        lambda row: row.source_id,
        lambda row: core.Term(row.source_id, row.title, row.kind, row.starts, row.ends, int(row.school_year or 0)),
        _term_values,
        _inactive,
        {"active": True},
    ),
    "person": Shape(
        Staff,
        (),
        lambda row: row.source_id,
        lambda row: core.Person(
            row.source_id,
            row.given,
            row.family,
            preferred=row.preferred,
            email=row.email,
            identifier=row.identifier,
            active=row.active,
            language=row.language,
        ),
        _staff_values,
        lambda row, today: {"active": False, "left_on": today},
        {},
        invited="source_id",
    ),
    "section": Shape(
        Section,
        ("school",),
        lambda row: row.source_id,
        lambda row: core.Section(
            row.source_id,
            row.title,
            row.school.source_id,
            row.course_title,
            row.course_code,
            (row.subject,) if row.subject else (),
            parts(row.grades),
            parts(row.periods),
            row.room,
            parts(row.terms),
            row.kind,
            row.students,
        ),
        _section_values,
        _inactive,
        {"active": True},
    ),
    "assignment": Shape(
        Assignment,
        ("staff", "school"),
        _assignment_key,
        lambda row: core.Assignment(
            row.staff.source_id,
            row.school.source_id if row.school else "",
            row.role,
            row.primary,
            row.begins,
            row.ends,
            row.title,
        ),
        _assignment_values,
        _assignment_gone,
        {"active": True},
        invited="staff__source_id",
    ),
    "teaching": Shape(
        Teaching,
        ("section", "staff"),
        lambda row: core.teaching_key(row.section.source_id, row.staff.source_id),
        lambda row: core.Teaching(row.section.source_id, row.staff.source_id, row.primary, row.begins, row.ends),
        _teaching_values,
        _inactive,
        {"active": True},
    ),
}

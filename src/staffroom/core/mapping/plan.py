"""What was agreed on for some tables: what each column is; kept as JSON, and as a profile for next time."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from staffroom.core.mapping.fields import BY_KEY, IGNORED, REPEATABLE, Kind, Purpose
from staffroom.core.mapping.guess import Proposal, propose
from staffroom.core.mapping.intake import Sheet
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.values import plain

SIMILAR = 0.6  # share of headings two tables must have in common for a profile to be offered
KINDS: tuple[Kind, ...] = ("people", "sections", "courses", "absences")


@dataclass(frozen=True, slots=True)
class TablePlan:
    """One table: its name, its headings, what each column is (empty: not read), what it lists; or left out."""

    name: str
    headers: tuple[str, ...]
    columns: tuple[str, ...]
    kind: Kind
    read: bool = True
    family: str = "any"

    def place(self, key: str) -> int | None:
        """The column of a field, or None."""
        return self.columns.index(key) if key in self.columns else None

    def places(self, key: str) -> list[int]:
        return [at for at, one in enumerate(self.columns) if one == key]

    def has(self, *keys: str) -> bool:
        """Whether each of these is a column."""
        return all(key in self.columns for key in keys)


@dataclass(frozen=True, slots=True)
class Plan:
    """All tables of one upload. ``school``: the id of the one for rows without; ``role``: for people without title;
    ``whole``: whoever and whatever is missing in the tables has left."""

    purpose: Purpose
    tables: tuple[TablePlan, ...]
    school: str = ""
    role: str = ""
    whole: bool = False

    def as_dict(self) -> dict[str, Any]:
        tables = [
            {
                "name": one.name,
                "headers": list(one.headers),
                "columns": list(one.columns),
                "kind": one.kind,
                "read": one.read,
                "family": one.family,
            }
            for one in self.tables
        ]
        return {
            "purpose": self.purpose,
            "tables": tables,
            "school": self.school,
            "role": self.role,
            "whole": self.whole,
        }


def plan_from(values: Mapping[str, Any]) -> Plan:
    """A plan from its JSON. Columns of a kind that is not known any more are not read."""
    tables = tuple(
        TablePlan(
            str(one["name"]),
            tuple(one["headers"]),
            tuple(key if key in BY_KEY else IGNORED for key in one["columns"]),
            one["kind"] if one["kind"] in KINDS else "people",
            bool(one["read"]),
            str(one.get("family", "any")),
        )
        for one in values["tables"]
    )
    purpose: Purpose = "absences" if values["purpose"] == "absences" else "roster"
    return Plan(purpose, tables, str(values["school"]), str(values["role"]), bool(values["whole"]))


def first_plan(sheets: Sequence[Sheet], purpose: Purpose) -> tuple[Plan, list[Proposal]]:
    """The plan as it is guessed, with the guesses."""
    proposals = [propose(sheet.header, [cells for _row, cells in sheet.rows[:200]], purpose) for sheet in sheets]
    tables = tuple(
        TablePlan(sheet.name, sheet.header, tuple(one.key for one in found.columns), found.kind, True, found.family)
        for sheet, found in zip(sheets, proposals, strict=True)
    )
    return Plan(purpose, tables), proposals


# -- profiles -------------------------------------------------------------------------------------------


def signature(headers: Iterable[str]) -> str:
    """One fingerprint of a table's headings, whatever their order, case and punctuation."""
    return hashlib.sha256("\n".join(sorted(plain(name) for name in headers)).encode()).hexdigest()


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """The share of headings in common: size of the intersection over size of the union (Jaccard)."""
    first, second = {plain(name) for name in one}, {plain(name) for name in other}
    return len(first & second) / len(first | second) if first | second else 0.0


def fit(plan: Plan, profile: Plan) -> float:
    """How well a profile fits: 1 when each table that is read has its twin, else the mean of the best likenesses."""
    if plan.purpose != profile.purpose or not plan.tables or not profile.tables:
        return 0.0
    best = [max(likeness(table.headers, one.headers) for one in profile.tables) for table in plan.tables]
    return sum(best) / len(best)


def with_profile(plan: Plan, profile: Plan) -> Plan:
    """The plan with what a profile says of headings it knows; other columns stay as they were guessed."""
    tables = tuple(_told(table, profile) for table in plan.tables)
    return replace(plan, tables=tables, school=profile.school, role=profile.role, whole=False)


def _told(table: TablePlan, profile: Plan) -> TablePlan:
    twin = max(profile.tables, key=lambda one: likeness(one.headers, table.headers))
    if likeness(twin.headers, table.headers) < SIMILAR:
        return table
    said = {plain(name): key for name, key in zip(twin.headers, twin.columns, strict=True)}
    told = [said.get(plain(name)) for name in table.headers]
    used = {key for key in told if key}
    columns = tuple(
        key if key is not None else IGNORED if guessed in used - REPEATABLE else guessed
        for key, guessed in zip(told, table.columns, strict=True)
    )
    return replace(table, columns=columns, kind=twin.kind, read=twin.read)


# -- what is missing --------------------------------------------------------------------------------------


def check(plan: Plan, findings: Findings) -> None:
    """Tell what the plan lacks, each in a sentence."""
    read = [table for table in plan.tables if table.read]
    if not read:
        findings.add("nothing_read", plan.tables[0].name if plan.tables else "")
    for table in read:
        for key, count in Counter(key for key in table.columns if key).items():
            if count > 1 and key not in REPEATABLE:
                findings.add("field_twice", table.name, 1, None, name=BY_KEY[key].words[0])
        for kind in _missing(table, plan):
            findings.add(kind, table.name, 1)


def _missing(table: TablePlan, plan: Plan) -> list[str]:
    named = table.has("name") or table.has("given", "family")
    needs = {
        "people": [
            ("need_person", table.has("staff_id") or table.has("email")),
            ("need_names", named),
            ("need_school", table.has("school") or bool(plan.school)),
        ],
        "sections": [
            ("need_section", table.has("section_id") or table.has("course_code", "section_number")),
            ("need_course", bool({"course_title", "course_code", "section_title"} & set(table.columns))),
            ("need_school", table.has("school") or bool(plan.school)),
            ("no_teacher", bool({"teacher_id", "teacher_name", "teacher_email"} & set(table.columns))),
        ],
        "courses": [("need_course_title", table.has("course_code", "course_title"))],
        "absences": [
            ("need_person", table.has("staff_id") or table.has("email") or named),
            ("need_date", table.has("date")),
            ("need_reason", table.has("reason")),
        ],
    }
    return [kind for kind, there in needs[table.kind] if not there]

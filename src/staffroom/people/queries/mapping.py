"""Tables whose columns are being told: what each is taken for, how they would be read, which profiles fit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from staffroom.core.mapping.fields import FIELDS, Kind, Purpose
from staffroom.core.mapping.guess import Guess, propose
from staffroom.core.mapping.intake import Sheet
from staffroom.core.mapping.packed import unpacked
from staffroom.core.mapping.plan import (
    KINDS,
    SIMILAR,
    Plan,
    TablePlan,
    check,
    first_plan,
    fit,
    plan_from,
    with_profile,
)
from staffroom.core.mapping.produce import produce
from staffroom.core.problems import Problem
from staffroom.core.roster.findings import Findings
from staffroom.core.roster.model import Roster
from staffroom.spine.access import Actor
from staffroom.spine.files.package import open_package
from staffroom.spine.files.store import StoredFile

from ..models import AssignmentRole, MappedUpload, MappingProfile, RosterImport, School, Staff
from .roster import current_roster

SHOWN = 20
LOOKED_AT = 2_000  # rows of each table that the preview reads
MOST_PROBLEMS = 200
CENTRAL = "central"
ROSTER_KINDS: tuple[Kind, ...] = ("people", "sections", "courses")

FIELD_LABELS: dict[str, Any] = {
    "staff_id": _("Staff number"),
    "identifier": _("Second number of the person"),
    "name": _("Full name"),
    "given": _("Given name"),
    "family": _("Family name"),
    "middle": _("Middle name"),
    "preferred": _("Preferred name"),
    "email": _("Work mail address"),
    "school": _("School"),
    "title": _("Job title or role"),
    "status": _("Active or not"),
    "begins": _("Works here since"),
    "ends": _("Last day here"),
    "fte": _("Share of a full post (not kept)"),
    "section_id": _("Section id"),
    "section_number": _("Section number in the course"),
    "section_title": _("Class name"),
    "course_code": _("Course code"),
    "course_title": _("Course name"),
    "subject": _("Subject or department"),
    "grade": _("Grade"),
    "period": _("Period or meeting pattern"),
    "days": _("Days"),
    "start_time": _("Begins at"),
    "end_time": _("Ends at"),
    "room": _("Room"),
    "term": _("Term"),
    "term_starts": _("First day of the term"),
    "term_ends": _("Last day of the term"),
    "teacher_id": _("Teacher's number"),
    "teacher_name": _("Teacher's name"),
    "teacher_email": _("Teacher's mail address"),
    "students": _("Students (count)"),
    "confirmation": _("Confirmation number"),
    "date": _("Day, or first day"),
    "last_date": _("Last day"),
    "reason": _("Reason (kept as one of six groups)"),
    "duration": _("Duration"),
    "substitute": _("Substitute (only whether there was one)"),
    "filled": _("Filled or not"),
    "needed": _("Substitute needed"),
    "cost": _("Cost of the substitute"),
}
KIND_LABELS: dict[str, Any] = {
    "people": _("People: one row a staff member"),
    "sections": _("Classes: one row a section"),
    "courses": _("Courses: codes and their names"),
    "absences": _("Absences: one row an absence"),
}
FAMILY_LABELS: dict[str, Any] = {
    "powerschool": "PowerSchool",
    "aeries": "Aeries",
    "campus": "Infinite Campus",
    "frontline": "Frontline",
    "edfi": "Ed-Fi",
    "any": _("a table of your own"),
}


def upload_for(actor: Actor, public_id: str) -> MappedUpload:
    """One upload of the actor's district. Raises Http404 for any other; the caller asks who may."""
    found = MappedUpload.objects.filter(district_id=actor.district_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def plan_of(row: MappedUpload | MappingProfile) -> Plan:
    """The plan that a row holds."""
    return plan_from(row.plan)


def tables_of(upload: MappedUpload) -> tuple[list[Sheet], Plan]:
    """The tables of an upload, and the plan with which they came in. Raises Http404 when the file is gone."""
    stored = StoredFile.objects.filter(public_id=upload.stored_file).first()
    if stored is None or not stored.path.exists():
        raise Http404
    with open_package(stored.path) as package:
        found = unpacked(package.files)
    if found is None:
        raise Http404
    return found


def address_of_import(roster_import: RosterImport) -> str:
    return reverse("roster_import", args=[roster_import.public_id])


# -- profiles -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fitting:
    """A profile and how well it fits, 0 to 1."""

    name: str
    public_id: str
    core_plan: Plan
    score: float

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def plan_for(district_id: int, sheets: list[Sheet], purpose: Purpose, name: str | None) -> Plan | None:
    """The guess, or what a profile says: the named one (None when there is none), else one for the same headings."""
    plan, _guesses = first_plan(sheets, purpose)
    if name is None:
        fits = [one for one in _fitting(district_id, plan) if one.score == 1]
        return with_profile(plan, fits[0].core_plan) if fits else plan
    named = MappingProfile.objects.filter(district_id=district_id, purpose=purpose, name=name).first()
    return with_profile(plan, plan_of(named)) if named else None


def profiles_for(actor: Actor, plan: Plan) -> list[Fitting]:
    """The district's profiles that fit at all, the best first."""
    return _fitting(actor.district_id, plan)


def _fitting(district_id: int, plan: Plan) -> list[Fitting]:
    rows = MappingProfile.objects.filter(district_id=district_id, purpose=plan.purpose)
    found = [Fitting(row.name, row.public_id, told, fit(plan, told)) for row in rows if (told := plan_of(row))]
    return sorted((one for one in found if one.score >= SIMILAR), key=lambda one: (-one.score, one.name))


def fitting_profile(actor: Actor, plan: Plan) -> Fitting | None:
    """The profile of the very same headings, or None."""
    return next((one for one in profiles_for(actor, plan) if one.score == 1), None)


def profile_for(actor: Actor, public_id: str, purpose: str) -> MappingProfile:
    """One profile of the district. Raises Http404."""
    rows = MappingProfile.objects.filter(district_id=actor.district_id, purpose=purpose)
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


# -- the page -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """One column as drawn: its guess, and what is chosen."""

    guess: Guess
    chosen: str

    @property
    def unsure(self) -> bool:
        """A guess that is weak, and that nobody has corrected."""
        return bool(self.chosen) and self.chosen == self.guess.key and not self.guess.sure


@dataclass(frozen=True, slots=True)
class TableView:
    """One table as drawn."""

    place: int
    plan: TablePlan
    columns: list[Column]
    rows: int

    @property
    def family(self) -> Any:
        return FAMILY_LABELS.get(self.plan.family, FAMILY_LABELS["any"])

    @property
    def unsure(self) -> int:
        return sum(column.unsure for column in self.columns)


@dataclass(frozen=True, slots=True)
class PersonLine:
    name: str
    number: str
    email: str
    posts: str


@dataclass(frozen=True, slots=True)
class SectionLine:
    title: str
    school: str
    periods: str
    room: str
    teachers: str
    students: int | None


@dataclass(frozen=True, slots=True)
class MappingPage:
    """What the page of one upload shows."""

    upload: MappedUpload
    plan: Plan
    tables: list[TableView]
    missing: list[Problem]
    problems: list[Problem]
    taken: list[dict[str, Any]]
    people: list[PersonLine]
    sections: list[SectionLine]
    counts: Mapping[str, int]
    profiles: list[Fitting]
    schools: list[School]

    @property
    def ready(self) -> bool:
        """Whether the columns suffice."""
        return not any(problem.severity == "error" for problem in self.missing)

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        wanted = KINDS[-1:] if self.plan.purpose == "absences" else ROSTER_KINDS
        return [(kind, KIND_LABELS[kind]) for kind in wanted]

    @property
    def fields(self) -> list[tuple[str, Any]]:
        return field_choices(self.plan.purpose)

    @property
    def roles(self) -> list[tuple[str, Any]]:
        return list(AssignmentRole.choices)


def field_choices(purpose: Purpose) -> list[tuple[str, Any]]:
    """What a column can be, for a select box."""
    wanted = {"absences"} if purpose == "absences" else set(ROSTER_KINDS)
    return [(field.key, FIELD_LABELS[field.key]) for field in FIELDS if wanted & set(field.kinds)]


def mapping_page(actor: Actor, upload: MappedUpload) -> MappingPage:
    """One upload: its columns with samples, what is missing, and the first people and classes as they would be read."""
    sheets, _first = tables_of(upload)
    plan = plan_of(upload)
    findings = Findings()
    check(plan, findings)
    roster = _preview(actor, sheets, plan)
    return MappingPage(
        upload,
        plan,
        [
            _table(place, sheet, table, plan.purpose)
            for place, (sheet, table) in enumerate(zip(sheets, plan.tables, strict=True))
        ],
        list(findings.problems()),
        [] if roster is None or findings.errors else list(roster.problems)[:SHOWN],
        upload.problems[:SHOWN],
        [] if roster is None else people_lines(roster, actor.district_id),
        [] if roster is None else section_lines(roster, actor.district_id),
        {} if roster is None else roster.counts,
        profiles_for(actor, plan),
        schools_of(actor),
    )


def schools_of(actor: Actor) -> list[School]:
    """The district's schools, by name."""
    return list(School.objects.filter(district_id=actor.district_id, active=True).order_by("name"))


def _table(place: int, sheet: Sheet, table: TablePlan, purpose: Purpose) -> TableView:
    guesses = propose(sheet.header, [cells for _row, cells in sheet.rows[:200]], purpose).columns
    columns = [Column(guess, chosen) for guess, chosen in zip(guesses, table.columns, strict=True)]
    return TableView(place, table, columns, len(sheet.rows))


def _preview(actor: Actor, sheets: list[Sheet], plan: Plan) -> Roster | None:
    if plan.purpose != "roster":
        return None
    first = [replace(sheet, rows=sheet.rows[:LOOKED_AT]) for sheet in sheets]
    return produce(first, plan, current_roster(actor.district_id), Findings())


def _school_names(roster: Roster, district_id: int) -> dict[str, str]:
    known = dict(School.objects.filter(district_id=district_id).values_list("source_id", "name"))
    return {"": str(_("Central office")), **known, **{org.source_id: org.name for org in roster.orgs}}


def people_lines(roster: Roster, district_id: int) -> list[PersonLine]:
    """The first people of a roster, with what they do where."""
    names, roles = _school_names(roster, district_id), dict(AssignmentRole.choices)
    posts: dict[str, list[str]] = {}
    for one in roster.assignments:
        what = one.title or str(roles.get(one.role, one.role))
        posts.setdefault(one.person, []).append(f"{what}, {names.get(one.org, one.org)}")
    return [
        PersonLine(f"{one.given} {one.family}", one.source_id, one.email, "; ".join(posts.get(one.source_id, [])))
        for one in roster.people[:SHOWN]
    ]


def section_lines(roster: Roster, district_id: int) -> list[SectionLine]:
    """The first classes of a roster, with who teaches them."""
    names = _school_names(roster, district_id)
    shown = roster.sections[:SHOWN]
    teachers = _teachers(roster, {one.source_id for one in shown}, district_id)
    return [
        SectionLine(
            one.title,
            names.get(one.school, one.school),
            " ".join(one.periods),
            one.room,
            ", ".join(teachers.get(one.source_id, [])),
            one.students,
        )
        for one in shown
    ]


def _teachers(roster: Roster, sections: set[str], district_id: int) -> dict[str, list[str]]:
    wanted = [one for one in roster.teachings if one.section in sections]
    names = _names_of({one.person for one in wanted}, roster, district_id)
    found: dict[str, list[str]] = {}
    for one in wanted:
        found.setdefault(one.section, []).append(names.get(one.person, one.person))
    return found


def _names_of(people: set[str], roster: Roster, district_id: int) -> dict[str, str]:
    rows = Staff.objects.filter(district_id=district_id, source_id__in=people)
    told = {one.source_id: f"{one.given} {one.family}" for one in roster.people if one.source_id in people}
    return {row.source_id: str(row) for row in rows} | told


def plan_from_form(plan: Plan, given: Mapping[str, str], schools: Iterable[School]) -> Plan:
    """The plan as a form says: ``c-TABLE-COLUMN``, ``kind-TABLE``, ``read-TABLE``, school, role, whole.

    What is no choice of ours counts as not read.
    """
    keys = {key for key, _label in field_choices(plan.purpose)}
    kinds = KINDS[-1:] if plan.purpose == "absences" else ROSTER_KINDS
    tables = []
    for place, table in enumerate(plan.tables):
        chosen = [given.get(f"c-{place}-{at}", "") for at in range(len(table.columns))]
        kind = given.get(f"kind-{place}", "")
        tables.append(
            replace(
                table,
                columns=tuple(key if key in keys else "" for key in chosen),
                kind=next((one for one in kinds if one == kind), table.kind),
                read=f"read-{place}" in given or len(plan.tables) == 1,
            )
        )
    school, role = given.get("school", ""), given.get("role", "")
    known = {CENTRAL} | {one.source_id for one in schools}
    return replace(
        plan,
        tables=tuple(tables),
        school=school if school in known else "",
        role=role if role in dict(AssignmentRole.choices) else "",
        whole="whole" in given,
    )

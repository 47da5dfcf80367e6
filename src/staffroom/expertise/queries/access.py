"""The equity picture: access to willing hosts by school, need and subject. Counts, no names, no needs."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from staffroom.core.absences.picture import TOTAL, Table
from staffroom.core.practices import area_of
from staffroom.core.practices_work import FAMILY as WORK
from staffroom.core.reach_of_hosts import WITH, WITHOUT, Teacher, picture, shown_share, with_access
from staffroom.people.models import District, School, Section, Teaching
from staffroom.spine.access import Actor
from staffroom.spine.files.tables import Table as File
from staffroom.timetable.queries.settings import travel_matrix

from .. import rules
from ..models import Offer, Practice
from .audience import to_whole_district
from .practices import practices, subject_name

LEAST = 10
FEW = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its name, how many teachers, how many of them with access and the share; a dash where hidden."""

    name: str
    teachers: str
    having: str
    share: str
    total: bool = False


def access_page(actor: Actor) -> dict[str, Any]:
    """Access by school, by need and by subject, and practices without a host. Raises Forbidden."""
    rules.see_access(actor)
    schools = {str(one.pk): one for one in School.objects.filter(district_id=actor.district_id, active=True)}
    teachers = _teachers(actor.district_id)
    travel = travel_matrix(schools.values(), District.objects.get(pk=actor.district_id))
    having = with_access(teachers.values(), _hosts(actor.district_id), travel)
    by_need = _by_need(teachers, schools)
    found = list(practices(actor.district_id).exclude(family=WORK).order_by("name_en"))
    need = picture(by_need, having, LEAST)
    return {
        "schools": _lines(
            picture(_by_school(teachers, schools), having, LEAST), {k: str(s) for k, s in schools.items()}
        ),
        "needs": _lines(need, {"more": _("Schools with more families of low income"), "fewer": _("Other schools")}),
        "subjects": _lines(picture(_by_subject(teachers), having, LEAST), _Subjects()),
        "ratio": _ratio(need),
        "without": [one for one in found if not one.offered],
        "few": [one for one in found if 0 < one.offered < 3],
        "least": LEAST,
    }


class _Subjects(dict):
    def __missing__(self, code: str) -> str:
        return subject_name(code)


def _teachers(district_id: int) -> dict[int, Teacher]:
    """Everybody who teaches a class now (one query)."""
    rows = Teaching.objects.filter(active=True, section__active=True, staff__active=True)
    told = rows.filter(section__district_id=district_id).values_list(
        "staff_id", "section__school_id", "section__subject", "section__grades"
    )
    schools: dict[int, set[str]] = defaultdict(set)
    kinds: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for staff, school, subject, grades in told:
        schools[staff].add(str(school))
        kinds[staff] |= _kinds(subject, grades)
    return {pk: Teacher(pk, frozenset(schools[pk]), frozenset(kinds[pk])) for pk in kinds}


def _kinds(subject: str, grades: str) -> set[tuple[str, str]]:
    named = [one.strip().upper().zfill(2) for one in grades.split(",") if one.strip()] or [""]
    return {(area_of(subject), grade) for grade in named}


def _hosts(district_id: int) -> dict[int, set[tuple[str, tuple[str, str]]]]:
    """Who offers something to the whole district and welcomes visits, with schools and kinds of their classes (two
    queries)."""
    offers = Offer.objects.filter(to_whole_district(), district_id=district_id).exclude(staff__hosting__welcome=False)
    willing = set(offers.values_list("staff_id", flat=True).order_by().distinct())
    found: dict[int, set[tuple[str, tuple[str, str]]]] = defaultdict(set)
    taught = Teaching.objects.filter(
        active=True, section__in=Section.objects.filter(district_id=district_id, active=True)
    )
    for staff, school, subject, grades in taught.values_list(
        "staff_id", "section__school_id", "section__subject", "section__grades"
    ):
        if staff in willing:
            found[staff] |= {(str(school), kind) for kind in _kinds(subject, grades)}
    return found


def _by_school(teachers: dict[int, Teacher], schools: dict[str, School]) -> dict[str, set[int]]:
    ordered = sorted(schools, key=lambda key: str(schools[key]).casefold())
    return {key: {one.staff for one in teachers.values() if key in one.schools} for key in ordered}


def _by_need(teachers: dict[int, Teacher], schools: dict[str, School]) -> dict[str, set[int]]:
    """The half of the schools with the larger share of families of low income, and the others. A teacher of both
    counts with the first. Schools that tell no share are left out."""
    told = sorted((one.low_income, key) for key, one in schools.items() if one.low_income is not None)
    more = {key for _share, key in told[len(told) // 2 :]}
    fewer = {key for _share, key in told} - more
    first = {one.staff for one in teachers.values() if one.schools & more}
    return {"more": first, "fewer": {one.staff for one in teachers.values() if one.schools & fewer} - first}


def _by_subject(teachers: dict[int, Teacher]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for one in teachers.values():
        for subject, _grade in one.kinds:
            if subject:
                found[subject].add(one.staff)
    return dict(sorted(found.items(), key=lambda pair: subject_name(pair[0]).casefold()))


def _lines(table: Table, names: dict[str, str]) -> list[Line]:
    rows = [row for row in table if row != TOTAL and table[row][TOTAL].people]
    return [
        *(_line(table, row, names[row]) for row in rows),
        _line(table, TOTAL, _("All together"), total=True),
    ]


def _line(table: Table, row: str, name: str, *, total: bool = False) -> Line:
    cells, share = table[row], shown_share(table, row)
    told = [FEW if cells[one].hidden else str(len(cells[one].people)) for one in (TOTAL, WITH)]
    if cells[WITHOUT].hidden and not cells[WITH].hidden:
        told[1] = FEW  # the rest would be the difference
    return Line(name, *told, FEW if share is None else f"{share} %", total)


def _ratio(table: Table) -> str:
    """Access at schools of more need for each teacher with access elsewhere: 1 is even; '' where it is hidden."""
    more, fewer = shown_share(table, "more"), shown_share(table, "fewer")
    return f"{more / fewer:.2f}" if more is not None and fewer else ""


def access_table(actor: Actor) -> File:
    """The same as a file: what is hidden on the page is hidden here."""
    page = access_page(actor)
    columns = [_("By"), _("Name"), _("Teachers"), _("With access"), _("Share")]
    kinds = (("schools", _("School")), ("needs", _("Need")), ("subjects", pgettext("what is taught", "Subject")))
    rows: list[list[object]] = [
        [label, one.name, one.teachers, one.having, one.share] for key, label in kinds for one in page[key]
    ]
    rows += [[_("Practice without a host"), practice_name(one), "", "", ""] for one in page["without"]]
    return File("access-to-hosts", columns, rows)


def practice_name(practice: Practice) -> str:
    return practice.name

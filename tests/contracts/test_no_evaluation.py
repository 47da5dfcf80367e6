"""No way from what people try and learn to an evaluation: no score, rating, rank or mark of a person, anywhere.

A scan for words, over what the program really holds: its models, addresses, roles, answers and orderings. A word that
must stand somewhere is allowed by name, with its reason.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver

from staffroom.api.views import api
from staffroom.people.models import AssignmentRole
from staffroom.spine.access import ROLE_SENTENCES
from tests.contracts.test_access import _patterns

SOURCE = Path(settings.PACKAGE)
WORDS = frozenset(  # one list to read, not forty literals
    """score scores scored scoring rating ratings rated ranking rankings rank ranks ranked grade_of_teacher evaluation
    evaluations evaluate evaluates evaluator evaluators evaluated appraisal appraise performance effectiveness effective
    ineffective proficiency proficient rubric merit deficiency remediation probation stars points leaderboard
    percentile quality weak weakest best worst rate rates""".split()  # noqa: SIM905
)
# Where such a word stands, and why it judges nobody.
ALLOWED = {
    "trust.Evaluates": "the relation itself, without any judgement: it exists to keep records away from evaluators",
    "trust.Evaluates.evaluator": "one side of the relation",
    "trust.Evaluates.evaluated": "the other side of the relation",
    "trust.EvaluatorFile": "a file of such relations",
    "evaluators/": "who evaluates whom",
    "evaluators/import/": "a file of relations",
    "evaluators/import/<str:public_id>/": "a file of relations",
    "evaluators/import/<str:public_id>/apply/": "a file of relations",
    "evaluators/import/<str:public_id>/discard/": "a file of relations",
    "evaluators/people/<str:public_id>/": "who evaluates one person",
    "evaluators/<str:public_id>/end/": "ends one relation",
}


def words_of(name: str) -> set[str]:
    """The words of a name, whether it is written_so, writtenSo or written-so."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return set(re.findall(r"[a-z]+", apart.lower())) | set(re.findall(r"[a-z_]+", name.lower()))


def judging(names: object) -> list[str]:
    return sorted(name for name in names if words_of(name.split(".")[-1]) & WORDS and name not in ALLOWED)


def our_models():
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("staffroom.")]


def columns() -> set[str]:
    models = our_models()
    fields = {f"{one._meta.label}.{field.name}" for one in models for field in one._meta.get_fields()}
    return fields | {one._meta.label for one in models}


def test_no_column_holds_a_judgement():
    found = columns()
    assert len(found) > 200
    assert judging(found) == []


def test_every_column_that_points_at_two_people_is_no_judgement():
    """Whatever links two people holds dates, sources and ids; no number and no text beside the relation."""
    numbers = {"IntegerField", "FloatField", "DecimalField", "PositiveIntegerField", "PositiveSmallIntegerField"}
    model = apps.get_model("trust", "Evaluates")
    kinds = {field.name: type(field).__name__ for field in model._meta.get_fields()}
    assert set(kinds.values()) & (numbers | {"TextField", "JSONField"}) == set()
    assert set(kinds) == {
        "id", "district", "public_id", "evaluator", "evaluated", "begins", "ends", "source", "created", "begun_at",
        "over_at",
    }  # fmt: skip


def test_no_address_leads_to_a_judgement():
    found = set(_patterns(get_resolver()))
    assert len(found) > 80
    assert sorted(route for route in found if words_of(route) & WORDS and route not in ALLOWED) == []


def test_no_role_judges():
    assert judging({*ROLE_SENTENCES, *AssignmentRole.values}) == []
    assert not set(ROLE_SENTENCES) & {"evaluator", "supervisor", "appraiser"}


def names_in(schema: object) -> set[str]:
    """Every name of a field in a description of the API."""
    if isinstance(schema, dict):
        own = set(schema.get("properties", {})) if isinstance(schema.get("properties"), dict) else set()
        return own.union(*(names_in(value) for value in schema.values()))
    return set().union(*(names_in(value) for value in schema)) if isinstance(schema, list) else set()


def test_no_answer_of_the_api_holds_a_judgement():
    schema = api.get_openapi_schema()
    names = names_in(schema.get("components", {}))
    assert len(names) > 20
    assert judging(names | set(schema["paths"])) == []


# --- Nobody is ordered by anything but name, time or fit --------------------------------------------
PERSON_ORDERS = frozenset({"family", "given", "preferred", "id", "pk", "staff", "evaluated", "evaluator"})


def test_people_are_ordered_by_name_or_fit_only():
    """Default orders of people, and every ``order_by`` on the staff table: names and ids only."""
    assert {name.lstrip("-") for name in apps.get_model("people", "Staff")._meta.ordering} <= PERSON_ORDERS
    found = [
        (path.relative_to(SOURCE).as_posix(), name)
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts
        for name in orders_of_people(path.read_text(encoding="utf-8"))
    ]
    assert [(path, name) for path, name in found if name.split("__")[-1] not in PERSON_ORDERS] == []


def orders_of_people(source: str) -> list[str]:
    """What ``Staff.objects....order_by(...)`` orders by, wherever it stands."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "order_by":
            if "Staff.objects" in ast.unparse(node.func):
                found += [str(arg.value).lstrip("-") for arg in node.args if isinstance(arg, ast.Constant)]
    return found


# --- Nothing evaluative is imported ------------------------------------------------------------------
def imports_of(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module or ''}.{one.name}" for one in node.names}
    return found


# The relation may be asked about by whoever guards records: trust itself, and its command.
# How alike two classrooms are, to find a colleague to visit: about sections, not about people.
# And which change of a timetable frees most: about lessons.
ALIKE = {
    "staffroom.core.context.likeness_score",
    "context.likeness_score",
    "staffroom.core.weeks.best_changes",
    "change.best_changes",
}
MAY_NAME_IT = ("trust/", "ops/commands/evaluators.py", "ops/privacy/")


def test_no_room_imports_anything_evaluative():
    found = [
        (path.relative_to(SOURCE).as_posix(), name)
        for path in SOURCE.rglob("*.py")
        if not path.relative_to(SOURCE).as_posix().startswith(MAY_NAME_IT)
        for name in imports_of(path.read_text(encoding="utf-8")) - ALIKE
        if set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())) & WORDS - {"rate", "rates"}
    ]
    assert found == []


def test_there_is_no_module_of_evaluation():
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert "trust" in rooms
    assert {room for room in rooms if words_of(room) & WORDS} == set()


# --- Nobody administers what people write ------------------------------------------------------------
def test_no_page_administers_what_people_write():
    """Neither Django's admin nor anything that lets one person act as another is installed."""
    assert [app for app in settings.INSTALLED_APPS if re.search(r"admin|hijack|impersonat|loginas|su$", app)] == []
    routes = set(_patterns(get_resolver()))
    assert [route for route in routes if re.search(r"admin|hijack|impersonat|login-as|switch-user", route)] == []


# --- The scan bites ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["visits.Visit.score", "x.Staff.teacherRating", "x.Walk.rubric_level", "x.RankOf"])
def test_a_judgement_is_found_however_it_is_written(name):
    assert judging({name, "visits.Visit.state"}) == [name]


def test_an_order_and_an_import_are_found():
    assert orders_of_people("Staff.objects.filter(x=1).order_by('-visits_hosted', 'family')") == [
        "visits_hosted",
        "family",
    ]
    assert "staffroom.evaluation.score" in imports_of("from staffroom.evaluation import score")


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_each_allowance_is_used_and_explained(name):
    assert len(ALLOWED[name]) > 10
    assert name in columns() | set(_patterns(get_resolver()))

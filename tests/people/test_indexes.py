"""Which index the database is offered."""

import pytest
from django.apps import apps
from django.db import connection

from staffroom.people.models import DistrictRecord

RECORDS = [model for model in apps.get_models() if issubclass(model, DistrictRecord)]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_no_index_on_the_district_alone(model, db):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table).values()
    alone = [one for one in found if one["index"] and one["columns"] == ["district_id"] and not one["unique"]]
    assert not alone, "SQLite prefers it to the index that finds the few rows wanted"

"""An import is written alone, and nobody else has to wait for it."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from staffroom.people import actions
from staffroom.people.actions import locked_district
from staffroom.people.queries import actor_for
from staffroom.spine.access import Refused
from staffroom.spine.scoping import district_scope
from tests.factories.people import make_assignment, make_staff
from tests.factories.rosters import maple_roster
from tests.people.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time, whatever is locked")
def test_people_go_on_writing_while_an_import_is_written(cast):
    held, done, finished = threading.Event(), threading.Event(), []

    def importing() -> None:
        with transaction.atomic():
            locked_district(cast.district.pk)
            held.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=importing)
    thread.start()
    try:
        assert held.wait(10)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            make_assignment(make_staff(cast.district, "Noa", "Silva"), "teacher", cast.lincoln)
            finished.append(True)
    finally:
        done.set()
        thread.join(10)
    assert finished


def test_the_lock_is_one_for_all_imports_of_a_district(cast, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1) as asked:
        assert locked_district(cast.district.pk) == cast.district
    told = asked.captured_queries[0]["sql"]
    assert connection.vendor == "sqlite" or told.endswith("FOR NO KEY UPDATE")


def test_two_imports_are_not_started_side_by_side(cast, bring):
    """Both were compared with the same people; the second would be applied to others than its preview showed."""
    first, second = bring(maple_roster()), bring(maple_roster())
    by = actor_for(cast.dana.account, date(2026, 9, 14))
    with district_scope(cast.district.pk):
        actions.start_apply(by=by, now=NOW, roster_import=first, confirmed=True, queue=False)
        with pytest.raises(Refused, match="at work now"):
            actions.start_apply(by=by, now=NOW, roster_import=second, confirmed=True, queue=False)
        actions.applying_failed(roster_import=first, by=None, now=NOW, stopped=True)
        actions.start_apply(by=by, now=NOW, roster_import=second, confirmed=True, queue=False)

"""What is remembered between requests changes nothing but the number of queries."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffroom.core.visits.instance import Host
from staffroom.people.models import Assignment, Section, Staff, Teaching, Term
from staffroom.spine.editions import Memory, memory
from staffroom.spine.scoping import writing
from staffroom.timetable.models import Bell, CalendarDay, Meeting, TimeRules
from staffroom.visits.queries.case import case_of
from tests.factories.visits import NOW, make_hosts


@pytest.fixture
def ask(scene, scope):
    """``ask(kept)``: the planner's instance for Ben as a guest of everybody."""
    make_hosts(scene, 2)

    def asked(kept):
        hosts = [Host(str(pk), 1.0) for pk in Staff.objects.order_by("pk").values_list("pk", flat=True)]
        return case_of(scene.cast.district, scene.cast.ben.pk, hosts, NOW, kept=kept)

    return asked


def _tables(seen):
    return {table for query in seen.captured_queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}


CHANGES = {
    "a name": lambda: Staff.objects.update(given="Other"),
    "a post": lambda: Assignment.objects.update(active=False),
    "a class": lambda: Section.objects.update(subject="science"),
    "who teaches": lambda: Teaching.objects.update(active=False),
    "a term": lambda: Term.objects.update(starts=date(2026, 12, 1)),
    "the bells": lambda: Bell.objects.update(start=481),
    "the calendar": lambda: CalendarDay.objects.create(
        district_id=Staff.objects.first().district_id, date=NOW.date(), schedule="none"
    ),
    "the meetings": lambda: Meeting.objects.all().delete(),
    "the rules": lambda: TimeRules.objects.create(district_id=Staff.objects.first().district_id, min_watch=11),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_at_once_and_all_else_is_the_same(ask, change):
    assert ask(memory()) == ask(memory()) == ask(Memory())
    before = ask(memory())
    with writing():
        CHANGES[change]()
    assert ask(memory()) == ask(memory()) == ask(Memory())
    told = change != "a term" or Term.objects.exists()
    assert (ask(memory()) != before) == told


def test_only_remembered_records_are_not_read_again(ask):
    kept = memory()
    with CaptureQueriesContext(connection) as cold:
        ask(kept)
    with CaptureQueriesContext(connection) as warm:
        ask(kept)
    assert len(warm) < len(cold) / 2
    models = {model._meta.db_table: model for model in apps.get_models()}
    spared = _tables(cold) - _tables(warm)
    assert spared
    assert {table for table in spared if not models[table].remembered} == set()


def test_people_looked_at_one_after_the_other_have_the_lessons_they_have_together(scene, scope):
    make_hosts(scene, 3)
    kept, everybody = memory(), list(Staff.objects.order_by("pk").values_list("pk", flat=True))
    for person in everybody:
        case_of(scene.cast.district, scene.cast.ben.pk, [Host(str(person), 1.0)], NOW, kept=kept)
    hosts = [Host(str(person), 1.0) for person in everybody]
    together = case_of(scene.cast.district, scene.cast.ben.pk, hosts, NOW, kept=kept)
    assert together == case_of(scene.cast.district, scene.cast.ben.pk, hosts, NOW, kept=Memory())
    assert len(together.lessons) > 10

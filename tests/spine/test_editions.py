"""What a process keeps is good until a remembered record is written, in this process or another."""

import pytest

from staffroom.people.models import School
from staffroom.spine import editions
from staffroom.spine.editions import Edition, Memory, memory
from staffroom.spine.scoping import action, district_scope, writing
from staffroom.timetable.models import Away


@pytest.fixture
def scope(cast):
    with district_scope(cast.district.pk):
        yield


def _token():
    return Edition.objects.get(pk=1).token


@pytest.mark.parametrize(
    "write",
    [
        lambda school: school.save(),
        lambda school: School.objects.filter(pk=school.pk).update(name="x"),
        lambda school: School.objects.bulk_update([school], ["name"]),
        lambda school: School.objects.create(district_id=school.district_id, name="x", source_id="x"),
        lambda school: School.objects.filter(source_id="none").delete(),
    ],
)
def test_every_way_to_write_a_remembered_record_ends_the_edition(cast, scope, write):
    before, kept = _token(), memory()
    with writing():
        write(cast.lincoln)
    assert _token() != before
    assert memory() is not kept


def test_a_record_that_is_not_remembered_leaves_the_edition(cast, scope):
    before = _token()
    with writing():
        Away.objects.create(district=cast.district, staff=cast.ana, starts="2026-11-02", ends="2026-11-02")
    assert _token() == before


def test_an_action_within_an_action_ends_the_edition_once_when_all_is_written(cast, scope, monkeypatch):
    renewed = []
    monkeypatch.setattr(editions, "renew", lambda: renewed.append(1))

    @action
    def inner():
        cast.lincoln.save()

    @action
    def outer():
        inner()
        assert not renewed
        cast.lincoln.save()

    outer()
    assert renewed == [1]


def test_what_an_action_reads_is_not_kept_since_it_may_be_rolled_back(cast, scope):
    with writing():
        memory().shelf("x")["y"] = 1
        assert memory().shelf("x") == {}
    assert memory().shelf("x") == {}


def test_memory_is_kept_for_one_query_and_for_one_district(cast, scope, django_assert_num_queries):
    memory().shelf("x")["y"] = 1
    with django_assert_num_queries(1):
        assert memory().shelf("x") == {"y": 1}
    with district_scope(cast.other_district.pk):
        assert memory().shelf("x") == {}


def test_without_its_row_nothing_is_kept_and_the_next_write_makes_it(cast, scope):
    Edition.objects.all().delete()
    assert memory() is not memory()
    with writing():
        cast.lincoln.save()
    assert memory() is memory()


def test_a_shelf_asks_for_what_it_lacks_only_and_forgets_when_full(monkeypatch):
    kept, asked = Memory(), []

    def load(keys):
        asked.append(keys)
        return {key: key * 2 for key in keys if key != 3}

    assert kept.fetch("n", [1, 3], load) == {1: 2, 3: None}
    assert kept.fetch("n", [1, 2, 3], load) == {1: 2, 2: 4, 3: None}
    assert asked == [[1, 3], [2]]
    monkeypatch.setattr(editions, "MOST_ON_A_SHELF", 4)
    assert kept.fetch("n", [1, 5, 6], load) == {1: 2, 5: 10, 6: 12}
    assert kept.shelf("n") == {5: 10, 6: 12}
    monkeypatch.setattr(editions, "MOST_SHELVES", 1)
    assert kept.shelf("m") == {} == kept.shelf("n")

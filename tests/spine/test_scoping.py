"""A read without a district fails, a write outside an action fails."""

import pytest

from staffroom.people.models import School
from staffroom.spine.scoping import (
    ScopeError,
    WriteOutsideAction,
    across_districts,
    action,
    current_district_id,
    district_scope,
    writing,
)


def test_reading_without_a_district_raises(cast):
    with pytest.raises(ScopeError):
        list(School.objects.all())
    with pytest.raises(ScopeError):
        School.objects.count()


def test_a_scope_shows_its_own_district_only(cast):
    with district_scope(cast.district.pk):
        assert {school.name for school in School.objects.all()} == {"Lincoln Elementary", "Garfield High"}
        assert not School.objects.filter(pk=cast.cedar.pk).exists()
    with across_districts():
        assert School.objects.count() == 3


def test_the_scope_ends_with_its_block_even_after_an_error(cast):
    with pytest.raises(KeyError), district_scope(cast.district.pk):
        raise KeyError
    with pytest.raises(ScopeError):
        School.objects.count()


def test_scopes_nest(cast):
    with district_scope(cast.district.pk):
        with district_scope(cast.other_district.pk):
            assert current_district_id() == cast.other_district.pk
        assert current_district_id() == cast.district.pk
    with pytest.raises(ScopeError):
        current_district_id()


@pytest.mark.parametrize(
    "write",
    [
        lambda school: school.save(),
        lambda school: school.delete(),
        lambda school: School.objects.filter(pk=school.pk).update(name="x"),
        lambda school: School.objects.filter(pk=school.pk).delete(),
        lambda school: School.objects.bulk_create([School(district_id=school.district_id, name="x", source_id="x")]),
        lambda school: School.objects.bulk_update([school], ["name"]),
        lambda school: School.objects.create(district_id=school.district_id, name="x", source_id="x"),
        lambda school: School.objects.get_or_create(district_id=school.district_id, source_id="x"),
        lambda school: School.objects.update_or_create(pk=school.pk, defaults={"name": "x"}),
    ],
)
def test_every_way_of_writing_is_refused_outside_of_actions(cast, write):
    with district_scope(cast.district.pk):
        with pytest.raises(WriteOutsideAction):
            write(cast.lincoln)
        assert School.objects.get(pk=cast.lincoln.pk).name == "Lincoln Elementary"
        with writing():
            write(cast.lincoln)


def test_an_action_may_write_and_is_one_transaction(cast):
    @action
    def rename(*, name: str, fail: bool) -> None:
        School.objects.filter(pk=cast.lincoln.pk).update(name=name)
        if fail:
            raise ValueError

    with district_scope(cast.district.pk):
        rename(name="First", fail=False)
        with pytest.raises(ValueError):
            rename(name="Second", fail=True)
        assert School.objects.get(pk=cast.lincoln.pk).name == "First"
        with pytest.raises(WriteOutsideAction):
            cast.lincoln.save()

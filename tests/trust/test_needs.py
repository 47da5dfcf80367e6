"""The same on a record that there is: a need, found through its model."""

from collections.abc import Iterable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staffroom.expertise.models import Need
from staffroom.spine.access import Actor
from staffroom.spine.scoping import writing
from staffroom.trust import actions, kinds, queries
from staffroom.trust.models import Grant
from tests.factories.expertise import make_need, make_practice
from tests.factories.sharing import make_evaluates, share
from tests.factories.visits import NOW

SECRET = "quiet voices, third period"


def find(actor: Actor, object_id: str) -> kinds.Shared | None:
    need = Need.objects.select_related("practice").filter(public_id=object_id).first()
    if need is None:
        return None
    standing = queries.standing_to(actor, [need.staff_id], record="need", object_id=object_id)
    return kinds.Shared("need", object_id, need.staff_id, f"{need.practice}: {need.note}", "/needs/", standing, ())


def name_all(ids: Iterable[str]) -> list[kinds.Named]:
    found = Need.objects.select_related("practice").filter(public_id__in=ids)
    return [kinds.Named(one.public_id, one.staff_id, f"{one.practice}: {one.note}", "/needs/") for one in found]


@pytest.fixture
def need(cast, scope, monkeypatch) -> Need:
    monkeypatch.setitem(kinds.KINDS, "need", kinds.Kind("need", "Need", find, name_all))
    return make_need(cast.ana, make_practice(cast.district), note=SECRET)


def reads(as_, person, need) -> bool:
    answer = as_(person).get(f"/access/need/{need.public_id}/")
    assert (SECRET in answer.content.decode()) == (answer.status_code == 200)
    return answer.status_code == 200


def test_a_need_is_read_by_the_colleague_it_is_shared_with_until_it_is_taken_back(cast, as_, need, pia, ned):
    grant = share(cast.ana, cast.ben, need.public_id, record="need")
    assert reads(as_, cast.ana, need) and reads(as_, cast.ben, need)
    for person in (cast.gil, cast.paz, cast.dana, cast.ivo, cast.lou, pia, ned, cast.cleo, cast.cora):
        assert not reads(as_, person, need), person
    assert SECRET in as_(cast.ben).get("/privacy/mine/").content.decode()
    as_(cast.ana).post(f"/sharing/{grant.public_id}/end/")
    assert not reads(as_, cast.ben, need)
    assert SECRET not in as_(cast.ben).get("/privacy/mine/").content.decode()


def test_a_need_is_not_read_by_who_begins_to_evaluate(cast, as_, need):
    share(cast.ana, cast.ben, need.public_id, record="need")
    make_evaluates(cast.ben, cast.ana)
    assert not reads(as_, cast.ben, need)


def test_a_need_that_is_deleted_takes_its_grants_along(cast, as_, need):
    grant = share(cast.ana, cast.ben, need.public_id, record="need")
    with writing():
        actions.forget_grants(record="need", object_id=need.public_id, now=NOW, by=cast.ana.pk)
        need.delete()
    grant.refresh_from_db()
    assert grant.ended_because == Grant.Ended.GONE
    shown = as_(cast.ana).get("/privacy/mine/").content.decode()
    assert "The record was deleted" in shown and SECRET not in shown


def test_my_privacy_costs_the_same_for_three_needs_as_for_one(cast, as_, need):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert as_(cast.ana).get("/privacy/mine/").content.decode().count(SECRET) >= 1
        return len(seen)

    share(cast.ana, cast.ben, need.public_id, record="need")
    one = cost()
    for code in ("wait-time", "exit-tickets"):
        more = make_need(cast.ana, make_practice(cast.district, code), note=SECRET)
        share(cast.ana, cast.gil, more.public_id, record="need")
    assert cost() == one

"""A refused page is written down: once an hour, without its object, and never at the reader's cost."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test import Client

from staffroom.spine.audit import AuditEntry, AuditHead, broken_links
from staffroom.trust import actions
from tests.factories.cast import client_of, make_cast
from tests.factories.people import make_district
from tests.factories.visits import NOW

from .evaluating import actor


def refusals():
    return list(AuditEntry.objects.filter(kind="trust.refused").order_by("position"))


def test_a_refused_page_is_written_down_without_its_object(cast, as_):
    assert as_(cast.ana).get(f"/evaluators/people/{cast.ben.public_id}/").status_code == 403
    (entry,) = refusals()
    assert (entry.actor, entry.subject, entry.object_id) == (cast.ana.pk, cast.ana.pk, "")
    assert entry.facts == {"route": "evaluators_of"}
    assert broken_links(cast.district.pk) == []


def test_at_most_once_a_person_page_and_hour(cast, as_, set_clock):
    for _time in range(3):
        as_(cast.ana).get("/rosters/")
    assert len(refusals()) == 1
    as_(cast.ana).get("/security/log/")
    as_(cast.ben).get("/rosters/")
    assert len(refusals()) == 3
    set_clock(NOW + timedelta(hours=1))
    as_(cast.ana).get("/rosters/")
    assert len(refusals()) == 4


def test_what_does_not_exist_leaves_no_trace(cast, as_):
    for address in ("/evaluators/people/nobody/", "/nowhere/", "/people/nobody/", "/evaluators/nothing/end/"):
        assert as_(cast.ana).get(address).status_code in (404, 405)
        assert as_(cast.ana).post(address).status_code in (404, 405)
    assert refusals() == []


def test_neither_other_refusals_nor_strangers_are_written_down(cast, as_):
    assert Client().get("/rosters/").status_code == 302
    assert as_(cast.dana).post("/evaluators/import/", {}).status_code == 422
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ana.account, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post("/needs/").status_code == 403
    assert refusals() == []


def test_the_api_counts_as_well(cast, as_):
    assert as_(cast.ivo).get("/api/v1/offers").status_code == 403
    assert [entry.actor for entry in refusals()] == [cast.ivo.pk]


def test_an_answer_does_not_depend_on_the_log(cast, as_, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("no log today")

    client = as_(cast.ana)
    monkeypatch.setattr("staffroom.trust.actions.refusals.audit.record", broken)
    assert client.get("/rosters/").status_code == 403
    monkeypatch.setattr(cache, "add", broken)
    assert client.get("/rosters/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_read_only_database_keeps_nobody_from_their_answer():
    cast = make_cast()
    client = client_of(cast.ana)
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1" if sqlite else "SET default_transaction_read_only = on")
    try:
        assert client.get("/rosters/").status_code == 403
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = 0" if sqlite else "SET default_transaction_read_only = off")
    assert refusals() == []
    assert client.get("/rosters/").status_code == 403  # what could not be written is tried again
    assert len(refusals()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_log_held_by_an_import_delays_nobody_for_long():
    cast = make_cast()
    AuditHead.objects.get_or_create(district_id=cast.district.pk)
    held, done = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                AuditHead.objects.select_for_update().get(district_id=cast.district.pk)
                AuditHead.objects.filter(district_id=cast.district.pk).update(position=0)
                held.set()
                done.wait(60)
        finally:
            connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert held.wait(10)
        assert actions.note_refusal(by=actor(cast.ana), now=NOW, route="rosters") is False
        assert other.is_alive(), "it came back while the import still held the log"
    finally:
        done.set()
        other.join()
    assert make_district("patient").pk  # this connection is as patient as before
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SHOW lock_timeout")
        assert cursor.fetchone()[0] in (20_000, "0")

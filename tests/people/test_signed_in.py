"""The door every view has."""

from types import SimpleNamespace

from django.http import HttpResponse
from django.test import RequestFactory

from staffroom.people.signin import signed_in


@signed_in
def page(request) -> HttpResponse:
    return HttpResponse("inside")


def asked(*, actor, htmx=False):
    request = RequestFactory().get("/people/?q=ana")
    request.actor, request.htmx = actor, htmx
    return page(request)


def test_lets_people_in():
    assert asked(actor=SimpleNamespace()).content == b"inside"


def test_sends_strangers_to_sign_in_and_back():
    answer = asked(actor=None)
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/people/%3Fq%3Dana")


def test_a_fragment_without_a_session_is_401():
    assert asked(actor=None, htmx=True).status_code == 401


def test_cast_stands_in_two_districts(cast, as_):
    assert cast.ana.district != cast.cleo.district
    assert as_(cast.ana).session["_auth_user_id"] == str(cast.ana.account.pk)

"""Every address × every kind of person × GET and POST: who gets in, who is told why not, for whom it does not exist.

The table is the first version of the access matrix. An address that is not in it fails the build; so does one that
answers anybody otherwise than the table says. The people, in the order of the letters:

owner · colleague · teacher of another school · principal · principal of another school · central office · IT ·
classified · no role · teacher and central office of another district · stranger without a session
"""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.cast import client_of
from tests.factories.sharing import Goals
from tests.factories.visits import NOW
from tests.factories.world import CANARY, World, make_world

from .access_table import LETTERS, SHARED, TABLE, THEIR_VISIT, THEIR_WALK, THEIR_WORDS

SESSION = settings.SESSION_COOKIE_NAME
#: Whoever holds an invitation or a link by mail is signed in by it, and only from outside.
BY_LINK = {("stranger", "post", "invitation/<str:token>/"), ("stranger", "post", "in/<str:token>/")}
BACKEND = "django.contrib.auth.backends.ModelBackend"


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from _patterns(each, route)


def routes() -> list[str]:
    return list(dict.fromkeys(_patterns(get_resolver())))


def _ids(world: World) -> dict[str, str]:
    named = (
        *("draft", "withdrawn", "need", "open_door", "closed_door", "asked", "booked", "away", "roster", "bells"),
        *("contract_rule", "learning_slot", "special_day", "day_change", "plan", "proposal", "cover", "step"),
        *("guest_hour", "guest_thanks"),
        *("walk", "walk_open", "walk_pattern", "walk_pattern_draft"),
        *("shared_need", "shared_draft", "school_offer", "past", "note", "note_draft", "grant", "evaluates"),
        *("tables", "absence_file"),
        *("evaluator_file", "export", "invitation", "device", "job", "mail", "team", "own_support"),
        *("role_kind", "fund", "leader_role", "role_cover", "lane", "concept"),
        *("code", "help", "help_draft", "leaving"),
        *("word", "word_shown", "adoption", "wish", "taxonomy_file"),
    )
    cast = world.scene.cast
    return {name: getattr(world, name).public_id for name in named} | {
        "person": cast.ana.public_id,
        "school": cast.lincoln.public_id,
        "offer": world.scene.offer.public_id,
        "practice": "number-talks",
        "feed": world.feed,
        "team_feed": world.team_feed,
        "goal": "goal/quiet-voices",
        "token": world.token,
        "link": world.link,
        "leaving_link": world.leaving_link,
    }


def _address(route: str, given: str) -> str:
    if route.startswith("account/^confirm-email"):
        return "/account/confirm-email/abc/"
    if route.startswith("account/^password"):
        return "/account/password/reset/key/1-abc/"
    parts = given.split("/")  # one for each gap of the address
    return "/" + re.sub(r"<[^>]*>", lambda _gap: parts.pop(0), route)


def _letter(answer: HttpResponse) -> str:
    if answer.status_code == 302 and "/account/login/" in answer["Location"]:
        return "L"
    return next((letter for letter, name in LETTERS.items() if name == str(answer.status_code)), str(answer))


def _ask(client: Client, method: str, address: str) -> HttpResponse:
    """One request whose writes are taken back, so that the order of the table does not matter."""
    return _ask_and_see(client, method, address)[0]


def _owner(client: Client) -> str | None:
    return client.session.get("_auth_user_id") if SESSION in client.cookies else None


def _ask_and_see(client: Client, method: str, address: str) -> tuple[HttpResponse, str | None]:
    """The answer, and whose the session is after it; read before the writes are taken back."""
    with transaction.atomic():
        answer = getattr(client, method)(address)
        owner = _owner(client)
        transaction.set_rollback(True)
    return answer, owner


@pytest.fixture
def world(db, set_clock, monkeypatch) -> World:
    set_clock(NOW)
    made = make_world()
    Goals().register(monkeypatch).add("quiet-voices", made.scene.cast.ana, f"{CANARY} goal")
    return made


def _clients(world: World) -> dict[str, Client]:
    return {name: client_of(who) if who else Client() for name, who in world.people().items()}


def test_every_address_is_in_the_table():
    assert set(routes()) == {route for route, _what in TABLE}


@pytest.mark.slow
def test_everybody_gets_what_the_table_says(world):
    """And the word that stands in drafts, needs, messages of visits and mails reaches only those it is for; and after
    any request, with every id there is, a session is still its owner's, or nobody's, but for links that sign in."""
    ids, wrong, seen, became = _ids(world), [], set(), set()
    for place, (name, client) in enumerate(_clients(world).items()):
        signed_in, owner = client.cookies.copy(), _owner(client)
        for (route, what), expected in TABLE.items():
            for method, letters in zip(("get", "post"), expected, strict=True):
                client.cookies = signed_in.copy()
                answer, now_of = _ask_and_see(client, method, _address(route, ids.get(what, what)))
                if now_of not in (owner, None):
                    became.add((name, method, route))
                if _letter(answer) != letters[place]:
                    wrong.append(f"{name}: {method} {route} ({what}) is {_letter(answer)}, not {letters[place]}")
                if CANARY.encode() in answer.getvalue():
                    seen.add((name, route))
    assert wrong == []
    assert became == BY_LINK
    assert {name for name, _route in seen} == {"owner", "colleague", "other school"}
    assert {route for name, route in seen if name == "colleague"} == THEIR_VISIT | SHARED | THEIR_WORDS | THEIR_WALK
    assert {route for name, route in seen if name == "other school"} == {"notes/<str:public_id>/"}
    assert ("owner", "needs/") in seen


def test_becoming_somebody_else_is_seen(world, monkeypatch):
    """The question above finds what it asks for: a page that signs its reader in as another is seen."""
    cast = world.scene.cast
    client = client_of(cast.ben)
    before = _owner(client)
    monkeypatch.setattr(client, "get", lambda _address: client.force_login(cast.ana.account, backend=BACKEND))
    assert _ask_and_see(client, "get", "/")[1] not in (before, None)


def _shown(client: Client, route: str, given: str) -> str:
    """The body without the page's own address and its token, which is another one each time."""
    answer = client.get(_address(route, given))
    body = re.sub(r'((?:csrfmiddlewaretoken" value=|X-CSRFToken": )")\w+', r"\1", answer.content.decode())
    return body.replace(given, "…")


def _unknown(given: str) -> str:
    """An id of nothing, of the same kind of record where the address names the kind."""
    return "/".join([*given.split("/")[:-1], "Zzzzzzzzzzzz"])


def test_what_is_not_yours_looks_like_what_does_not_exist(world):
    """Same status, same body: nobody learns from an answer whether an id is somebody's."""
    ids, clients, different = _ids(world), _clients(world), []
    for (route, what), (gets, _posts) in TABLE.items():
        for letter, (name, client) in zip(gets, clients.items(), strict=True):
            if letter != "-" or not what:
                continue
            known = ids.get(what, what)
            if _shown(client, route, known) != _shown(client, route, _unknown(known)):
                different.append((name, route, what))
    assert different == []


def test_a_principal_sees_the_week_of_the_own_school_only(world):
    cast = world.scene.cast
    week = f"/school/visits/?school={cast.lincoln.public_id}"
    assert client_of(cast.paz).get(week).status_code == 200
    assert client_of(world.pia).get(week).status_code == 404
    assert client_of(cast.cora).get(week).status_code == 404


def test_a_principal_sees_the_time_of_the_own_school_only(world):
    cast = world.scene.cast
    for address in ("/time/", "/time/seeing/", "/time/free/", "/time/together/", "/time/singletons/"):
        of_lincoln = f"{address}?school={cast.lincoln.public_id}"
        assert client_of(cast.paz).get(of_lincoln).status_code == 200
        assert client_of(world.pia).get(of_lincoln).status_code == 404
        assert client_of(cast.cora).get(of_lincoln).status_code == 404


def test_every_write_asks_for_the_token_of_the_page(world):
    """Another site cannot make a signed-in reader write: without the token every POST is refused."""
    ids, open_to_others = _ids(world), []
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.scene.cast.ana.account, backend=BACKEND)
    for (route, what), (_gets, posts) in TABLE.items():
        if set(posts) == {"m"}:
            continue
        answer = _ask(client, "post", _address(route, ids.get(what, what)))
        if answer.status_code not in (403, 404, 405):
            open_to_others.append((route, answer.status_code))
    # Only reading: the description of the API, and a page that leads on.
    assert open_to_others in ([], [("api/openapi.json", 200)])

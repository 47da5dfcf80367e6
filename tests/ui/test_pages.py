"""The frame around every page, the error pages, the theme and the refusals."""

import pytest
from django.template import engines
from django.test import Client, RequestFactory

from staffroom.people.middleware import RefusalMiddleware
from staffroom.spine.access import Forbidden, Refused
from staffroom.ui.context import initials_of, theme_of

PAGE = """{% extends "ui/page.html" %}{% block title %}Open <doors>{% endblock %}
{% block lead %}Where you may go.{% endblock %}{% block content %}Words{% endblock %}"""


def draw(source: str, **context: object) -> str:
    request = RequestFactory().get("/somewhere/")
    request.COOKIES.update(context.pop("cookies", {}))  # type: ignore[call-overload]
    return engines["django"].from_string(source).render(context, request)


def test_title_is_the_one_heading() -> None:
    page = draw(PAGE)
    assert "<title>Open <doors> · Staffroom</title>" in page
    assert page.count("<h1") == 1
    assert "<h1>Open <doors></h1>" in page


def test_the_cookie_decides_the_theme_before_any_script() -> None:
    assert 'data-theme="dark"' in draw(PAGE, cookies={"theme": "dark"})
    assert 'data-theme="auto"' in draw(PAGE, cookies={"theme": '"><script>'})


def test_no_inline_script_or_style() -> None:
    page = draw(PAGE)
    assert "style=" not in page
    assert "<script>" not in page
    assert "onclick" not in page


def test_theme_is_kept_and_leads_back(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": "/people/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/people/"
    assert answer.cookies["theme"].value == "dark"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_theme_never_leads_elsewhere(client: Client, target: str) -> None:
    assert client.post("/theme/", {"theme": "light", "next": target})["Location"] == "/"


def test_theme_refuses_what_it_does_not_know(client: Client) -> None:
    assert client.post("/theme/", {"theme": "neon"}).status_code == 400
    assert client.get("/theme/").status_code == 405


def test_catalogue_is_for_demo_and_debug_only(client: Client, settings) -> None:
    settings.DEMO = settings.DEBUG = False
    assert client.get("/ui/").status_code == 404
    settings.DEMO = True
    assert client.get("/ui/").status_code == 200
    assert client.post("/ui/").status_code == 405


def test_unknown_page_has_the_frame(client: Client) -> None:
    answer = client.get("/nowhere/at/all/")
    assert answer.status_code == 404
    assert b"There is no such page" in answer.content
    assert b'id="main"' in answer.content


def test_unknown_page_in_spanish(client: Client) -> None:
    client.cookies["language"] = "es"
    answer = client.get("/nowhere/at/all/")
    assert b'<html lang="es"' in answer.content
    assert "Esta página no existe" in answer.content.decode()


def test_broken_page_needs_nothing_and_speaks_both_languages() -> None:
    page = engines["django"].get_template("500.html").render()
    assert "Something broke on our side" in page
    assert '<section lang="es">' in page
    assert "Algo falló" in page


@pytest.mark.parametrize(
    ("refusal", "status"), [(Refused("It is taken.", "Choose another time."), 409), (Forbidden("No."), 403)]
)
def test_refusals_become_pages(rf: RequestFactory, refusal: Refused, status: int) -> None:
    request = rf.get("/x/", headers={"referer": "http://testserver/find/"})
    answer = RefusalMiddleware(lambda _r: None).process_exception(request, refusal)
    assert answer.status_code == status
    assert refusal.sentence in answer.content.decode()
    assert 'href="http://testserver/find/"' in answer.content.decode()


def test_refusals_are_fragments_for_htmx(rf: RequestFactory) -> None:
    request = rf.get("/x/")
    request.htmx = True
    answer = RefusalMiddleware(lambda _r: None).process_exception(request, Refused("It is taken."))
    assert b"<html" not in answer.content
    assert b"It is taken." in answer.content


def test_other_errors_are_not_hidden(rf: RequestFactory) -> None:
    assert RefusalMiddleware(lambda _r: None).process_exception(rf.get("/x/"), KeyError("x")) is None


def test_refusal_leads_back_only_to_our_pages(rf: RequestFactory) -> None:
    request = rf.get("/x/", headers={"referer": "https://elsewhere.example/"})
    answer = RefusalMiddleware(lambda _r: None).process_exception(request, Refused("It is taken."))
    assert b"elsewhere" not in answer.content


def test_account_theme_without_cookie(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.account = type("Account", (), {"theme": "dark"})()
    assert theme_of(request) == "dark"


@pytest.mark.parametrize(("name", "initials"), [("Ana María Reyes", "AR"), ("Cher", "C"), ("", ""), ("(Jo) Day", "D")])
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials

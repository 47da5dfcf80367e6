"""Walk a small living district as each of its people: every link, every form once, and nothing breaks."""

import re
from collections import deque
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from staffroom.ops import demo
from staffroom.people.models import Account
from tests.factories.visits import NOW

MOST_PAGES, MOST_FORMS, A_KIND = 45, 30, 2
TYPED = {"textarea": "Words with “quotes”, ' and <b>, emoji 🙂 and مرحبا.", "date": "2026-10-07", "number": "2"}


class Page(HTMLParser):
    """The links and forms of one page; a form is its address, method and fields as they stand."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append({"action": given.get("action", ""), "method": given.get("method", "get"), "fields": {}})
        elif self.forms:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        if tag == "option" and self._select and given.get("value"):
            form["fields"][self._select] = form["fields"].get(self._select) or given["value"]
        elif tag == "select":
            self._select = name
        elif tag == "textarea" and name:
            form["fields"][name] = TYPED["textarea"]
        elif tag == "input" and name:
            kind = given.get("type", "text")
            if kind == "file":
                form["fields"][name] = SimpleUploadedFile("file.txt", b"some, words\n")
            elif kind not in ("checkbox", "radio") or "checked" in given or name not in form["fields"]:
                form["fields"][name] = given.get("value") or TYPED.get(kind, "words")
        elif tag == "button" and name:
            form["fields"].setdefault(name, given.get("value", ""))
        if tag == "button" and given.get("formaction"):
            self.forms.append({**form, "action": given["formaction"]})


@pytest.fixture(scope="module")
def district(django_db_setup, django_db_blocker, tmp_path_factory):
    """The tiny demo district, seeded once for all walkers and taken away again."""
    before = django_settings.MEDIA_ROOT
    django_settings.MEDIA_ROOT = files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic():
        demo.seed(1, date(2026, 10, 5), size="tiny")
        yield files, {part: account.pk for part, account in demo.cast_accounts().items()}
        transaction.set_rollback(True)
    django_settings.MEDIA_ROOT = before


def kind_of(address: str) -> str:
    """Pages with different ids are one kind."""
    path = urlsplit(address).path
    return re.sub(r"/[\w~=-]{12,}(?=/|$)", "/…", path)


def shown(answer: Any) -> str:
    if answer.streaming:
        return ""
    return answer.content.decode() if "html" in answer.get("Content-Type", "") else ""


def walk(client: Client) -> tuple[list[tuple[str, str]], int]:
    """Breadth first from today; two pages and two forms of a kind. Forms are sent and taken back."""
    waiting, known, sent = deque(["/"]), {"/"}, set()
    of_kind: dict[str, int] = {}
    broken, visited = [], 0
    while waiting and visited < MOST_PAGES:
        address = waiting.popleft()
        visited += 1
        answer = client.get(address)
        if answer.status_code >= 500:
            broken.append(("GET", address))
        page = Page(shown(answer))
        for form in page.forms:
            target = urljoin(address, form["action"])
            if form["method"] != "post" or kind_of(target) in sent or len(sent) >= MOST_FORMS:
                continue
            sent.add(kind_of(target))
            kept = client.cookies.copy()
            with transaction.atomic():
                if client.post(target, form["fields"]).status_code >= 500:
                    broken.append(("POST", target))
                transaction.set_rollback(True)
            client.cookies = kept
        for link in page.links:
            target = urljoin(address, link).split("#")[0]
            if not target.startswith("/") or target in known:
                continue
            known.add(target)
            of_kind[kind_of(target)] = of_kind.get(kind_of(target), 0) + 1
            if of_kind[kind_of(target)] <= A_KIND:
                waiting.append(target)
    return broken, visited


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("part", ["teacher", "host", "principal", "central", "it", "classified", "leader"])
def test_nothing_breaks(district, set_clock, part, language, settings):
    set_clock(NOW)
    settings.MEDIA_ROOT, accounts = district
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(pk=accounts[part]), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["language"] = language
    broken, visited = walk(client)
    assert broken == []
    assert visited > 8

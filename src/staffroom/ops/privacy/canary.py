"""A token in whatever somebody wrote, and every surface looked through for it, as every kind of person."""

import io
import logging
import re
import secrets
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.http import HttpResponse
from django.test import Client

from staffroom.people.models import Account
from staffroom.spine.access import Declared, Permission
from staffroom.spine.audit import AuditEntry
from staffroom.spine.files.store import StoredFile
from staffroom.spine.jobs import Job
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import across_districts, writing
from staffroom.visits.queries import feed_token

from .oracle import Facts, Person, Thing
from .subjects import thing_of
from .world import World

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
TOKEN = re.compile(rb"zq[a-hj-km-np-z2-9]{12}qz")
MOST_PAGES, OF_A_KIND = 70, 1
#: Columns that would not be what they are with a token in them; what they are made of holds tokens.
NO_TOKENS = frozenset({"calendar"})
#: What differs between two answers to the same question. Room on a disk is the machine's, and other programs use it.
CHANGING = re.compile(
    rb'(csrfmiddlewaretoken" value="|X-CSRFToken": "|name="key" value="|name="idempotency_key" value=")[^"]+'
    rb"|^(Set-Cookie|ETag|Last-Modified|Content-Length): .*$|nonce-[\w=+/-]+|\b\d+ MB\b",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A token where the matrix says no."""

    person: str
    surface: str
    what: str

    def told(self) -> str:
        return f"{self.person} sees {self.what} on {self.surface}"


@dataclass
class Tokens:
    """Which token stands for what. ``surfaces``: everywhere that was looked."""

    things: dict[bytes, tuple[Thing, str]] = field(default_factory=dict)
    surfaces: set[str] = field(default_factory=set)
    looked: int = 0

    def new(self, thing: Thing, what: str) -> str:
        token = "zq" + "".join(secrets.choice(ALPHABET) for _ in range(12)) + "qz"
        self.things[token.encode()] = (thing, what)
        return token

    def wrong_in(
        self, facts: Facts, person: Person, surface: str, told: bytes, *, opened: frozenset[int] = frozenset()
    ) -> Iterator[Sighting]:
        """The tokens in ``told`` that this person must not see; those of whom the address ``opened`` are theirs."""
        self.surfaces.add(surface)
        self.looked += 1
        for token in set(TOKEN.findall(told)):
            thing, what = self.things.get(token, (None, "an unknown token"))
            if thing is None or (opened and thing.owners <= opened):
                continue
            if not facts.may(person, thing, Permission.READ):
                yield Sighting(person.name, surface, what)

    def anywhere_in(self, surface: str, told: bytes) -> Iterator[Sighting]:
        """Tokens on a surface on which there must be none at all, whoever reads it."""
        self.surfaces.add(surface)
        self.looked += 1
        for token in set(TOKEN.findall(told)):
            yield Sighting("whoever looks", surface, self.things[token][1] if token in self.things else "a token")


def plant_tokens(world: World) -> Tokens:
    """A token of its own into every declared word of every row that belongs to somebody."""
    tokens = Tokens()
    with writing(), across_districts():
        for model in apps.get_models():
            declared = getattr(model, "privacy", None)
            if isinstance(declared, Declared) and declared.words and declared.about:
                _plant(tokens, model, declared)
        for stored in StoredFile.objects.all():
            _plant_file(tokens, stored)
    return tokens


def _plant(tokens: Tokens, model: type[models.Model], declared: Declared) -> None:
    for row in model._default_manager.all():
        thing = thing_of(row)
        if thing is None:
            continue
        written = {}
        for name in [one for one in declared.words if one not in NO_TOKENS]:
            column = model._meta.get_field(name)
            token = tokens.new(thing, f"{model._meta.label}.{name} of {thing.record}")
            written[name] = _with(getattr(row, name), token, column)
        model._default_manager.filter(pk=row.pk).update(**written)


def _with(value: Any, token: str, column: models.Field) -> str:
    if isinstance(column, models.URLField):
        return f"https://example.org/{token}"
    most = column.max_length
    room = str(value or "") if most is None else str(value or "")[: max(0, most - len(token) - 1)]
    return f"{room} {token}".strip()


def _plant_file(tokens: Tokens, stored: StoredFile) -> None:
    thing = thing_of(stored)
    if thing is None or not stored.path.is_file() or stored.content_type != "text/plain":
        return
    with stored.path.open("a") as opened:
        opened.write(" " + tokens.new(thing, f"the file of {thing.record}"))
    name = f"{tokens.new(thing, f'the file name of {thing.record}')}.txt"
    StoredFile.objects.filter(pk=stored.pk).update(name=name, size=stored.path.stat().st_size)


class _Links(HTMLParser):
    """Addresses that a page leads to, and those that its fragments are fetched from."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [given[name] or "" for name in ("href", "hx-get", "src") if given.get(name)]


def body_of(answer: HttpResponse) -> bytes:
    """Everything that an answer tells: status line, headers, body, and what lies inside of a zip or a spreadsheet."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    told = b"\n".join([*(f"{name}: {value}".encode() for name, value in answer.items()), body])
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            told += b"\n".join(name.encode() + packed.read(name) for name in packed.namelist())
    return told


def kind_of(address: str) -> str:
    """Pages that differ only in an id are one surface."""
    path = urlsplit(address).path
    return re.sub(r"/(?=[\w~.=-]*[\d_~A-Z-])[\w~=-]{9,}(?=[/.]|$)", "/…", path)


class Crawl:
    """One person's walk from the first page along every link, and into every search."""

    def __init__(self, world: World, tokens: Tokens, facts: Facts, person: Person, client: Client) -> None:
        self.world, self.tokens, self.facts, self.person, self.client = world, tokens, facts, person, client
        self.known: set[str] = set()

    def walk(self) -> Iterator[Sighting]:
        waiting, seen, pages = deque(["/"]), {"/"}, 0
        kinds: dict[str, int] = {}
        while waiting and pages < MOST_PAGES:
            pages += 1
            address = waiting.popleft()
            answer, told = self._get(address)
            yield from self._look(address, told)
            if "html" not in answer.get("Content-Type", ""):
                continue
            for link in _Links(told.decode(errors="replace")).found:
                target = urljoin(address, link).split("#")[0]
                kind = kind_of(target)
                fresh = target.startswith("/") and not target.startswith("/static/") and target not in seen
                if fresh and "logout" not in target and kinds.get(kind, 0) < OF_A_KIND:
                    seen.add(target)
                    kinds[kind] = kinds.get(kind, 0) + 1
                    waiting.append(target)

    def searches(self, words: Iterable[tuple[Thing, str]]) -> Iterator[Sighting]:
        """Private words typed into every search: whoever may not read them gets what a word of nobody's gets."""
        nobodys = "zq" + "x" * 12 + "qz"
        for path, name in SEARCHES:
            nothing = self._typed(path, name, nobodys)
            for thing, word in words:
                told = self._typed(path, name, word)
                yield from self._look(f"search {path}", told)
                if told != nothing and not self.facts.may(self.person, thing, Permission.READ):
                    yield Sighting(self.person.name, f"search {path}", f"that {thing.record} has this word")

    def _typed(self, path: str, name: str, word: str) -> bytes:
        """What a search answers, without what was typed and what differs each time."""
        told = self._get(f"{path}?{name}={word}", HTTP_HX_REQUEST="true")[1]
        return CHANGING.sub(b"", told.replace(word.encode(), b""))

    def _get(self, address: str, **headers: str) -> tuple[HttpResponse, bytes]:
        answer = self.client.get(address, SERVER_NAME="127.0.0.1", **headers)
        return answer, body_of(answer)

    def _look(self, surface: str, told: bytes) -> Iterator[Sighting]:
        yield from self.tokens.wrong_in(self.facts, self.person, kind_of(surface), told)


SEARCHES = (
    ("/find/", "q"),
    ("/people/", "q"),
    ("/practices/", "text"),
    ("/practices/search/", "text"),
    ("/doors/", "q"),
)


def besides_pages(world: World, tokens: Tokens, facts: Facts) -> Iterator[Sighting]:
    """What is not a page: mails, subjects, feeds' titles, audit, jobs, sessions."""
    by_staff = {person.staff: person for person in world.people.values() if person.staff}
    with across_districts():
        for mail in Mail.objects.all():
            yield from tokens.anywhere_in("subject of a mail", mail.subject.encode() if not _is_planted(mail) else b"")
            reader = by_staff.get(mail.to_staff) or Person("a reader of mail", mail.to_staff, None, mail.district_id)
            told = "\n".join((mail.text, mail.html, mail.calendar)).encode()
            yield from tokens.wrong_in(facts, reader, "mail", told)
        for entry in AuditEntry.objects.all():
            told = repr((entry.facts, entry.object_id, entry.kind)).encode()
            yield from tokens.anywhere_in("audit log", told)
        for job in Job.objects.all():
            told = repr((job.args, job.result, job.error, job.step, job.unique_key)).encode()
            yield from tokens.anywhere_in("job", told)
        for session in Session.objects.all():
            yield from tokens.anywhere_in("session", repr(session.get_decoded()).encode())


def _is_planted(mail: Mail) -> bool:
    return mail.to == "ana@check.invalid"


def feeds(world: World, tokens: Tokens, facts: Facts) -> Iterator[Sighting]:
    """Everybody's calendar: the words for its owner only, and no word of anybody in a title."""
    for person in world.people.values():
        if not person.account:
            continue
        account = Account.objects.select_related("district", "staff").get(pk=person.account)
        told = body_of(Client().get(f"/calendar/{feed_token(account)}.ics", SERVER_NAME="127.0.0.1"))
        unfolded = told.replace(b"\r\n ", b"")
        yield from tokens.wrong_in(facts, person, "calendar feed", unfolded)
        titles = b"\n".join(line for line in unfolded.splitlines() if line.startswith((b"SUMMARY", b"LOCATION")))
        yield from tokens.anywhere_in("title in a calendar", titles)


class Listening(logging.Handler):
    """Keeps what is logged while the check runs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record) if record.exc_info else record.getMessage())

    def __enter__(self) -> "Listening":
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_error: object) -> None:
        logging.getLogger().removeHandler(self)

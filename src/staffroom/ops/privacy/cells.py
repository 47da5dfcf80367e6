"""Every address × method × person: who gets in, against what the matrix says."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from staffroom.spine.access import Audience, Permission, row
from staffroom.spine.access.matrix import matrix

from .oracle import Facts, Person, Thing
from .routes import METHODS, Address
from .world import World

KEPT_OUT = frozenset({401, 403, 404})
UNJUDGED = "unjudged"
ASK_FOR_ALL = frozenset({"owner", "principal", "stranger"})
Watch = Callable[[Person, str, HttpResponse, frozenset[int]], None]
Place = tuple[str, str, str, str]  # a question: person, route, thing, method
Wanted = Callable[[Place, bool | None], bool]
ASKING = {"teacher", "leader", "principal", "classified", "central"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One question and its two answers. ``got`` None: there is no such method here, though one is expected."""

    person: str
    method: str
    address: str
    thing: str
    expected: bool | None
    got: bool | None
    status: int

    @property
    def wrong(self) -> bool:
        return self.status >= 500 or (self.expected is not None and self.got is not self.expected)

    @property
    def leaks(self) -> bool:
        """Somebody gets in who must not."""
        return self.expected is False and self.got is True

    def told(self) -> str:
        what = "gets in" if self.got else "is kept out"
        return f"{self.person} {what}: {self.method.upper()} {self.address} ({self.thing or 'page'}, {self.status})"


class UnknownCondition(ValueError):
    """A condition in routes.toml that nobody can decide."""


def expected(facts: Facts, person: Person, thing: Thing | None, condition: str) -> bool:
    """Whether somebody should get in. A condition is words with commas between; all must hold.

    ``anybody``; ``signed in``; ``nobody``; ``has a role``; ``teaches``; ``asks``; ``host`` and ``visitor`` (of the
    thing); ``published``;
    a permission ("read", "write"), which the matrix decides for the thing in the address; a permission and a row
    ("read machine") for a page without a thing; "list" and a row for a list of what is published to the district.
    ``counts``: absences as counts, for the central office and who leads a school.
    ``unjudged``: it depends on how somebody signed in, so only faults count.
    """
    return all(_holds(facts, person, thing, word.strip()) for word in condition.split(","))


def _holds(facts: Facts, person: Person, thing: Thing | None, word: str) -> bool:
    if word in ("anybody", UNJUDGED):
        return True
    if word == "nobody" or not facts.works(person):
        return False
    roles = facts.roles(person.staff)
    if word == "signed in":
        return True
    if word == "teaches":
        return bool(roles & {"teacher", "leader"})
    if word == "counts":
        return bool(roles & {"central", "principal"})
    if word == "asks":
        return bool(roles & ASKING)
    if word == "has a role":
        return bool(roles)
    if word == "published":
        return thing is not None and thing.published is not None
    if word in ("host", "visitor"):
        return thing is not None and thing.part(word) == person.staff
    permission, _space, name = word.partition(" ")
    if permission == "list":
        shown = Thing("", row(name).name, frozenset(), person.district or 0, published=Audience.DISTRICT)
        return facts.may(person, shown, Permission.READ)
    if permission not in list(Permission) or (name and name not in matrix()) or not (name or thing):
        raise UnknownCondition(f"Nobody can decide {word!r}: see the words in cells.expected.")
    if name:
        page = Thing("", row(name).name, frozenset(), person.district or 0)
        return facts.may(person, page, Permission(permission))
    assert thing is not None  # noqa: S101 - checked above
    return facts.may(person, thing, Permission(permission))


def ask(client: Client, method: str, address: str) -> HttpResponse:
    """One request whose writes and cookies are taken back, so that the order does not matter."""
    kept = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, method)(address, SERVER_NAME="127.0.0.1")
        transaction.set_rollback(True)
    client.cookies = kept
    return answer


def let_in(answer: HttpResponse) -> bool | None:
    """Whether an answer lets somebody in; None where the method does not exist."""
    if answer.status_code == 405:
        return None
    to_sign_in = answer.status_code == 302 and "/account/login/" in answer["Location"]
    return not to_sign_in and answer.status_code not in KEPT_OUT


def cells(
    world: World,
    known: Iterable[Address],
    people: Iterable[Person],
    *,
    absent: bool = True,
    watch: Watch = lambda *_: None,
    wanted: Wanted = lambda *_: True,
) -> Iterator[Cell]:
    """Ask everything. ``world.clients`` keep the sessions that they had.

    A method that an address does not have is asked for by three people only (``absent``: whether at all), since it
    depends on nobody. ``watch`` gets each answer that may hold something: the person, a name of the place, the answer,
    and whose words the address itself opens.
    ``wanted`` says which questions are asked: the place of the question and the answer that is expected.
    """
    facts = world.facts()
    listed = list(known)
    world.signed_in_just_now()
    for person in people:
        methods = METHODS if absent and person.name in ASK_FOR_ALL else ()
        for address in listed:
            for thing in [world.things[name] for name in address.things] or [None]:
                for method in METHODS:
                    if not address.conditions[method] and method not in methods:
                        continue
                    should = _expected(facts, person, thing, address.conditions[method])
                    if wanted((person.name, address.route, thing.name if thing else "", method), should):
                        yield _cell(world, person, address, thing, method, should, watch)


def answers(world: World, known: Iterable[Address], people: Iterable[Person]) -> dict[Place, bool | None]:
    """What should come out for every question about these addresses; nothing is asked."""
    facts, listed = world.facts(), list(known)
    return {
        (person.name, address.route, thing.name if thing else "", method): _expected(
            facts, person, thing, address.conditions[method]
        )
        for person in people
        for address in listed
        for thing in [world.things[name] for name in address.things] or [None]
        for method in METHODS
    }


def _expected(facts: Facts, person: Person, thing: Thing | None, condition: str) -> bool | None:
    """What should come out; None where it depends on how somebody signed in."""
    if condition == UNJUDGED:
        return None
    return expected(facts, person, thing, condition) if condition else False


def _cell(
    world: World, person: Person, address: Address, thing: Thing | None, method: str, should: bool | None, watch: Watch
) -> Cell:
    condition = address.conditions[method]
    answer = ask(world.clients[person.name], method, address.filled(thing.key if thing else "Zzzzzzzzzzzz"))
    if condition:
        opened = thing.owners if address.secret and thing else frozenset()
        watch(person, f"{method.upper()} {address.route}", answer, opened)
    got = let_in(answer)
    # Where there is no such method nobody gets in, and nothing is missed.
    if got is None and not condition:
        got = False
    return Cell(person.name, method, address.route, thing.name if thing else "", should, got, answer.status_code)

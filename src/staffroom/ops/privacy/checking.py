"""The whole check, part by part, and its report."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from zlib import crc32

from django.db import transaction
from django.http import HttpResponse

from staffroom.trust.queries import declarations, undeclared

from . import canary, sameness
from .cells import Place, Wanted, Watch, answers, cells
from .changes import AGAIN, CHANGES
from .oracle import Facts, Person, Thing
from .routes import Address, addresses, unlisted
from .story import tell_story
from .world import World, make_world

Telling = Callable[[str], None]
MOST_TOLD = 40


@dataclass
class Report:
    """What was asked, and what was wrong. ``well`` is the only verdict."""

    matrix_cells: int = 0
    unintended_allows: int = 0
    unintended_denials: int = 0
    server_errors: int = 0
    unlisted_addresses: int = 0
    canary_tokens: int = 0
    canary_surfaces: int = 0
    canary_readings: int = 0
    sightings: int = 0
    pages_compared: int = 0
    differences: int = 0
    changes: int = 0
    declared_fields: int = 0
    undeclared: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.wrong

    def as_dict(self) -> dict[str, Any]:
        return {"well": self.well, **asdict(self), "wrong": self.wrong[:MOST_TOLD]}

    def note(self, what: str, told: str) -> None:
        setattr(self, what, getattr(self, what) + 1)
        self.wrong.append(told)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look at. ``routes``, ``people``, ``changes``: only these (None: all). ``one_in``: after a change, of the
    questions whose answer it leaves as it was, this share; those whose answer it turns are always asked."""

    parts: frozenset[str] = frozenset({"declared", "cells", "canary", "sameness", "changes"})
    routes: frozenset[str] | None = None
    people: frozenset[str] | None = None
    changes: frozenset[str] | None = None
    one_in: int = 1

    def chosen(self, known: Iterable[Address]) -> list[Address]:
        return [one for one in known if self.routes is None or one.route in self.routes]

    def asking(self, world: World, names: Iterable[str] | None = None) -> list[Any]:
        found = [world.people[name] for name in names or world.people]
        return [one for one in found if self.people is None or one.name in self.people]


EVERYTHING = Plan()


def check_privacy(
    now: datetime, *, plan: Plan = EVERYTHING, size: str = "tiny", say: Telling = lambda _: None
) -> Report:
    """Make the district, look at all of the plan, and report. Call it with an empty database that nobody needs."""
    report = Report()
    say(f"Making a district ({size}) ...")
    return look(make_world(now, size=size), report, plan, say)


def look(world: World, report: Report, plan: Plan, say: Telling = lambda _: None) -> Report:
    """Look at a world that is there."""
    known = addresses()
    for missing in unlisted(known):
        report.note("unlisted_addresses", missing)
    if "declared" in plan.parts:
        say("Declared columns ...")
        _declared(report)
    if "sameness" in plan.parts:
        say("Whether a private record changes what others see ...")
        _sameness(world, report, plan, known)
    if "canary" in plan.parts:
        say("Every address as everybody, with a token in every word ...")
        with _taken_back():
            _canary(world, report, plan, known)
    elif "cells" in plan.parts:
        say("Every address as everybody ...")
        _cells(world, report, plan.chosen(known), plan.asking(world))
    if "changes" in plan.parts:
        _changes(world, report, plan, known, say)
    return report


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _declared(report: Report) -> None:
    report.declared_fields = sum(len(declared.columns()) for declared in declarations().values())
    for column in undeclared():
        report.note("undeclared", f"undeclared: {column}")


def _cells(world: World, report: Report, known: list[Address], people: Iterable[Any], **more: Any) -> None:
    """Ask, and note what is wrong. ``after``: which change came before; the rest is for :func:`cells`."""
    after = more.pop("after", "")
    for cell in cells(world, known, people, **more):
        report.matrix_cells += 1
        if not cell.wrong:
            continue
        what = "server_errors" if cell.status >= 500 else "unintended_allows" if cell.leaks else "unintended_denials"
        report.note(what, f"{cell.told()}{after}")


def _sameness(world: World, report: Report, plan: Plan, known: list[Address]) -> None:
    people = plan.asking(world, ("paired", "colleague", "principal", "central"))
    for found in sameness.differences(world, plan.chosen(known), people):
        if isinstance(found, sameness.Difference):
            report.note("differences", found.told())
        else:
            report.pages_compared += 1


def _canary(world: World, report: Report, plan: Plan, known: list[Address]) -> None:
    """The answers are judged and read at once: each address is asked for one time by each person."""
    tokens = canary.plant_tokens(world)
    with canary.Listening() as heard:
        tell_story(world, tokens)
        facts = world.facts()
        watch = _reading(report, tokens, facts)
        _cells(world, report, plan.chosen(known), plan.asking(world), watch=watch)
        if plan.routes is None:
            for person in plan.asking(world):
                crawl = canary.Crawl(world, tokens, facts, person, world.clients[person.name])
                for walk in (crawl.walk(), crawl.searches(_private_words(tokens))):
                    for sighting in walk:
                        report.note("sightings", sighting.told())
        for sighting in canary.besides_pages(world, tokens, facts):
            report.note("sightings", sighting.told())
        for sighting in canary.feeds(world, tokens, facts):
            report.note("sightings", sighting.told())
        for sighting in tokens.anywhere_in("log", "\n".join(heard.lines).encode()):
            report.note("sightings", sighting.told())
    report.canary_tokens = len(tokens.things)
    report.canary_surfaces += len(tokens.surfaces)
    report.canary_readings += tokens.looked


def _reading(report: Report, tokens: canary.Tokens, facts: Facts, after: str = "") -> Watch:
    """Looks for tokens in each answer."""

    def watch(person: Person, surface: str, answer: HttpResponse, opened: frozenset[int]) -> None:
        told, where = canary.body_of(answer), canary.kind_of(surface)
        for sighting in tokens.wrong_in(facts, person, where, told, opened=opened):
            report.note("sightings", sighting.told() + after)

    return watch


def _private_words(tokens: canary.Tokens) -> list[tuple[Thing, str]]:
    """One token of each kind of record, to be searched for by everybody."""
    one_each = {thing.record: (thing, token.decode()) for token, (thing, _what) in tokens.things.items()}
    return list(one_each.values())


def _turned(before: Mapping[Place, bool | None], one_in: int, change: str) -> Wanted:
    """Every question whose expected answer is another one now, and a share of the rest: another share each change."""

    def wanted(place: Place, should: bool | None) -> bool:
        return before.get(place) is not should or crc32(repr((change, place)).encode()) % one_in == 0

    return wanted


def _changes(world: World, report: Report, plan: Plan, known: list[Address], say: Telling) -> None:
    """After each change the addresses of things, and the tokens in them, again with the old sessions."""
    of_things = [one for one in plan.chosen(known) if one.things]
    before = answers(world, of_things, plan.asking(world, AGAIN))
    for name, change in CHANGES.items():
        if plan.changes is not None and name not in plan.changes:
            continue
        say(f"After {name} ...")
        report.changes += 1
        with _taken_back():
            changed = copy.copy(world)
            changed.things = dict(world.things)
            with changed.at_work():
                change(changed)
            tokens, facts, told = canary.plant_tokens(changed), changed.facts(), f", after {name}"
            watch = _reading(report, tokens, facts, told)
            asked = {"after": told, "absent": False, "watch": watch, "wanted": _turned(before, plan.one_in, name)}
            _cells(changed, report, of_things, plan.asking(world, AGAIN), **asked)
            for sighting in canary.feeds(changed, tokens, facts):
                report.note("sightings", sighting.told() + told)
            report.canary_readings += tokens.looked

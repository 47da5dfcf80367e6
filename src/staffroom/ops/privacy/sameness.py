"""Does a private record change what others see? Every page of somebody who may not know of it, byte for byte,
before and after. It catches what tokens cannot: a count, an order, a badge, a place in a list that is missing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from staffroom.expertise.models import Need, Offer, Practice
from staffroom.spine.outbox import Mail
from staffroom.teams.models import OwnGoal, PersonalSupport, Team
from staffroom.trust.models import Grant
from staffroom.visits.models import Visit, VisitNote

from .canary import CHANGING, body_of
from .oracle import Person
from .routes import Address
from .world import World


@dataclass(frozen=True, slots=True)
class Difference:
    """A page that a private record changed."""

    person: str
    address: str
    change: str

    def told(self) -> str:
        return f"{self.person} can tell from {self.address} that {self.change}"


def a_need(world: World) -> None:
    ana, taken = world.people["owner"].staff, Need.objects.values("practice_id")
    free = Practice.objects.exclude(pk__in=taken.filter(staff_id=world.people["owner"].staff)).first()
    Need.objects.create(district=world.district, staff_id=ana, practice=free, note="more", created=timezone.now())


def a_draft(world: World) -> None:
    ana = world.people["owner"].staff
    free = Practice.objects.exclude(offers__staff_id=ana).order_by("-code").first()
    now = timezone.now()
    Offer.objects.create(
        district=world.district, staff_id=ana, practice=free, what_i_do="more", created=now, updated=now
    )


def a_note(world: World) -> None:
    """One that is not handed over, by the visitor, about a visit without one."""
    VisitNote.objects.filter(handed_over=None).update(saw="another word", take="another word")
    row = Visit.objects.get(public_id=world.things["asked"].object_id)
    VisitNote.objects.create(
        district=world.district, visit=row, author_id=row.visitor_id, saw="more", updated=timezone.now()
    )


def a_grant(world: World) -> None:
    now = timezone.now()
    for record in ("need", "draft", "note"):
        Grant.objects.create(
            district=world.district, owner_id=world.people["owner"].staff, to=world.staff("colleague"), record=record,
            object_id=world.things[record].object_id, begun=now, until=world.today + timedelta(days=9),
        )  # fmt: skip


def a_mail(world: World) -> None:
    Mail.objects.create(
        district_id=world.district.pk, kind="visits/mails/asked", to="ana@check.invalid", subject="more", text="more",
        to_staff=world.people["owner"].staff, html="more", created=timezone.now(),
    )  # fmt: skip


def an_own_goal(world: World) -> None:
    """A draft, in a team in which Ana has none."""
    ana = world.people["owner"].staff
    team = Team.objects.filter(memberships__staff_id=ana).exclude(own_goals__staff_id=ana).first()
    OwnGoal.objects.create(district=world.district, team=team, staff_id=ana, text="more", updated=timezone.now())


def a_support(world: World) -> None:
    PersonalSupport.objects.create(
        district=world.district, staff_id=world.people["owner"].staff, supporter=world.staff("colleague"),
        how="coaching", begins=world.today,
    )  # fmt: skip


#: What is added, and who may notice.
ADDED: dict[str, tuple[Callable[[World], None], frozenset[str]]] = {
    "Ana has one more need": (a_need, frozenset({"owner"})),
    "Ana has one more draft": (a_draft, frozenset({"owner"})),
    "Ben keeps a note": (a_note, frozenset({"paired"})),
    "Ana shares with one more colleague": (a_grant, frozenset({"owner", "colleague"})),
    "Ana drafts a goal of her own": (an_own_goal, frozenset({"owner"})),
    "Ana is supported by one more colleague": (a_support, frozenset({"owner", "colleague"})),
    "Ana got one more mail": (a_mail, frozenset({"owner", "central", "it"})),
}


def differences(world: World, known: Iterable[Address], people: Iterable[Person]) -> Iterator[Difference | str]:
    """Each page that changed for somebody who must not notice; and, as text, each page that was compared or skipped."""
    pages = list(_pages(world, known))
    for person in people:
        client = world.clients[person.name]
        before = _steady(client, pages)
        yield from (f"{address} changes by itself" for address in set(pages) - set(before))
        for change, (add, noticing) in ADDED.items():
            if person.name in noticing:
                continue
            for address, told in _with(world, add, client, before).items():
                yield f"{address} ({change})"
                if told != before[address] and _again(world, add, client, address, before):
                    yield Difference(person.name, address, change)


def _with(world: World, add: Callable[[World], None], client: Client, pages: Iterable[str]) -> dict[str, bytes]:
    """What each page shows while the record is there. It is taken back."""
    with transaction.atomic():
        with world.at_work():
            add(world)
        after = _seen(client, pages)
        transaction.set_rollback(True)
    return after


def _again(world: World, add: Callable[[World], None], client: Client, address: str, before: dict[str, bytes]) -> bool:
    """Whether a page is another one without the record and with it, as often as they are read in turns: what only
    time or the machine changed is not the record's. ``before`` learns what the page shows now."""
    without, holding = set(), set()
    for _turn in range(2):
        before |= _seen(client, [address])
        without.add(before[address])
        holding |= set(_with(world, add, client, [address]).values())
    return not without & holding


def _pages(world: World, known: Iterable[Address]) -> Iterator[str]:
    """Pages without a thing of one's own in the address, and the public things of Ana's."""
    for address in known:
        if not address.conditions["get"] or address.conditions["get"] in ("anybody", "unjudged"):
            continue
        if not address.things:
            yield address.filled("Zzzzzzzzzzzz")
        for name in address.things:
            if name in ("practice", "ana", "offer", "school"):
                yield address.filled(world.things[name].key)
    yield f"/find/?practice={world.things['practice'].key}"


def _steady(client: Client, pages: Iterable[str]) -> dict[str, bytes]:
    """What each page shows, of those that show the same twice running: a new secret or a log of one's own reading is
    another one each time. The first reading only warms up."""
    listed = list(pages)
    _seen(client, listed)
    one, other = _seen(client, listed), _seen(client, listed)
    return {page: told for page, told in one.items() if told == other[page]}


def _seen(client: Client, pages: Iterable[str]) -> dict[str, bytes]:
    kept, found = client.cookies.copy(), {}
    for page in pages:
        answer: HttpResponse = client.get(page, SERVER_NAME="127.0.0.1")
        found[page] = CHANGING.sub(b"", body_of(answer))
        client.cookies = kept.copy()
    return found

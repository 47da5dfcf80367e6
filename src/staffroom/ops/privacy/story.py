"""What people do on a day, with a token in each of their words: so that mails, calendars, logs, jobs and the audit
log of the check are those that the product really makes."""

from datetime import timedelta

from django.utils import timezone

from staffroom.expertise import actions as expertise
from staffroom.expertise.models import Offer, Practice
from staffroom.people.models import Account
from staffroom.people.queries import actor_for
from staffroom.spine.access import Actor
from staffroom.trust import actions as trust
from staffroom.visits import actions as visits
from staffroom.visits import queries as asking

from .canary import Tokens
from .oracle import Thing
from .subjects import thing_of
from .world import World


class NoStory(RuntimeError):
    """The district is too small for a visit, so the check would look at less than it says."""


def actor(world: World, name: str) -> Actor:
    """The person as the product knows them, whoever they are to Ana."""
    account = Account.objects.select_related("district", "staff").get(pk=world.people[name].account)
    return actor_for(account, world.today)


def tell_story(world: World, tokens: Tokens) -> None:
    """A need is written and shared; a visit is asked for, accepted and cancelled."""
    with world.at_work():
        _a_need(world, tokens)
        _a_visit(world, tokens)


def _words(tokens: Tokens, record: str, *owners: int | None, district: int) -> str:
    known = frozenset(one for one in owners if one)
    return "words " + tokens.new(Thing(f"{record} of the day", record, known, district), f"words of {record}")


def _a_need(world: World, tokens: Tokens) -> None:
    ana, now = actor(world, "owner"), timezone.now()
    practice = Practice.objects.exclude(pk__in=asking_needs(ana)).order_by("-code").first()
    note = _words(tokens, "need", ana.staff_id, district=world.district.pk)
    need = expertise.add_need(by=ana, now=now, practice=practice, note=note)
    cary = world.staff("colleague").public_id
    until = world.today + timedelta(days=3)
    grant = trust.share(by=ana, now=now, record="need", object_id=need.public_id, to=cary, until=until)
    found = thing_of(need)
    trust.end_grant(by=ana, now=now, public_id=grant.public_id)
    assert found is not None and found.record == "need"  # noqa: S101 - a need always belongs to somebody


def asking_needs(ana: Actor) -> list[int]:
    """The practices on somebody's list."""
    from staffroom.expertise.queries import my_needs

    return list(my_needs(ana).values_list("practice_id", flat=True))


def _a_visit(world: World, tokens: Tokens) -> None:
    """The owner asks a colleague who offers something, and the colleague answers; another is cancelled."""
    ana, now = actor(world, "owner"), timezone.now()
    for offer in Offer.objects.filter(state=Offer.State.PUBLISHED).exclude(staff_id=ana.staff_id).order_by("pk"):
        if not hasattr(offer.staff, "account"):
            continue
        days = asking.ask(ana, now, offer_id=offer.public_id, chosen="")["days"]
        if days:
            break
    else:
        raise NoStory("Nobody in this district could be visited. Make a larger one.")
    between = (ana.staff_id, offer.staff_id)
    message = _words(tokens, "visit", *between, district=world.district.pk)
    visit = visits.ask_visit(by=ana, now=now, offer_id=offer.public_id, lesson=days[0][1][0].lesson, message=message)
    host = actor_for(offer.staff.account, world.today)
    answer = _words(tokens, "visit", *between, district=world.district.pk)
    visits.accept_visit(by=host, now=now, visit_id=visit.public_id, answer=answer)
    visits.cancel_visit(by=ana, now=now, visit_id=visit.public_id)

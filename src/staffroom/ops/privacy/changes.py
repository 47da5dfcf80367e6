"""Rights taken away while sessions, links and addresses of calendars live on; after each, everything is asked again."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from staffroom.expertise.models import Offer
from staffroom.people.models import Account, Assignment, Staff
from staffroom.spine.access import Actor
from staffroom.trust import actions as trust
from staffroom.trust.models import Evaluates, Grant
from staffroom.visits.models import VisitNote

from .oracle import Thing
from .world import World


def _actor(world: World, name: str) -> Actor:
    from staffroom.people.queries import actor_for

    account = Account.objects.select_related("district", "staff").get(pk=world.people[name].account)
    return actor_for(account, world.today)


def _grant(world: World, record: str) -> Grant:
    return Grant.objects.get(
        record=record, object_id=world.things[record].object_id, to=world.staff("shared with"), ended=None
    )


def takes_back(world: World) -> None:
    for record in ("need", "draft", "note"):
        trust.end_grant(by=_actor(world, "owner"), now=timezone.now(), public_id=_grant(world, record).public_id)


def runs_out(world: World) -> None:
    Grant.objects.filter(to=world.staff("shared with")).update(until=world.today - timedelta(days=1))


def begins_to_evaluate(world: World) -> None:
    for name in ("shared with", "paired"):
        Evaluates.objects.create(
            district=world.district, evaluator=world.staff(name), evaluated=world.staff("owner"),
            begins=world.today, created=timezone.now(),
        )  # fmt: skip
    _nothing_is_kept(world)


def _nothing_is_kept(world: World) -> None:
    """Between a person and whoever evaluates them no note is kept, not even for its author."""
    world.things["note_draft"] = _replaced(world.things["note_draft"], owners=frozenset())


def becomes_principal(world: World) -> None:
    school = Assignment.objects.filter(staff=world.staff("owner"), school__isnull=False).first().school
    for name in ("shared with", "paired"):
        Assignment.objects.create(
            district=world.district, staff=world.staff(name), school=school, role="assistant_principal"
        )
    _nothing_is_kept(world)


def withdraws(world: World) -> None:
    Offer.objects.filter(public_id__in=[world.things[name].object_id for name in ("offer", "school_offer")]).update(
        state=Offer.State.WITHDRAWN, withdrawn_from=Offer.State.PUBLISHED
    )
    for name in ("offer", "school_offer"):
        world.things[name] = _replaced(world.things[name], record="draft", published=None)
        key = f"draft/{world.things[name].object_id}"
        found = world.things[f"sharing_of_{name}"]
        world.things[f"sharing_of_{name}"] = _replaced(found, record="draft", published=None, key=key)
    world.things["open_door"] = _replaced(world.things["open_door"], published=None)


def narrows(world: World) -> None:
    from staffroom.spine.access import Audience

    Offer.objects.filter(public_id=world.things["offer"].object_id).update(audience=Audience.SCHOOL.value)
    for name in ("offer", "sharing_of_offer"):
        world.things[name] = _replaced(world.things[name], published=Audience.SCHOOL)
    world.things["open_door"] = _replaced(world.things["open_door"], published=Audience.SCHOOL)


def ends_the_sharing_of_a_note(world: World) -> None:
    VisitNote.objects.filter(public_id=world.things["note"].object_id).update(sharing_ended=timezone.now())
    for name in ("note", "sharing_of_note"):
        world.things[name] = _replaced(world.things[name], partners=frozenset())


def leaves(world: World) -> None:
    names = ("shared with", "paired", "principal", "central", "it")
    Staff.objects.filter(pk__in=[world.people[name].staff for name in names]).update(active=False)


def changes_school(world: World) -> None:
    elsewhere = Assignment.objects.filter(staff=world.staff("other school")).first().school
    for name in ("colleague", "principal", "assistant principal"):
        Assignment.objects.filter(staff=world.staff(name)).update(school=elsewhere)


def loses_the_role(world: World) -> None:
    names = ("principal", "central", "it", "leader", "shared with")
    Assignment.objects.filter(staff_id__in=[world.people[name].staff for name in names]).update(
        ends=world.today - timedelta(days=1)
    )


def _replaced(thing: Thing, **more: object) -> Thing:
    from dataclasses import replace

    return replace(thing, **more)  # type: ignore[arg-type]


CHANGES: dict[str, Callable[[World], None]] = {
    "the owner takes grants back": takes_back,
    "grants run out": runs_out,
    "colleagues begin to evaluate the owner": begins_to_evaluate,
    "colleagues become principals of her school": becomes_principal,
    "offers are withdrawn": withdraws,
    "an offer is narrowed to the school": narrows,
    "the host ends the sharing of a note": ends_the_sharing_of_a_note,
    "people leave the district": leaves,
    "people change schools": changes_school,
    "people lose their roles": loses_the_role,
}
#: After a change these are asked again: whoever it touches, and a few whom it does not.
AGAIN = ("owner", "paired", "shared with", "colleague", "principal", "central", "other school")

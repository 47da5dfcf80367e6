"""Finding the one colleague with whom somebody shares something: by name, with a reason beside whoever cannot."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from staffroom.people.models import Staff
from staffroom.people.queries import directory
from staffroom.spine.access import Actor

from .barred import SENTENCES, bars

SHORTEST, LONGEST, MOST = 2, 80, 8


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody the search found. ``barred``: the sentence why it cannot be shared with them; empty: it can."""

    person: Staff
    detail: str = ""
    barred: str = ""


@dataclass(frozen=True, slots=True)
class Colleagues:
    """What a search by name found: the first few, and how many more fit."""

    text: str
    found: list[Colleague]
    more: int = 0

    @property
    def long_enough(self) -> bool:
        return len(self.text) >= SHORTEST


def colleagues(actor: Actor, text: str, held: Collection[int] = ()) -> Colleagues:
    """People of the district by a part of their name, accents or not, from two letters on. ``held``: staff ids of
    those with whom it is shared already."""
    text = text[:LONGEST].strip()
    if not (begun := Colleagues(text, [])).long_enough:
        return begun
    page = directory(actor, search=text).page
    people = page.object_list[:MOST]
    found = [replace(one, detail=one.person.detail) for one in _with_bars(actor, people, held)]
    return Colleagues(text, found, page.paginator.count - len(people))


def colleague(actor: Actor, public_id: str, held: Collection[int] = ()) -> Colleague | None:
    """One person of the district who was chosen; None for nobody."""
    people = list(Staff.objects.filter(public_id=public_id)) if public_id else []
    return next(iter(_with_bars(actor, people, held)), None)


def _with_bars(actor: Actor, people: Collection[Staff], held: Collection[int]) -> list[Colleague]:
    if not people or actor.staff_id is None or actor.today is None:
        return []
    told = {pk: str(SENTENCES[bar]) for pk, bar in bars(actor.staff_id, people, actor.today).items()}
    already = {pk: _("You share this with them already.") for pk in held}
    return [Colleague(one, barred=(told | already).get(one.pk, "")) for one in people]

"""Something that can be shared, without a room of its own: goals, which the matrix knows and nothing stores yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from staffroom.people.models import Staff
from staffroom.people.queries import actor_for
from staffroom.spine.access import Actor, Audience
from staffroom.spine.scoping import current_district_id, district_scope
from staffroom.trust import actions, kinds, queries
from staffroom.trust.models import Evaluates, Grant

from .people import saved
from .visits import NOW

MONDAY = date(2026, 10, 5)
FRIDAY = date(2026, 10, 9)


@dataclass
class Goals:
    """Records of the row "goal" by public id: owner, title, the other people of it, to whom it is published."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    record: str = "goal"

    def add(self, object_id: str, owner: Staff, title: str = "Wait time", **more: Any) -> str:
        self.rows[object_id] = {"owner": owner, "title": title, "others": (), **more}
        return object_id

    def find(self, actor: Actor, object_id: str) -> kinds.Shared | None:
        row = self.rows.get(object_id)
        if row is None or row["owner"].district_id != current_district_id():
            return None
        published: Audience | None = row.get("published")
        owner, others = row["owner"].pk, row["others"]
        paired = actor.staff_id in (others or ())
        standing = queries.standing_to(
            actor, [owner], record=self.record, object_id=object_id, paired=paired, published=published
        )
        return kinds.Shared(self.record, object_id, owner, row["title"], "/help/", standing, others)

    def name_all(self, ids: Iterable[str]) -> list[kinds.Named]:
        found = [(one, self.rows[one]) for one in ids if one in self.rows]
        return [kinds.Named(one, row["owner"].pk, row["title"], "/help/") for one, row in found]

    def register(self, patch: pytest.MonkeyPatch) -> "Goals":
        """Let the pages know them until the test is over."""
        patch.setitem(kinds.KINDS, self.record, kinds.Kind(self.record, "Goal", self.find, self.name_all))
        return self


def actor_of(person: Staff, today: date = MONDAY) -> Actor:
    """Who asks, on that Monday."""
    return actor_for(person.account, today)


def make_grant(owner: Staff, to: Staff, object_id: str, record: str = "goal", **fields: Any) -> Grant:
    """A grant as it is, without rules and mails."""
    given: dict[str, Any] = {"begun": NOW, "until": FRIDAY, **fields}
    return saved(Grant(district=owner.district, owner=owner, to=to, record=record, object_id=object_id, **given))


def make_evaluates(evaluator: Staff, evaluated: Staff, begins: date = MONDAY, **fields: Any) -> Evaluates:
    """One evaluates the other, from that Monday on unless told otherwise."""
    given = {"district": evaluated.district, "begins": begins, "created": NOW, **fields}
    return saved(Evaluates(evaluator=evaluator, evaluated=evaluated, **given))


def share(owner: Staff, to: Staff, object_id: str, *, until: date = FRIDAY, now: datetime = NOW, **given: Any) -> Grant:
    """Shared through the action."""
    by = given.pop("by", None) or actor_of(owner)
    record = given.pop("record", "goal")
    with district_scope(owner.district_id):
        return actions.share(by=by, now=now, record=record, object_id=object_id, to=to.public_id, until=until)

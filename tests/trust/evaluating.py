"""What the tests of evaluators share."""

from datetime import date, datetime
from typing import Any

from staffroom.people.models import Staff
from staffroom.people.queries import actor_for
from staffroom.spine.access import Actor
from staffroom.spine.scoping import district_scope
from staffroom.trust import actions
from staffroom.trust.models import Evaluates, EvaluatorFile, Grant
from tests.factories.visits import NOW

TODAY = NOW.date()


def actor(person: Staff, day: date = TODAY) -> Actor:
    return actor_for(person.account, day)


def record(by: Staff, evaluator: Staff, evaluated: Staff, begins: date = TODAY, ends: date | None = None) -> Evaluates:
    with district_scope(by.district_id):
        return actions.record_relation(
            by=actor(by), now=NOW, evaluated=evaluated.public_id, evaluator=evaluator.email, begins=begins, ends=ends
        )


def carry_out(person: Staff, day: date, now: datetime = NOW) -> int:
    with district_scope(person.district_id):
        return actions.carry_out(day=day, now=now)


def stage(by: Staff, content: str | bytes, *, whole: bool = False) -> EvaluatorFile:
    raw = content.encode() if isinstance(content, str) else content
    with district_scope(by.district_id):
        return actions.stage_file(by=actor(by), now=NOW, file_name="evaluators.csv", content=raw, whole=whole)


def rows(district_id: int) -> list[tuple[Any, ...]]:
    """(evaluator, evaluated, begins, ends) of everything that is recorded."""
    with district_scope(district_id):
        found = Evaluates.objects.order_by("evaluated__given", "evaluator__given", "begins")
        return [(str(one.evaluator), str(one.evaluated), one.begins, one.ends) for one in found.select_related()]


def live_grants(district_id: int) -> list[tuple[str, str]]:
    with district_scope(district_id):
        return [(str(one.owner), str(one.to)) for one in Grant.objects.filter(ended=None).select_related("owner", "to")]

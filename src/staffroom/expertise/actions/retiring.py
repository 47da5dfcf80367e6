"""Practices that go out of use on their date, and what they lead to then."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.scoping import action

from ..models import Practice

OVER = audit.declare("expertise.practice_over", gettext_lazy("The practice “{what}” went out of use on its date."))


@action
def end_practices(*, district_id: int, today: date, now: datetime) -> int:
    """Take out of use what is retired by today; returns how much. A second call changes nothing."""
    due = list(Practice.objects.filter(district_id=district_id, active=True, retired__lte=today))
    for practice in due:
        practice.active = False
        practice.save(update_fields=["active"])
        facts = {"what": practice.name_en}
        audit.record(OVER, district_id=district_id, at=now, actor=None, object_id=practice.public_id, facts=facts)
    lead_on(district_id)
    return len(due)


def lead_on(district_id: int | None) -> None:
    """What leads to a practice out of use leads to the first one in use that follows it; where there is none it stays.

    So whoever looks one step ahead finds it. Two queries when nothing is to be done.
    """
    held = Practice.objects.filter(district_id=district_id)
    steps = dict(held.filter(active=False).values_list("pk", "successor_id"))
    for row in held.filter(successor__active=False):
        last = _first_in_use(row, steps)
        if last is not None:
            row.successor_id = last
            row.save(update_fields=["successor"])


def _first_in_use(row: Practice, steps: dict[int, int | None]) -> int | None:
    """``steps``: what follows each practice that is out of use."""
    seen, at = {row.pk}, row.successor_id
    while at in steps and at not in seen:
        seen.add(at)
        at = steps[at]
    return None if at in seen else at

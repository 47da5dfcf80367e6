"""Telling people who evaluates them: one mail each, all of them or none."""

from datetime import datetime

from staffroom.people.models import Staff
from staffroom.spine.scoping import action

from .. import mails


@action
def tell_evaluated(*, now: datetime, changes: list[tuple[int, list[int], list[int]]]) -> int:
    """Write to each (person, evaluators gained, evaluators lost), by staff ids. Returns how many mails that made."""
    ids = {pk for person, gained, lost in changes for pk in (person, *gained, *lost)}
    people = Staff.objects.filter(pk__in=ids).select_related("account", "district").in_bulk()
    sent = 0
    for pk, gained, lost in changes:
        person = people.get(pk)
        if person is None or not person.active:
            continue
        came, went = ([people[one] for one in those if one in people] for those in (gained, lost))
        sent += mails.evaluators_changed(person, gained=came, lost=went, now=now) is not None
    return sent

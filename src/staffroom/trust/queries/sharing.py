"""What is shared with whom, and whether it still holds: found out anew each time it is asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from staffroom.people.models import Term
from staffroom.spine.access import Actor, Permission, Standing

from .. import kinds, rules
from ..kinds import Named
from ..models import Grant
from .relations import ELSEWHERE, administrators_by, evaluators_by, holds, work_by

LATELY = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Sharing:
    """One grant as people read it. ``why`` it holds no longer; empty while it holds. ``named``: the record."""

    grant: Grant
    why: str = ""
    named: Named | None = None

    @property
    def holds(self) -> bool:
        return not self.why

    @property
    def label(self) -> str:
        return kinds.label_of(self.grant.record)


def void_reasons(grants: Iterable[Grant], day: date) -> dict[int, str]:
    """Why grants that still run hold no longer, by grant id: because of who the two are to each other today.

    Three or four queries, however many grants there are. They come with ``owner`` and ``to``.
    """
    running = [grant for grant in grants if holds(grant, day)]
    if not running:
        return {}
    owners = {grant.owner_id for grant in running}
    evaluators, leaders = evaluators_by(owners, day), administrators_by(owners, day)
    work = work_by({grant.to_id for grant in running}, day)
    found = {}
    for grant in running:
        if not (grant.owner.active and grant.to.active and work[grant.to_id]):
            found[grant.pk] = Grant.Ended.LEFT.value
        elif grant.to_id in evaluators[grant.owner_id]:
            found[grant.pk] = Grant.Ended.EVALUATES.value
        elif grant.to_id in leaders[grant.owner_id]:
            found[grant.pk] = Grant.Ended.LEADS.value
        elif work[grant.to_id] <= set(ELSEWHERE):
            found[grant.pk] = Grant.Ended.MOVED.value
    return found


def running_grants(day: date) -> list[Grant]:
    """Every grant of the district that was not ended and whose last day has not passed."""
    return list(Grant.objects.filter(ended=None, until__gte=day).select_related("owner", "to"))


def sharings(grants: Collection[Grant], day: date) -> list[Sharing]:
    """Grants with the reason why they hold no longer, in their order."""
    void = void_reasons(grants, day)
    return [Sharing(grant, _why(grant, void.get(grant.pk, ""), day)) for grant in grants]


def _why(grant: Grant, void: str, day: date) -> str:
    because = grant.ended_because or void
    if because:
        return str(Grant.Ended(because).label)
    if holds(grant, day):
        return ""
    return _("Its last day, %(day)s, has passed") % {"day": day_in_words(grant.until, day)}


def day_in_words(day: date, today: date) -> str:
    """ "March 3"; with the year where it is another one."""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def shared_by(actor: Actor) -> list[Sharing]:
    """What the actor shares now and what ended within the last two months, the latest first, each with its record."""
    assert actor.staff_id is not None and actor.today is not None  # noqa: S101 - asked for people with a day only
    lately = actor.today - LATELY
    recent = Q(ended=None, until__gte=lately) | Q(ended__date__gte=lately)
    mine = Grant.objects.filter(recent, owner_id=actor.staff_id).select_related("owner", "to")
    return with_names(actor, sharings(list(mine), actor.today))


def shared_with(actor: Actor) -> list[Sharing]:
    """What others share with the actor now: of what is held back today nothing is told, not even that it was."""
    assert actor.staff_id is not None and actor.today is not None  # noqa: S101 - asked for people with a day only
    mine = Grant.objects.filter(to_id=actor.staff_id, ended=None, until__gte=actor.today)
    live = [one for one in sharings(list(mine.select_related("owner", "to")), actor.today) if one.holds]
    readable = [one for one in live if rules.may(actor, one.grant.record, Standing(granted=True), Permission.READ)]
    return [one for one in with_names(actor, readable) if one.named is not None]


def with_names(actor: Actor, found: Collection[Sharing]) -> list[Sharing]:
    """The same with the records' titles; none where the record is gone or no longer belongs to who shared it."""
    named = kinds.name_all(actor, {(one.grant.record, one.grant.object_id) for one in found})

    def of(grant: Grant) -> Named | None:
        record = named.get((grant.record, grant.object_id))
        return record if record is not None and record.owner_id == grant.owner_id else None

    return [replace(one, named=of(one.grant)) for one in found]


def live_sharings(record: str, object_ids: Collection[str], day: date) -> dict[str, list[Sharing]]:
    """What holds today on several records of one kind, by public id: for lists, in a fixed number of queries."""
    found = Grant.objects.filter(record=record, object_id__in=object_ids, ended=None).select_related("owner", "to")
    by_record: dict[str, list[Sharing]] = defaultdict(list)
    for one in sharings(list(found), day):
        if one.holds:
            by_record[one.grant.object_id].append(one)
    return by_record


def end_of_term(day: date) -> date | None:
    """The last day of the shortest term that runs, such as the trimester within the school year."""
    running = Term.objects.filter(active=True, starts__lte=day, ends__gt=day)
    found = min(running, key=lambda term: (term.ends - term.starts, term.ends), default=None)
    return found.ends - timedelta(days=1) if found else None

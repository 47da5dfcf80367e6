"""Recording who evaluates whom, by hand or from a file, and carrying out on the day what begins and ends.

A relation is written by :func:`record_relation`, :func:`end_relation` and :func:`apply_file`. What follows from it (the
grants between the two end, the person is told) is :func:`carry_out`, at once for what holds today and by the nightly
job for what was recorded ahead; ``begun_at`` and ``over_at`` keep what was carried out, so that no day is lost or done
twice.
"""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.people.actions import locked_district
from staffroom.people.models import Staff
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.audit import About
from staffroom.spine.jobs import enqueue
from staffroom.spine.scoping import action, current_district_id

from .. import queries, rules
from ..models import Evaluates, EvaluatorFile, Grant
from ..queries import Change
from .grants import end_grants_between

RECORDED = audit.declare(
    "trust.evaluator_recorded",
    gettext_lazy("An evaluator was recorded: {evaluator}, from {begins} on."),
    security=True,
)
ENDED = audit.declare(
    "trust.evaluator_ended",
    gettext_lazy("An evaluator is no longer recorded: {evaluator}, from {ends} on."),
    security=True,
)
FILE_APPLIED = audit.declare(
    "trust.evaluators_imported",
    gettext_lazy("A file of evaluators was applied: {new} new, {changed} changed, {ended} ended."),
    keep=lambda facts: facts,
    security=True,
)
MOST_BYTES = 5 * 1024 * 1024
Pair = tuple[int, int]


def _day(by: Actor) -> date:
    assert by.today is not None  # noqa: S101 - actors come from actor_for, which sets it
    return by.today


@action
def record_relation(
    *, by: Actor, now: datetime, evaluated: str, evaluator: str, begins: date, ends: date | None = None
) -> Evaluates:
    """Record that one person evaluates another. ``evaluated`` is a public id, ``evaluator`` a mail address, staff
    number, source id or whole name. Raises Http404, Forbidden, or Refused with what to write instead."""
    person = queries.evaluated_for(by, evaluated).person
    other = _one_person(evaluator)
    if other.pk == person.pk:
        raise Refused(_("Nobody evaluates themselves."), _("Write who evaluates %(name)s.") % {"name": person})
    if ends is not None and ends <= begins:
        raise Refused(_("It ends before it begins."), _("Choose a last day that is not before the first."))
    locked_district(by.district_id)
    _no_overlap(other, person, begins, ends)
    _write([Change(other.pk, person.pk, begins, ends)], by, now, Evaluates.Source.BY_HAND)
    carry_out(day=_day(by), now=now, by=by.staff_id)
    return Evaluates.objects.get(evaluator=other, evaluated=person, begins=begins)


def _one_person(written: str) -> Staff:
    found = queries.people_known_as(written)
    if len(found) == 1:
        return found[0]
    told = {"name": written[:80]}
    if found:
        raise Refused(
            _("More than one person is known as “%(name)s”.") % told, _("Write the mail address or staff number.")
        )
    raise Refused(
        _("Nobody who works in the district now is known as “%(name)s”.") % told,
        _("Write the whole name, the mail address or the staff number."),
    )


def _no_overlap(evaluator: Staff, evaluated: Staff, begins: date, ends: date | None) -> None:
    there = Evaluates.objects.filter(Q(ends=None) | Q(ends__gt=begins), evaluator=evaluator, evaluated=evaluated)
    there = there.filter(begins__lt=ends) if ends else there
    same_day = Evaluates.objects.filter(evaluator=evaluator, evaluated=evaluated, begins=begins)
    if there.exists() or same_day.exists():
        raise Refused(
            _("%(evaluator)s is recorded for these days already.") % {"evaluator": evaluator},
            _("End that relation first, or choose another first day."),
        )


@action
def end_relation(*, by: Actor, now: datetime, public_id: str) -> Evaluates:
    """End a relation today; one that has not begun never holds. Ending what is over changes nothing."""
    held = queries.relation_for(by, public_id)
    locked_district(by.district_id)
    held.refresh_from_db()
    day = _day(by)
    if held.ends is None or held.ends > day:
        _write([queries.ending(held, day)], by, now, held.source)
        carry_out(day=day, now=now, by=by.staff_id)
        held.refresh_from_db()
    return held


@action
def stage_file(*, by: Actor, now: datetime, file_name: str, content: bytes, whole: bool) -> EvaluatorFile:
    """Keep a file until it is applied or put aside. Raises Forbidden, or Refused when it is too large."""
    rules.keep_evaluators(by)
    if len(content) > MOST_BYTES:
        raise Refused(_("The file is larger than 5 MB."), _("Check that this is the file of evaluators."))
    row = EvaluatorFile(district_id=by.district_id, by_staff=by.staff_id, created=now, whole=whole)
    row.file_name, row.content = file_name.replace("\0", "")[-200:], b64encode(content).decode()
    row.save()
    return row


@action
def apply_file(*, by: Actor, now: datetime, public_id: str, seen: str, confirmed: bool = False) -> EvaluatorFile:
    """Write what a file says, all of it or nothing. ``seen`` is the digest of the plan that was looked at.

    Raises Refused when something is wrong with it, when what would change is not what was seen, and when so many
    relations would end that someone's word is needed (``confirmed``).
    """
    queries.file_for(by, public_id)
    locked_district(by.district_id)
    held = queries.file_for(by, public_id)
    if held.state != EvaluatorFile.State.READ:
        raise Refused(
            _("This file cannot be applied: it is “%(state)s”.") % {"state": held.get_state_display()},
            _("Bring the file again: it is compared anew."),
        )
    _reading, plan = queries.planned(held, _day(by))
    if plan is None:
        raise Refused(_("Something must be mended in this file first."), _("Mend what is listed and bring it again."))
    if plan.digest != seen:
        raise Refused(
            _("What is recorded changed since you looked: this file would change something else now."),
            _("Look at its page again, then apply it."),
        )
    if plan.held and not confirmed:
        raise Refused(
            _("This file is held: more than a tenth of the relations would end."),
            _("Read which would end, then tick the box that says it is right."),
        )
    _write(plan.changes, by, now, Evaluates.Source.IMPORTED)
    carry_out(day=_day(by), now=now, by=by.staff_id)
    held.state, held.applied, held.counts, held.content = EvaluatorFile.State.APPLIED, now, plan.counts(), ""
    held.save(update_fields=["state", "applied", "counts", "content"])
    audit.record(
        FILE_APPLIED,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=held.public_id,
        facts=plan.counts(),
    )
    return held


@action
def discard_file(*, by: Actor, now: datetime, public_id: str) -> EvaluatorFile:
    """Put a file aside that was not applied. Putting it aside twice changes nothing."""
    held = queries.file_for(by, public_id)
    if held.state == EvaluatorFile.State.APPLIED:
        raise Refused(
            _("This file is applied: it cannot be put aside."), _("End a relation by hand, or bring another file.")
        )
    held.state, held.content = EvaluatorFile.State.DISCARDED, ""
    held.save(update_fields=["state", "content"])
    return held


def _write(changes: Iterable[Change], by: Actor, now: datetime, source: str) -> None:
    """Save changes and write each down for the person it is about."""
    new = [one for one in changes if one.relation is None]
    known = {one.relation: one for one in changes if one.relation is not None}
    held = Evaluates.objects.in_bulk(list(known))
    made = [
        Evaluates(
            district_id=by.district_id,
            evaluator_id=one.evaluator,
            evaluated_id=one.evaluated,
            begins=one.begins,
            ends=one.ends,
            source=source,
            created=now,
        )
        for one in new
    ]
    Evaluates.objects.bulk_create(made, batch_size=500)
    for pk, one in known.items():
        _set(held[pk], one, _day(by))
    Evaluates.objects.bulk_update(held.values(), ["begins", "ends", "begun_at", "over_at"], batch_size=500)
    _note(RECORDED, [one for one in changes if not _over(one, _day(by))], by, now)
    _note(ENDED, [one for one in changes if _over(one, _day(by))], by, now)


def _set(relation: Evaluates, change: Change, day: date) -> None:
    relation.begins, relation.ends = change.begins, change.ends
    if relation.over_at and not _over(change, day):
        relation.begun_at = relation.over_at = None  # it comes back: its beginning is carried out anew


def _over(change: Change, day: date) -> bool:
    return change.ends is not None and (change.ends <= day or change.ends == change.begins)


def _note(kind: str, changes: list[Change], by: Actor, now: datetime) -> None:
    told = [
        About(
            subject=one.evaluated,
            facts={"evaluator": one.evaluator, "begins": str(one.begins), "ends": str(one.ends or "")},
        )
        for one in changes
    ]
    if told:
        audit.record_all(kind, told, district_id=by.district_id, at=now, actor=by.staff_id)


# --- What follows on the day -------------------------------------------------------------------------
@action
def carry_out(*, day: date, now: datetime, by: int | None = None) -> int:
    """End the grants and tell the people of every relation of the district in scope that began or ended by this day.

    Returns how many relations that were. Calling it again changes nothing.
    """
    locked_district(current_district_id())
    begun = list(Evaluates.objects.filter(queries.holding(day), begun_at=None))
    carried = Evaluates.objects.filter(begun_at__isnull=False, over_at=None)
    over = list(carried.exclude(queries.holding(day)))
    if not begun and not over:
        return 0
    people = {one.evaluated_id for one in (*begun, *over)}
    before = _pairs(carried.filter(evaluated__in=people))
    after = _pairs(Evaluates.objects.filter(queries.holding(day), evaluated__in=people))
    _mark(begun, over, day, now)
    told = _differences(people, before, after, day)
    starting = {(one.evaluator_id, one.evaluated_id) for one in begun}
    starting |= {(evaluator, person) for person, gained, _lost in told for evaluator in gained}
    _end_grants(starting, now, by)
    if told:
        enqueue("trust.tell_evaluated", district_id=current_district_id(), now=now, changes=told)
    return len(begun) + len(over)


def _mark(begun: list[Evaluates], over: list[Evaluates], day: date, now: datetime) -> None:
    for one in begun:
        one.begun_at = now
    for one in over:
        if one.begins > day:
            one.begun_at = None  # put off: it will begin later
        else:
            one.over_at = now
    Evaluates.objects.bulk_update([*begun, *over], ["begun_at", "over_at"], batch_size=500)


def _pairs(relations: Iterable[Evaluates]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for one in relations:
        found[one.evaluated_id].add(one.evaluator_id)
    return found


def _differences(
    people: set[int], before: dict[int, set[int]], after: dict[int, set[int]], day: date
) -> list[tuple[int, list[int], list[int]]]:
    """(person, evaluators gained, evaluators lost): where nothing is recorded, who leads the school counts."""
    default = queries.administrators_of_all(day)
    found = []
    for person in sorted(people):
        was, now = (pairs.get(person) or default.get(person, set()) for pairs in (before, after))
        if was != now:
            found.append((person, sorted(now - was), sorted(was - now)))
    return found


def _end_grants(pairs: set[Pair], now: datetime, by: int | None) -> None:
    live = set(Grant.objects.filter(ended=None).order_by().values_list("to_id", "owner_id"))
    for evaluator, owner in sorted(pairs & live):
        end_grants_between(evaluator=evaluator, owner=owner, now=now, by=by)

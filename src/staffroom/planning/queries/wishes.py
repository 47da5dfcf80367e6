"""What a plan is to meet: open needs with everybody who shows them, and what is held already, so that it stays."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from staffroom.core.visits.plan.need import need_weight
from staffroom.expertise import queries as expertise
from staffroom.expertise.models import Offer
from staffroom.expertise.queries import WillingHost
from staffroom.people.models import Assignment
from staffroom.people.queries import actors_of
from staffroom.timetable.queries.days import current_terms
from staffroom.visits.models import Visit
from staffroom.visits.queries import persons, term_around

from ..models import PlanRun, Proposal, Unmet
from .in_hand import in_hand, standing
from .weeks import dates_of

NeedRow = tuple[int, int, datetime]  # person, practice, since when


@dataclass(frozen=True, slots=True)
class Held:
    """A visit that has its place: booked or asked for, or a proposal that stays.

    ``firm``: it is booked, or proposed by another block; else it is proposed anew as it is.
    """

    visitor: int
    practice: int
    host: int
    offer: int
    mode: str
    date: date
    lesson: str
    window: tuple[str, ...]
    start: int
    end: int
    travel: int
    firm: bool = True
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """One request of the plan: a need with its hosts, or what is ``held`` firmly; a need may hold a proposal too."""

    visitor: int
    practice: int
    hosts: tuple[WillingHost, ...]
    weight: float = 1.0
    held: Held | None = None

    @property
    def firm(self) -> bool:
        """Whether it has its place for good: it is no need any more."""
        return self.held is not None and self.held.firm


def wishes_of(
    run: PlanRun, now: datetime, *, schools: Collection[int] | None = None, left: bool = False
) -> tuple[list[Wish], list[tuple[int, int]]]:
    """A wish for each open need that somebody shows, and for each held visit; the needs that nobody shows apart.

    ``schools``: only needs of people who work there, and hosts there. ``left``: only what the blocks of this plan
    left unmet, with hosts everywhere.
    """
    needs = expertise.open_needs()
    visits = standing(run, now)
    held = _held(run, visits, {row[:2] for row in needs}, left=left)
    stays = {(one.visitor, one.practice): one for one in held if not one.firm}
    firm = {(one.visitor, one.practice) for one in held if one.firm}
    rows = [row for row in _not_in_hand(run, needs, now) if row[:2] not in firm]
    if left:
        unmet = set(Unmet.objects.filter(run=run).values_list("visitor_id", "practice_id"))
        rows = [row for row in rows if row[:2] in unmet]
    homes = homes_of({row[0] for row in rows})
    if schools is not None:
        rows = [row for row in rows if homes.get(row[0]) in schools]
    actors = actors_of({person for person, _practice, _since in rows}, run.district, now)
    among = None if schools is None else people_at(schools)
    found = expertise.hosts_for_needs([row[:2] for row in rows], actors, among=among)
    host_homes = homes_of({host.person for hosts in found.values() for host in hosts})
    visited = _visited(run, visits)
    wishes, without = [], []
    for person, practice, since in rows:
        hosts = found[person, practice]
        if not hosts:
            without.append((person, practice))
            continue
        near = any(host_homes.get(host.person) == homes.get(person) for host in hosts)
        weeks = (run.first - since.date()).days / 7
        weight = need_weight(weeks_waiting=weeks, visited_this_term=person in visited, host_near=near)
        kept = stays.get((person, practice))
        kept = kept if kept and kept.host in [host.person for host in hosts] else None
        wishes.append(Wish(person, practice, hosts, round(weight, 4), kept))
    return wishes + _of_held(held, wishes, part=left or schools is not None), without


def _of_held(held: Iterable[Held], wishes: Sequence[Wish], *, part: bool) -> list[Wish]:
    """What is held firmly, as far as it can be in the way of these wishes."""
    firm = [one for one in held if one.firm]
    if part:
        people = {wish.visitor for wish in wishes} | {host.person for wish in wishes for host in wish.hosts}
        firm = [one for one in firm if one.visitor in people or one.host in people]
    return [
        Wish(one.visitor, one.practice, (WillingHost(one.host, 1.0, one.offer, None),), held=one) for one in firm
    ]  # fmt: skip


def homes_of(staff_ids: Collection[int]) -> dict[int, int]:
    """The home school of each person who has one."""
    return {int(pk): int(one.school) for pk, one in persons(staff_ids).items() if one.school}


def people_at(schools: Collection[int]) -> set[int]:
    """Everybody whose home school is one of these."""
    rows = Assignment.objects.filter(school_id__in=[*schools], active=True, staff__active=True)
    return {pk for pk, school in homes_of(set(rows.values_list("staff_id", flat=True))).items() if school in schools}


def _not_in_hand(run: PlanRun, needs: Sequence[NeedRow], now: datetime) -> list[NeedRow]:
    """The needs for which something is to be proposed."""
    held, follows = in_hand(run, now), expertise.followers({practice for _person, practice, _since in needs})
    return [row for row in needs if (row[0], follows.get(row[1], row[1])) not in held]


def _visited(run: PlanRun, visits: QuerySet[Visit]) -> set[int]:
    """Who has visited somebody, or will, in the term of the plan."""
    begins, ends = term_around(run.first, current_terms())
    rows = visits.filter(date__gte=begins, date__lt=ends)
    return set(rows.values_list("visitor_id", flat=True))


def _held(
    run: PlanRun, visits: QuerySet[Visit], wanted: Collection[tuple[int, int]], *, left: bool
) -> list[Held]:  # fmt: skip
    """Booked visits of these weeks, and what stays of an earlier plan (if it is ``wanted`` still), or of this plan's
    blocks."""
    dates = dates_of(run)
    rows = visits.filter(date__range=(dates[0], dates[-1])).order_by("pk")
    booked = [
        Held(
            one.visitor_id, one.practice_id or 0, one.host_id, one.offer_id or 0, one.mode, one.date, one.lesson,
            tuple(one.window), one.start, one.end, one.travel,
        )
        for one in rows
    ]  # fmt: skip
    taken = {(one.visitor, one.practice) for one in booked}
    stays = Proposal.objects.filter(run=run) if left else _earlier(run).filter(offer__state=Offer.State.PUBLISHED)
    for row in stays.select_related("offer").order_by("pk"):
        pair = (row.visitor_id, row.practice_id)
        if pair in wanted and pair not in taken and dates[0] <= row.date <= dates[-1]:
            booked.append(
                Held(
                    row.visitor_id, row.practice_id, row.offer.staff_id, row.offer_id, row.mode, row.date, row.lesson,
                    tuple(row.window), row.start, row.end, row.travel, firm=left, cover=row.cover,
                )
            )  # fmt: skip
    return booked


def _earlier(run: PlanRun) -> QuerySet[Proposal]:
    """Proposals of the earlier plan that are to stay: those that nobody answered."""
    if run.earlier_id is None or run.keeps == PlanRun.Keeps.NOTHING:
        return Proposal.objects.none()
    rows = Proposal.objects.filter(run_id=run.earlier_id, answer="")
    if run.keeps == PlanRun.Keeps.SCHOOLS:
        return rows.filter(visitor_id__in=people_at([int(pk) for pk in run.kept_schools]))
    return rows

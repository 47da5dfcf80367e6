"""What the pages of plans and proposals show, as data."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffroom.core.visits.plan.reasons import SENTENCES
from staffroom.people.models import School
from staffroom.spine.access import Actor
from staffroom.spine.jobs import Job
from staffroom.timetable.queries import absences
from staffroom.ui.charts import Bar, Bars
from staffroom.ui.templatetags.ui import long_day
from staffroom.visits.models import Visit

from .. import rules
from ..models import PlanRun, Proposal
from .figures import LEAST, school_names
from .parts import blocks_done
from .stopped import has_stopped, stopped_among
from .weeks import ends

MONDAYS, REASONS_SHOWN, PLANS_SHOWN = 8, 6, 30
HIDDEN = "–"


def plans_page(actor: Actor, now: datetime) -> dict[str, Any]:
    """Plans, the newest first, each with whether the work on it ``stopped``. Raises Forbidden."""
    rules.plan_visits(actor)
    runs = list(PlanRun.objects.all()[:PLANS_SHOWN])
    stopped = stopped_among(runs, now)
    return {
        "plans": [{"run": run, "stopped": run.pk in stopped} for run in runs],
        "can_compare": len([run for run in runs if run.figures]) > 1,
    }


def plan_for(actor: Actor, public_id: str) -> PlanRun:
    """One plan of the district. Raises Forbidden, Http404."""
    found = PlanRun.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    rules.plan_visits(actor)
    return found


def run_to_make(public_id: str) -> PlanRun:
    """The plan that a job is to make."""
    return PlanRun.objects.select_related("district").get(public_id=public_id)


def earlier_plans(actor: Actor) -> list[PlanRun]:
    """Plans from which something can stay."""
    rules.plan_visits(actor)
    return [run for run in PlanRun.objects.all()[:PLANS_SHOWN] if run.figures]


def schools_of_district() -> list[School]:
    return list(School.objects.order_by("name"))


def mondays(actor: Actor) -> list[date]:
    """The Mondays on which a plan can begin: the next eight."""
    today = actor.today or date.min
    first = today + timedelta(days=7 - today.weekday())
    return [first + timedelta(days=7 * n) for n in range(MONDAYS)]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan: where it stands, and its counts as pictures and tables."""

    run: PlanRun
    stopped: bool
    job: Job | None
    lead: str
    schools: Bars | None
    weeks: Bars | None
    allowed: str
    modes: Bars | None
    ways: list[tuple[str, str]]
    half_days: str
    reasons: list[tuple[str, str]]
    changes: list[tuple[str, str]]
    hidden: bool
    substitutes: str
    gap: str
    taken: int | None
    blocks: int
    blocks_done: int


def plan_page(actor: Actor, public_id: str, now: datetime) -> PlanPage:
    """Raises Forbidden, Http404."""
    run = plan_for(actor, public_id)
    told = run.figures
    done, blocks = blocks_done(run)
    return PlanPage(
        run=run,
        stopped=has_stopped(run, now),
        job=Job.objects.filter(public_id=run.job).first() if run.job else None,
        lead=_lead(told) if told else "",
        schools=_schools(told) if told else None,
        weeks=_weeks(run, told) if told else None,
        allowed=", ".join(str(label) for mode, label in Visit.Mode.choices if mode in run.ways and mode != "own")
        or _("nothing"),
        modes=_modes(told) if told else None,
        ways=_ways(told.get("by_way", {})),
        half_days=_shown(told.get("by_mode", {}).get("substitute", 0)),
        reasons=_reasons(told.get("reasons", {})),
        changes=_changes(told.get("changes", {})),
        hidden=_anything_hidden(told),
        substitutes=_substitutes_today(actor),
        gap=_gap(told.get("gap", 0.0)),
        taken=_taken(run, actor.today),
        blocks=blocks if blocks > 1 else 0,
        blocks_done=done,
    )


def _taken(run: PlanRun, today: date | None) -> int | None:
    """How many proposals of an offered plan became requests: once its weeks are over, for a number that grows day by
    day would tell who says no; and only where those who took, declined and left theirs are many each, or nobody."""
    if run.state != PlanRun.State.OFFERED or today is None or today < ends(run):
        return None
    people: dict[str, set[int]] = {answer: set() for answer in Proposal.Answer.values}
    rows = list(Proposal.objects.filter(run=run).values_list("answer", "visitor_id"))
    for answer, visitor in rows:
        people[answer].add(visitor)
    if any(0 < len(held) < LEAST for held in people.values()):
        return None
    return sum(answer == Proposal.Answer.TAKEN for answer, _visitor in rows)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two plans side by side: rows of a name and two numbers, and ``same``, what both say of the other schools."""

    choices: list[PlanRun]
    chosen: list[PlanRun]
    district: list[tuple[str, str, str]]
    schools: list[tuple[str, str, str]]
    same: list[tuple[str, str]]

    @property
    def hidden(self) -> bool:
        return any(HIDDEN in row for rows in (self.district, self.schools, self.same) for row in rows)


def compare_page(actor: Actor, one: str, other: str) -> Compared | None:
    """Two plans side by side, what differs first; None when there are not two. Raises Forbidden."""
    rules.plan_visits(actor)
    choices = earlier_plans(actor)
    if len(choices) < 2:
        return None
    by_key = {run.public_id: run for run in choices}
    first, second = by_key.get(one, choices[0]), by_key.get(other, choices[1])
    rows = _schools_compared(first, second)
    return Compared(
        choices=choices, chosen=[first, second], district=_district_compared(first, second),
        schools=[row for row in rows if row[1] != row[2]],
        same=[(name, share) for name, share, also in rows if share == also],
    )  # fmt: skip


def _district_compared(one: PlanRun, other: PlanRun) -> list[tuple[str, str, str]]:
    rows = [
        (_("Needs met"), _shown(one.figures["met"]), _shown(other.figures["met"])),
        (_("Needs in all"), _shown(one.figures["needs"]), _shown(other.figures["needs"])),
        (_("People with a proposal"), _shown(one.figures["visitors"]), _shown(other.figures["visitors"])),
        (_("In the own school"), *(_shown(r.figures["by_way"].get("own_school", 0)) for r in (one, other))),
        (_("In another school"), *(_shown(r.figures["by_way"].get("other_school", 0)) for r in (one, other))),
    ]
    for mode, label in Visit.Mode.choices:
        shown = [run.figures.get("by_mode", {}).get(mode, 0) for run in (one, other)]
        if any(count != 0 for count in shown):
            rows.append((str(label), *map(_shown, shown)))
    return rows


def _schools_compared(one: PlanRun, other: PlanRun) -> list[tuple[str, str, str]]:
    names = school_names({row["school"] for run in (one, other) for row in run.figures["by_school"]})
    first, second = ({row["school"]: _share(row) for row in run.figures["by_school"]} for run in (one, other))
    ordered = sorted(names.items(), key=lambda pair: pair[1])
    return [(name, first.get(pk, HIDDEN), second.get(pk, HIDDEN)) for pk, name in ordered]


def _share(row: Mapping[str, Any]) -> str:
    return HIDDEN if row["share"] is None else _("about %(share)s %%") % {"share": row["share"]}


def _shown(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def _anything_hidden(told: Mapping[str, Any]) -> bool:
    by_school = [row["share"] for row in told.get("by_school", ())]
    lists = [told.get(name, {}).values() for name in ("by_week", "by_mode", "by_way", "reasons", "changes")]
    counts = [told.get("met", 0), told.get("needs", 0), *by_school, *(count for held in lists for count in held)]
    return any(count is None for count in counts)


def _lead(told: Mapping[str, Any]) -> str:
    met, needs = told["met"], told["needs"]
    if needs == 0:
        return _("Nobody has an open need in these weeks. Needs are written under “My needs”, and are private.")
    if told.get("all_but_few"):
        return _("Of about %(needs)s needs all can be met but those of fewer than ten people.") % {"needs": needs}
    if met is None or needs is None:
        return _("A plan is made. How much it meets is not shown: that would tell of fewer than ten people.")
    said = {"met": met, "needs": needs, "share": 100 * met // needs}
    if told.get("by_mode", {}).get("substitute", 0) == 0:
        return _("About %(met)s of %(needs)s needs (%(share)s %%) can be met without a substitute.") % said
    return _("About %(met)s of %(needs)s needs (%(share)s %%) can be met.") % said


def _schools(told: Mapping[str, Any]) -> Bars | None:
    shown = [row for row in told["by_school"] if row["share"] is not None]
    names = school_names(row["school"] for row in shown)
    said = _("about %(share)s %% of %(needs)s")
    rows = [
        Bar(names.get(row["school"], _("District office")), row["share"], said % row)
        for row in sorted(shown, key=lambda row: (row["share"], -row["needs"]))
    ]
    if not rows:
        return None
    title = _("Nearly every need is met in each of these schools")
    if rows[0].value < 95:
        least = {"school": rows[0].label, "share": rows[0].value}
        title = _("%(school)s is served least: about %(share)s %% of its needs") % least
    return Bars(title, _("Share of needs met, by school of the visitor"), rows, maximum=100, heading=_("Needs met"))


def _weeks(run: PlanRun, told: Mapping[str, Any]) -> Bars | None:
    rows = [
        Bar(_("Week of %(day)s") % {"day": long_day(run.first + timedelta(days=7 * int(week)))}, count, str(count))
        for week, count in sorted(told["by_week"].items(), key=lambda pair: int(pair[0]))
        if count is not None
    ]
    return (
        Bars(_("Visits week by week"), _("Proposed visits in each week"), rows, heading=_("Visits")) if rows else None
    )


def _ways(told: Mapping[str, int | None]) -> list[tuple[str, str]]:
    names = {
        "own_school": _("In the own school"), "other_school": _("In another school, travel counted"),
        "from_afar": _("From afar"),
    }  # fmt: skip
    return [(names[key], _shown(count)) for key, count in told.items()]


def _modes(told: Mapping[str, Any]) -> Bars | None:
    counts = told.get("by_mode", {})
    rows = [Bar(str(label), counts[mode], str(counts[mode])) for mode, label in Visit.Mode.choices if counts.get(mode)]
    if not rows:
        return None
    return Bars(_("How people would see each other"), _("Proposed visits by their way"), rows, heading=_("Visits"))


def _changes(told: Mapping[str, int | None]) -> list[tuple[str, str]]:
    rows = sorted(told.items(), key=lambda pair: -(pair[1] or 0))
    return [(change_sentence(key), _shown(count)) for key, count in rows[:REASONS_SHOWN]]


def change_sentence(key: str) -> str:
    """What alone would make a need possible, for office and visitor alike."""
    return {
        "seats": _("one more visitor in a lesson"),
        "hosted_lessons": _("one more lesson a week that a host opens"),
        "videos": _("one more video visit a week to a host"),
        "visitor_week": _("a second visit in a week"),
        "own_time": _("a free period that another visit takes"),
        "own_periods": _("one more own period a term for visits"),
        "own_minutes": _("minutes of preparation that the contract keeps"),
        "recordings": _("one more recording a term"),
        "no_cover": _("one more colleague who covers"),
        "classes_missed": _("one more class a term that may be covered"),
        "visits_per_visitor": _("one more visit a term"),
        "substitutes": _("one more half day of a substitute"),
        "substitute": _("half a day of a substitute"),
        "host_away": _("another day for a host who is away"),
        "class_visited": _("another day for a class that has visitors"),
        "min_watch": _("a shorter visit"),
        "max_travel": _("a longer way"),
        "video": _("a live video, if the host agrees"),
    }.get(key, key)


def reason_sentence(key: str) -> str:
    language = "es" if (get_language() or "").startswith("es") else "en"
    other = {
        "refused": _("a limit of the visitor or the host stands in the way each week"),
        "refused_there": _("a limit of the visitor or the host stands in the way where there was room"),
    }
    return SENTENCES[language].get(key) or other.get(key, key)


def _reasons(told: Mapping[str, int | None]) -> list[tuple[str, str]]:
    rows = sorted(told.items(), key=lambda pair: -(pair[1] or 0))
    return [(reason_sentence(key), _shown(count)) for key, count in rows[:REASONS_SHOWN]]


def _gap(gap: float) -> str:
    """In percent, never less than it is."""
    return formats.number_format(math.ceil(gap * 1000) / 10, 1)


def _substitutes_today(actor: Actor) -> str:
    """Substitute days for training in the last quarter, as the page of absences tells them; empty when unknown."""
    found = absences.picture(actor, "")
    return str(found.headline["training_filled"].text) if found.quarter else ""

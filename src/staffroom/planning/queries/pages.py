"""What the pages of plans and proposals show, as data."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from staffroom.core.visits.plan.reasons import SENTENCES
from staffroom.people.models import School
from staffroom.spine.access import Actor
from staffroom.spine.jobs import Job
from staffroom.timetable.queries import absences
from staffroom.ui.charts import Bar, Bars
from staffroom.ui.templatetags.ui import long_day
from staffroom.visits.waits import Waiting

from .. import rules
from ..models import PlanRun, Proposal
from .figures import school_names

MONDAYS, REASONS_SHOWN, PLANS_SHOWN = 8, 6, 30
HIDDEN = "–"


def plans_page(actor: Actor) -> dict[str, Any]:
    """Plans, the newest first. Raises Forbidden."""
    rules.plan_visits(actor)
    runs = list(PlanRun.objects.all()[:PLANS_SHOWN])
    return {"runs": runs, "can_compare": len([run for run in runs if run.figures]) > 1}


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
    job: Job | None
    lead: str
    schools: Bars | None
    weeks: Bars | None
    ways: list[tuple[str, str]]
    reasons: list[tuple[str, str]]
    hidden: bool
    substitutes: str
    gap: str
    waiting: int
    taken: int


def plan_page(actor: Actor, public_id: str) -> PlanPage:
    """Raises Forbidden, Http404."""
    run = plan_for(actor, public_id)
    told = run.figures
    answers = Proposal.objects.filter(run=run)
    return PlanPage(
        run=run,
        job=Job.objects.filter(public_id=run.job).first() if run.job else None,
        lead=_lead(told) if told else "",
        schools=_schools(told) if told else None,
        weeks=_weeks(run, told) if told else None,
        ways=_ways(told.get("by_way", {})),
        reasons=_reasons(told.get("reasons", {})),
        hidden=_anything_hidden(told),
        substitutes=_substitutes_today(actor),
        gap=_gap(told.get("gap", 0.0)),
        waiting=answers.filter(answer="").count(),
        taken=answers.filter(answer=Proposal.Answer.TAKEN).count(),
    )


def compare_page(actor: Actor, one: str, other: str) -> dict[str, Any]:
    """Two plans side by side. Raises Forbidden, Http404."""
    rules.plan_visits(actor)
    choices = earlier_plans(actor)
    chosen = [run for key in (one, other) for run in choices if run.public_id == key]
    if len(chosen) < 2:
        chosen = choices[:2]
    return {"choices": choices, "chosen": chosen, "rows": _compared(*chosen[:2]) if len(chosen) >= 2 else []}


def _compared(one: PlanRun, other: PlanRun) -> list[tuple[str, str, str]]:
    names = school_names({row["school"] for run in (one, other) for row in run.figures["by_school"]})
    rows = [
        (_("Needs met"), _shown(one.figures["met"]), _shown(other.figures["met"])),
        (_("Needs in all"), _shown(one.figures["needs"]), _shown(other.figures["needs"])),
        (_("People with a proposal"), _shown(one.figures["visitors"]), _shown(other.figures["visitors"])),
        (_("In the own school"), *(_shown(r.figures["by_way"].get("own_school", 0)) for r in (one, other))),
        (_("In another school"), *(_shown(r.figures["by_way"].get("other_school", 0)) for r in (one, other))),
    ]
    shares = [{row["school"]: _share(row) for row in run.figures["by_school"]} for run in (one, other)]
    for pk, name in sorted(names.items(), key=lambda pair: pair[1]):
        rows.append((name, *(shown.get(pk, HIDDEN) for shown in shares)))
    return rows


def _share(row: Mapping[str, Any]) -> str:
    return HIDDEN if row["share"] is None else _("about %(share)s %%") % {"share": row["share"]}


def _shown(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def _anything_hidden(told: Mapping[str, Any]) -> bool:
    by_school = [row["share"] for row in told.get("by_school", ())]
    counts = [*by_school, *told.get("by_week", {}).values(), *told.get("reasons", {}).values()]
    return any(count is None for count in counts)


def _lead(told: Mapping[str, Any]) -> str:
    met, needs = told["met"], told["needs"]
    if not needs:
        return _("Nobody has an open need in these weeks. Needs are written under “My needs”, and are private.")
    if met is None:
        return _("A plan is made. So few people are concerned that numbers would tell of them.")
    share = round(100 * met / needs)
    return _("%(met)s of %(needs)s needs (%(share)s %%) can be met without a substitute.") % {
        "met": met, "needs": needs, "share": share,
    }  # fmt: skip


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
    names = {"own_school": _("In the own school"), "other_school": _("In another school, travel counted")}
    return [(names[key], _shown(count)) for key, count in told.items()]


def _reasons(told: Mapping[str, int | None]) -> list[tuple[str, str]]:
    language = "es" if (get_language() or "").startswith("es") else "en"
    rows = sorted(told.items(), key=lambda pair: -(pair[1] or 0))
    return [(SENTENCES[language].get(key, key), _shown(count)) for key, count in rows[:REASONS_SHOWN]]


def _gap(gap: float) -> str:
    """In percent, never less than it is."""
    return formats.number_format(math.ceil(gap * 1000) / 10, 1)


def _substitutes_today(actor: Actor) -> str:
    """Substitute days for training in the last quarter, as the page of absences tells them; empty when unknown."""
    found = absences.picture(actor, "")
    return str(found.headline["training_filled"].text) if found.quarter else ""


# --- Proposals -------------------------------------------------------------------------------------


def _offered(actor: Actor) -> QuerySet[Proposal]:
    mine = Proposal.objects.filter(visitor_id=actor.staff_id, run__state=PlanRun.State.OFFERED)
    return mine.select_related("run", "offer__staff", "practice", "section", "school", "visit")


def my_proposals(actor: Actor) -> dict[str, Any]:
    """What is proposed to the actor from today on: what waits, and what was answered."""
    rows = list(_offered(actor).filter(date__gte=actor.today)) if actor.staff_id else []
    return {"waiting": [row for row in rows if not row.answer], "answered": [row for row in rows if row.answer]}


def proposal_for(actor: Actor, public_id: str) -> Proposal:
    """One proposal, for its visitor while it is offered. Http404 for everybody else."""
    found = _offered(actor).filter(public_id=public_id).first() if actor.staff_id else None
    if found is None:
        raise Http404
    return found


def proposals_to_tell(run: PlanRun, today: date | None) -> Iterable[Proposal]:
    """Unanswered proposals ahead, with what a mail needs."""
    rows = Proposal.objects.filter(run=run, answer="", visitor__active=True).select_related("visitor__account")
    return rows.filter(date__gte=today) if today else rows


def waiting_proposals(actor: Actor, now: datetime) -> list[Waiting]:
    """One line for the page of today."""
    if actor.staff_id is None or actor.today is None:
        return []
    count = _offered(actor).filter(date__gte=actor.today, answer="").order_by().count()
    if not count:
        return []
    text = ngettext("A visit is proposed to you", "%(count)s visits are proposed to you", count) % {"count": count}
    return [Waiting(text, reverse("proposals"), _("Look"))]

"""What the office says to start a plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staffroom.people.models import School
from staffroom.ui.templatetags.ui import long_day

from .models import PlanRun

WAYS = (
    ("cover", _("While a colleague covers one class")),
    ("video", _("By live video, where the host agrees")),
    ("recording", _("A recording, where the host shows one")),
)


class PlanForm(forms.Form):
    """Weeks, what matters most, and what stays of an earlier plan."""

    first = forms.TypedChoiceField(label=_("It begins on"), coerce=date.fromisoformat)
    weeks = forms.TypedChoiceField(
        label=_("How many weeks"), coerce=int, initial=4, choices=[(n, n) for n in range(1, 9)],
        help_text=_("Four weeks suit most districts: people still know their calendars."),
    )  # fmt: skip
    matters = forms.ChoiceField(
        label=_("What matters most"), choices=PlanRun.Matters.choices, initial=PlanRun.Matters.BALANCED,
        widget=forms.RadioSelect,
    )  # fmt: skip

    ways = forms.MultipleChoiceField(
        label=_("Besides free periods, visits may be"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=WAYS, initial=[way for way, _label in WAYS],
        help_text=_("A free period comes first, then cover, then live video, then a recording."),
    )  # fmt: skip
    half_days = forms.IntegerField(
        label=_("Half days with a substitute, at most"), initial=0, min_value=0, max_value=500,
        help_text=_("Only for needs that nothing else can meet anywhere in the district. 0: none."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, mondays: Sequence[date], plans: Sequence[PlanRun], schools: Sequence[School], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].choices = [(day.isoformat(), long_day(day)) for day in mondays]  # type: ignore[attr-defined]
        self.plans = {run.public_id: run for run in plans}
        self.schools = {school.public_id: school for school in schools}
        if plans:
            self._add_keeping(plans, schools)

    def _add_keeping(self, plans: Sequence[PlanRun], schools: Sequence[School]) -> None:
        self.fields["keeps"] = forms.ChoiceField(
            label=_("What stays"),
            choices=PlanRun.Keeps.choices,
            initial=PlanRun.Keeps.NOTHING,
            widget=forms.RadioSelect,
        )
        self.fields["earlier"] = forms.ChoiceField(
            label=_("The earlier plan"), required=False,
            choices=[("", _("None")), *((run.public_id, _plan_name(run)) for run in plans)],
        )  # fmt: skip
        self.fields["kept_schools"] = forms.MultipleChoiceField(
            label=_("Schools that keep it"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(school.public_id, str(school)) for school in schools],
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        keeps = found.get("keeps") or PlanRun.Keeps.NOTHING
        found["earlier"] = self.plans.get(found.get("earlier", ""))
        found["schools"] = [self.schools[key] for key in found.pop("kept_schools", None) or []]
        if keeps != PlanRun.Keeps.NOTHING and found["earlier"] is None and "earlier" in self.fields:
            self.add_error("earlier", gettext("Say which plan."))
        if keeps == PlanRun.Keeps.SCHOOLS and not found["schools"] and "kept_schools" in self.fields:
            self.add_error("kept_schools", gettext("Choose at least one school."))
        found["keeps"] = keeps
        return found


def _plan_name(run: PlanRun) -> str:
    return gettext("%(day)s, %(weeks)s weeks, made %(made)s") % {
        "day": long_day(run.first), "weeks": run.weeks, "made": long_day(run.created.date()),
    }  # fmt: skip

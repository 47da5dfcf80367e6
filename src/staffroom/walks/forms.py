"""What people type about group visits."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staffroom.core.walks import CORRIDOR, LIMITS, Shape
from staffroom.ui.templatetags.ui import long_day

from . import rules
from .models import Pattern, Walk
from .queries import Asked

NO_NAMES = _("About the school: no names of teachers or students.")


class WalkForm(forms.Form):
    """Kind, school, week, question; then how many rooms, minutes and walkers."""

    kind = forms.ChoiceField(
        label=_("What you plan"), widget=forms.RadioSelect, initial=Walk.Kind.WALK,
        choices=[
            (Walk.Kind.WALK, _("Learning walk: many rooms, 5–15 minutes each, within one period")),
            (Walk.Kind.ROUNDS, _("Instructional rounds: 20–25 minutes a room, with a problem of practice")),
        ],
    )  # fmt: skip
    school = forms.ChoiceField(label=_("School"))
    week = forms.TypedChoiceField(label=_("Week"), coerce=date.fromisoformat)
    focus = forms.CharField(
        label=_("Your question"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "class": "words"}),
        help_text=_("What the group looks for, such as: “Who does the talking when students explain?” No names."),
    )  # fmt: skip
    practice = forms.ChoiceField(label=_("A practice to be seen"), required=False)
    team = forms.ChoiceField(label=_("Who comes along"), required=False)
    rooms = forms.TypedChoiceField(label=_("Rooms"), coerce=int, initial=4, choices=[(n, n) for n in (3, 4, 5)])
    minutes = forms.IntegerField(label=_("Minutes in each room"), min_value=5, max_value=25, initial=8)
    corridor = forms.TypedChoiceField(
        label=_("Minutes of corridor talk"), coerce=int, initial=3,
        choices=[(n, n) for n in range(CORRIDOR[0], CORRIDOR[1] + 1)],
    )  # fmt: skip
    walkers = forms.TypedChoiceField(
        label=_("Walkers, with you"), coerce=int, initial=4, choices=[(n, n) for n in (3, 4, 5)]
    )
    open_places = forms.BooleanField(
        label=_("Colleagues of the district may take open places"), required=False, initial=True,
        help_text=_("They see the question, the school, the day and your name, never the rooms."),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {
            name: {one.public_id: one for one in choices[name]} for name in ("schools", "practices", "teams")
        }  # fmt: skip
        shown = {
            "school": [(key, str(one)) for key, one in self.rows["schools"].items()],
            "week": [(day.isoformat(), gettext("From %(day)s") % {"day": long_day(day)}) for day in choices["weeks"]],
            "practice": [("", gettext("Whatever there is to see")), *_named(self.rows["practices"])],
            "team": [("", gettext("I ask colleagues afterwards")), *_named(self.rows["teams"])],
        }
        for name, listed in shown.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        kind = found.get("kind", Walk.Kind.WALK)
        limits = LIMITS[kind] if kind in LIMITS else LIMITS["walk"]
        least, most = limits.minutes
        if found.get("minutes") is not None and not least <= found["minutes"] <= most:
            told = {"least": least, "most": most}
            self.add_error("minutes", gettext("Between %(least)s and %(most)s minutes.") % told)
        if found.get("walkers") and found["walkers"] < limits.walkers[0]:
            self.add_error("walkers", gettext("Rounds take at least four walkers."))
        return found

    def asked(self) -> Asked:
        """What was typed, as the planner's words. Only of a form that is valid."""
        given = self.cleaned_data
        return Asked(
            Shape(given["kind"], given["rooms"], given["minutes"], given["corridor"], given["walkers"]),
            self.rows["schools"][given["school"]],
            given["week"],
            given["week"] + timedelta(days=4),
            given["focus"],
            self.rows["practices"].get(given["practice"]),
            given["open_places"],
            self.rows["teams"].get(given["team"]),
        )


def _named(rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key, str(getattr(one, "name", one))) for key, one in rows.items()]


class JottingForm(forms.Form):
    """A page of one's own."""

    text = forms.CharField(
        label=_("My jottings"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "words"}),
        help_text=_("What you saw and heard of the question, across rooms: no names, no judgement. Gone in 14 days."),
    )  # fmt: skip


class PatternForm(forms.Form):
    """One line of the debrief."""

    step = forms.ChoiceField(label=_("Step"))
    text = forms.CharField(
        label=_("What the group saw"), max_length=400, widget=forms.Textarea(attrs={"rows": 2, "class": "words"}),
        help_text=NO_NAMES,
    )  # fmt: skip
    rooms = forms.IntegerField(
        label=_("In how many rooms"), min_value=1, max_value=5, help_text=_("At least three. Never which.")
    )

    def __init__(self, *args: Any, walk: Walk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = rules.STEPS[Walk.Kind(walk.kind)]
        self.fields["step"].choices = [(one.value, Pattern.Step(one).label) for one in steps]  # type: ignore[attr-defined]


class ThanksForm(forms.Form):
    """Two lines to a host."""

    host = forms.ChoiceField(label=_("To whom"))
    text = forms.CharField(
        label=_("Two lines"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "class": "words"}),
        help_text=_("What you take with you from this room."),
    )  # fmt: skip

    def __init__(self, *args: Any, hosts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].choices = [(one.public_id, str(one)) for one in hosts]  # type: ignore[attr-defined]

"""What people type to reserve time for learning."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staffroom.core.contract.sentences import ROLES
from staffroom.people.models import AssignmentRole, School

from .forms_contract import ORDINALS, WEEKDAYS
from .models import LearningSlot

Repeat = LearningSlot.Repeat
LONGEST_DAYS = 400


class LearningSlotForm(forms.Form):
    """One reservation. ``schools`` are those that may be chosen; ``everywhere``: also all of them at once."""

    school = forms.ChoiceField(label=_("Where"), required=False)
    kind = forms.ChoiceField(label=_("What it is"), choices=LearningSlot.Kind.choices)
    purpose = forms.CharField(
        label=_("What for"), max_length=200, help_text=_("One sentence, such as “Teams look at writing samples”.")
    )
    directs = forms.ChoiceField(label=_("Who directs it"), choices=LearningSlot.Directs.choices)
    first = forms.DateField(
        label=_("Day, or first day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Only for what repeats."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    start = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    end = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    repeat = forms.ChoiceField(label=_("How often"), choices=Repeat.choices)
    weekday = forms.TypedChoiceField(
        label=_("Weekday"), required=False, coerce=int, empty_value=0, choices=list(enumerate(WEEKDAYS))
    )
    ordinal = forms.TypedChoiceField(
        label=_("Which of the month"), required=False, coerce=int, empty_value=1,
        choices=list(enumerate(ORDINALS))[1:],
    )  # fmt: skip
    cycle_day = forms.CharField(label=_("Cycle day"), required=False, max_length=12, help_text=_("Such as A."))
    levels = forms.MultipleChoiceField(
        label=_("Only in"), required=False, choices=School.Level.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: in every school."),
    )  # fmt: skip
    roles = forms.MultipleChoiceField(
        label=_("Only for"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[one for one in AssignmentRole.choices if one[0] in ROLES["en"]],
        help_text=_("None chosen: for everybody."),
    )  # fmt: skip

    def __init__(self, *args: Any, schools: Sequence[School] = (), everywhere: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {one.public_id: one.pk for one in schools}
        named = [(one.public_id, str(one)) for one in schools]
        self.fields["school"] = forms.ChoiceField(
            label=_("Where"),
            required=not everywhere,
            choices=[*([("", _("All schools"))] if everywhere else []), *named],
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, repeat = found.get("first"), found.get("repeat")
        found["last"] = first if repeat == Repeat.ONCE else found.get("last")
        if repeat and repeat != Repeat.ONCE and not found["last"] and "last" not in self.errors:
            self.add_error("last", gettext("Say until when it repeats."))
        elif first and found["last"] and found["last"] < first:
            self.add_error("last", gettext("The last day is before the first. Exchange the two dates."))
        elif first and found["last"] and found["last"] - first > timedelta(days=LONGEST_DAYS):
            self.add_error("last", gettext("That is more than a school year. Reserve one year at a time."))
        if found.get("start") and found.get("end") and found["end"] <= found["start"]:
            self.add_error("end", gettext("It ends before it begins. Exchange the two times."))
        if repeat == Repeat.CYCLE and not found.get("cycle_day"):
            self.add_error("cycle_day", gettext("Name the cycle day, such as A."))
        return found

    @property
    def values(self) -> dict[str, Any]:
        """What was given, by the names of the columns. Only for a form that is valid."""
        found = self.cleaned_data
        kept = {name: found[name] for name in ("kind", "directs", "first", "last", "repeat", "weekday", "ordinal")}
        return {
            **kept,
            "school_id": self.schools.get(found["school"]),
            "purpose": found["purpose"].strip(),
            "cycle_day": found["cycle_day"].strip() if found["repeat"] == Repeat.CYCLE else "",
            "start": _minutes(found["start"]),
            "end": _minutes(found["end"]),
            "levels": sorted(found["levels"]),
            "roles": sorted(found["roles"]),
        }


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def initial_of(slot: LearningSlot) -> dict[str, Any]:
    """A slot as the form shows it."""
    names = (
        "kind",
        "purpose",
        "directs",
        "first",
        "last",
        "repeat",
        "weekday",
        "ordinal",
        "cycle_day",
        "levels",
        "roles",
    )
    times = {name: time(*divmod(getattr(slot, name), 60)) for name in ("start", "end")}
    return {
        **{name: getattr(slot, name) for name in names},
        **times,
        "school": slot.school.public_id if slot.school else "",
    }

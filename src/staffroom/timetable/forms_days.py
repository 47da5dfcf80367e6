"""What people type to change one date of the calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .queries.days import NO_SCHOOL
from .queries.special_days import Choices, Values


class SpecialDayForm(forms.Form):
    """One date: at which school, with which bells, and why."""

    school = forms.ChoiceField(label=_("Where"), required=False)
    date = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    schedule = forms.ChoiceField(label=_("What rings"))
    day = forms.ChoiceField(label=_("Cycle day"), required=False)
    note = forms.CharField(
        label=_("Why"), required=False, max_length=120, help_text=_("A few words that everybody reads: “Storm”.")
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {one.public_id: one.pk for one in choices.schools}
        named = [(one.public_id, str(one)) for one in choices.schools]
        everywhere = [("", _("All schools"))] if choices.everywhere else []
        self.fields["school"] = forms.ChoiceField(
            label=_("Where"), required=not choices.everywhere, choices=[*everywhere, *named]
        )
        bells = [(name, name) for name in choices.schedules]
        self.fields["schedule"].choices = [("", "—"), (NO_SCHOOL, _("No school")), *bells]
        if choices.cycle:
            self.fields["day"].choices = [("", _("as the rotation has it")), *((one, one) for one in choices.cycle)]
        else:
            del self.fields["day"]

    @property
    def school_id(self) -> int | None:
        """The school chosen; None for all. Only for a form that is valid."""
        return self.schools.get(self.cleaned_data["school"])

    @property
    def values(self) -> Values:
        """Day label, schedule and note. Only for a form that is valid."""
        found = self.cleaned_data
        return [found.get("day", ""), found["schedule"], found["note"].strip()]

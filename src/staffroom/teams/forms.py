"""Forms: what was typed, checked with the same rules as the actions."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from staffroom.people.models import Staff

from . import rules
from .models import How, Membership, Team

EVERY = tuple((n, ngettext_lazy("every week", "every %(n)d weeks", n) % {"n": n}) for n in (1, 2, 3, 4))


class TeamForm(forms.Form):
    """A team by hand. Without ``schools`` the school stays as it is."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Team.Kind.choices)
    school = forms.ChoiceField(label=_("School"), required=False)
    purpose = forms.CharField(
        label=_("What it is for"),
        required=False,
        max_length=rules.MOST_PURPOSE,
        help_text=_("One sentence that everybody in the team would say: “We plan reading lessons together.”"),
    )

    def __init__(self, *args: Any, schools: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(schools)
        if listed:
            self.fields["school"].choices = listed
        else:
            del self.fields["school"]


class PartForm(forms.Form):
    """Somebody's part in a team; empty: none any more."""

    staff = forms.CharField(max_length=16)
    part = forms.ChoiceField(choices=[("", _("No part any more")), *Membership.Part.choices], required=False)


class SupportForm(forms.Form):
    """How somebody supports, and how often. ``people``: who may be chosen; without it the person is named apart."""

    staff = forms.ChoiceField(label=_("Who supports"))
    how = forms.ChoiceField(label=_("How"), choices=How.choices)
    every_weeks = forms.TypedChoiceField(label=_("How often"), choices=EVERY, coerce=int, initial=2)
    minutes = forms.IntegerField(label=_("Minutes each time"), min_value=5, max_value=rules.LONGEST_MEETING, initial=45)

    def __init__(self, *args: Any, people: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [(one.public_id, str(one)) for one in people]


class SlotForm(forms.Form):
    """One time at which a team meets."""

    day = forms.ChoiceField(label=_("Day"))
    start = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    end = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}))
    every_weeks = forms.TypedChoiceField(label=_("How often"), choices=EVERY, coerce=int, initial=1)
    room = forms.CharField(label=_("Room"), required=False, max_length=60)

    def __init__(self, *args: Any, days: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = list(days)

    def clean_start(self) -> int:
        return _minutes(self.cleaned_data["start"])

    def clean_end(self) -> int:
        return _minutes(self.cleaned_data["end"])


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


class GoalForm(forms.Form):
    """What a team, or one of its members, wants to reach."""

    text = forms.CharField(
        label=_("Goal"), max_length=rules.MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3, "class": "words"})
    )

"""What people type about guests and new leads."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from staffroom.ui.templatetags.ui import long_day


class ThanksForm(forms.Form):
    """Two lines to a guest."""

    text = forms.CharField(
        label=_("Two lines"), max_length=240, widget=forms.Textarea(attrs={"rows": 2, "class": "words"}),
        help_text=_("What you took from it. No student names."),
    )  # fmt: skip


class WeeksForm(forms.Form):
    """In which weeks a new lead gets to know the team."""

    first = forms.TypedChoiceField(label=_("From the week of"), coerce=date.fromisoformat)
    weeks = forms.TypedChoiceField(label=_("How many weeks"), coerce=int, choices=[(n, n) for n in range(1, 9)])
    a_week = forms.TypedChoiceField(
        label=_("Outings a week"), coerce=int, choices=[(n, n) for n in range(1, 6)],
        help_text=_("Half a day with a substitute is one outing, whatever you see in it."),
    )  # fmt: skip

    def __init__(self, *args: Any, mondays: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].choices = [(day.isoformat(), long_day(day)) for day in mondays]  # type: ignore[attr-defined]

"""The form with which one record is shared."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .queries import day_in_words

LENGTHS = {"tomorrow": timedelta(days=1), "two_weeks": timedelta(days=14)}


class ShareForm(forms.Form):
    """For how long: a few lengths with their last day said, or a day of one's own. ``until`` is the clean value."""

    to = forms.CharField(widget=forms.HiddenInput, max_length=16)
    length = forms.ChoiceField(label=gettext_lazy("For how long"), widget=forms.RadioSelect)
    day = forms.DateField(
        label=gettext_lazy("The last day, if you chose another day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, end_of_term: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = {name: today + length for name, length in LENGTHS.items()}
        if end_of_term is not None and end_of_term > today:
            self.days["term"] = end_of_term
        words = {name: day_in_words(day, today) for name, day in self.days.items()}
        said = {
            "tomorrow": _("Until tomorrow"),
            "two_weeks": _("Two weeks, until %(day)s") % {"day": words["two_weeks"]},
            "term": _("Until the end of the term, %(day)s") % {"day": words.get("term", "")},
        }
        choices = [(name, said[name]) for name in self.days] + [("other", _("Until another day"))]
        self.fields["length"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        length, day = given.get("length"), given.get("day")
        if length == "other" and not day and "day" not in self.errors:
            self.add_error("day", _("Say the last day on which it can be read."))
        given["until"] = day if length == "other" else self.days.get(str(length))
        return given

"""What people type into this room: sharing one record, and who evaluates whom."""

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


MOST_BYTES = 5 * 1024 * 1024


NO_END = gettext_lazy("Leave it empty while no end is known.")


def _day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class EvaluatorForm(forms.Form):
    """Who evaluates a person, and for how long."""

    evaluator = forms.CharField(
        label=gettext_lazy("Evaluator"),
        max_length=200,
        help_text=gettext_lazy("Mail address, staff number or whole name."),
        widget=forms.TextInput(attrs={"list": "leaders", "autocomplete": "off"}),
    )
    begins = _day_field(gettext_lazy("From"))
    last = _day_field(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Leave it empty while no end is known.")
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        last, begins = found.get("last"), found.get("begins")
        if last and begins and last < begins:
            self.add_error("last", _("The last day is before the first. Exchange the two dates."))
        found["ends"] = last + timedelta(days=1) if last else None
        return found


class EvaluatorFileForm(forms.Form):
    """A file of relations, and whether it names all of them."""

    file = forms.FileField(
        label=gettext_lazy("File of evaluators"),
        help_text=gettext_lazy("A CSV with the columns evaluator_id, evaluated_id, begins, ends; at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    whole = forms.ChoiceField(
        label=gettext_lazy("What the file holds"),
        choices=[
            ("some", gettext_lazy("Some relations: they are added to what is recorded")),
            ("all", gettext_lazy("All relations of the district: what it does not name ends today")),
        ],
        widget=forms.RadioSelect,
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Check that this is the file of evaluators."))
        return upload


class ApplyForm(forms.Form):
    """The word that someone gives for a held file."""

    confirmed = forms.BooleanField(label=gettext_lazy("I have read which relations would end, and it is right."))

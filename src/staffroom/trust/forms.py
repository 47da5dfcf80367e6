"""What people type into this room."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 5 * 1024 * 1024


def _day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class EvaluatorForm(forms.Form):
    """Who evaluates a person, and for how long."""

    evaluator = forms.CharField(
        label=_("Evaluator"),
        max_length=200,
        help_text=_("Mail address, staff number or whole name."),
        widget=forms.TextInput(attrs={"list": "leaders", "autocomplete": "off"}),
    )
    begins = _day_field(_("From"))
    last = _day_field(_("Last day"), required=False, help_text=_("Leave it empty while no end is known."))

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
        label=_("File of evaluators"),
        help_text=_("A CSV with the columns evaluator_id, evaluated_id, begins, ends; at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    whole = forms.ChoiceField(
        label=_("What the file holds"),
        choices=[
            ("some", _("Some relations: they are added to what is recorded")),
            ("all", _("All relations of the district: what it does not name ends today")),
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

    confirmed = forms.BooleanField(label=_("I have read which relations would end, and it is right."))

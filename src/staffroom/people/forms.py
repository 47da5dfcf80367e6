"""Forms of this slice."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models import Account


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One or several files; the clean value is a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(each, initial) for each in given or [None]]


class RosterUploadForm(forms.Form):
    files = _FilesField(
        label=_("The roster"),
        help_text=_(
            "One zip, or all its CSV files at once: OneRoster 1.1 or 1.2, Microsoft School Data Sync, or Clever. "
            "Students are counted, their names are not kept."
        ),
        widget=_ManyFiles(attrs={"accept": ".zip,.csv,.txt", "multiple": True}),
    )


class ConfirmForm(forms.Form):
    """The word someone gives for a held import."""

    confirmed = forms.BooleanField(label=_("I have read who would leave, and it is right."))


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = Account
        fields = ["language", "theme"]
        labels = {"language": _("Language of pages and mails"), "theme": _("Light or dark")}
        widgets = {"theme": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Each language in its own words: whoever looks for theirs must be able to read it.
        own_words = {"en": "English", "es": "Español"}
        choices = [(code, own_words.get(code, name)) for code, name in settings.LANGUAGES]
        self.fields["language"] = forms.ChoiceField(label=self.fields["language"].label, choices=choices)

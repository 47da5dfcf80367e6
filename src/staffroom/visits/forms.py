"""What people type about visits."""

import secrets

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

NO_STUDENT_NAMES = _("No student names: write about the teaching.")


class AskForm(forms.Form):
    """Ask for one slot. The hidden key makes a second press of the button harmless."""

    lesson = forms.CharField(label=_("When"), error_messages={"required": _("Choose a time.")})
    message = forms.CharField(
        label=_("A word to your colleague"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "class": "words"}),
        help_text=format_lazy(
            "{} {}", _("What you hope to see, if you like. You may leave it empty."), NO_STUDENT_NAMES
        ),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    @staticmethod
    def new_key() -> str:
        return secrets.token_urlsafe(16)


class AnswerForm(forms.Form):
    """Yes, or not this time."""

    answer = forms.CharField(
        label=_("A word back"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2, "class": "words"}),
        help_text=format_lazy(
            "{} {}", _("Where to sit, what the class will be doing, another time."), NO_STUDENT_NAMES
        ),
    )


class NoteForm(forms.Form):
    """Two lines."""

    saw = forms.CharField(
        label=_("What I noticed"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 300}),
        help_text=NO_STUDENT_NAMES,
    )
    take = forms.CharField(
        label=_("What I take with me"), max_length=300, required=False, widget=forms.TextInput(attrs={"maxlength": 300})
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not (str(cleaned.get("saw", "")).strip() or str(cleaned.get("take", "")).strip()):
            raise forms.ValidationError(_("Both lines are empty. Write one of them, or leave the page."))
        return cleaned

"""What people type about visits."""

import secrets

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .models import Visit

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

    def clean(self) -> dict[str, object]:
        """``lesson`` of another way than the own free period comes as ``way:lesson``."""
        cleaned = super().clean() or {}
        way, colon, lesson = str(cleaned.get("lesson", "")).partition(":")
        cleaned["mode"] = way if colon and way in Visit.Mode.values else Visit.Mode.OWN
        if colon and way in Visit.Mode.values:
            cleaned["lesson"] = lesson
        return cleaned


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


class LinkForm(forms.Form):
    """The link of a live video, and whether the visitor may record it. The host's alone."""

    link = forms.URLField(
        label=_("Link of the video meeting"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_(
            "Your visitor sees it from five minutes before until the period ends. You can change it until then."
        ),
    )
    recording_allowed = forms.BooleanField(
        label=_("The visitor may record it"),
        required=False,
        help_text=_("Leave it empty unless you have the families' consent that your district asks for."),
    )


class VideoAnswerForm(AnswerForm, LinkForm):
    """Yes to a live video: with its link, or the link later."""


class FromAfarForm(forms.Form):
    """How a class may be seen without coming."""

    live = forms.BooleanField(
        label=_("Colleagues may ask to watch by live video"),
        required=False,
        help_text=_("You answer each one, and you control the link."),
    )
    recording = forms.URLField(
        label=_("Address of a recording"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_(
            "It stays where you keep it. Whoever you say yes to sees the address during their appointment only."
            " Empty it, and it is gone for everybody at once."
        ),
    )


class TimeForm(forms.Form):
    """Another time."""

    lesson = forms.CharField(label=_("When"), error_messages={"required": _("Choose a time.")})


class NextStepForm(forms.Form):
    """What I mean to try."""

    text = forms.CharField(
        label=_("My next step"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 300}),
        help_text=_("It comes back to you in six weeks, by mail and on your first page."),
    )


class NoteForm(forms.Form):
    """What I noticed, take with me, and try."""

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
    tries = forms.CharField(
        label=_("What I try"), max_length=300, required=False, widget=forms.TextInput(attrs={"maxlength": 300})
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not any(str(cleaned.get(name, "")).strip() for name in ("saw", "take", "tries")):
            raise forms.ValidationError(_("All lines are empty. Write one of them, or leave the page."))
        return cleaned

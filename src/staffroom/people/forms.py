"""Forms of this slice."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from staffroom.core.codes import typed
from staffroom.spine.access import Actor, Refused

from . import rules
from .models import Account, AssignmentRole, Invitation, School, Staff


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
            "One zip, or all its files at once: OneRoster 1.1 or 1.2, Microsoft School Data Sync or Clever (CSV), or "
            "Ed-Fi (XML: EducationOrganization, StaffAssociation, MasterSchedule and EducationOrgCalendar). "
            "Students are counted, their names are not kept."
        ),
        widget=_ManyFiles(attrs={"accept": ".zip,.csv,.txt,.xml", "multiple": True}),
    )


class EndForm(forms.Form):
    """Somebody's last day, and of what."""

    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("The last day on which the person works. A day that has passed ends the work at once."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    what = forms.ChoiceField(label=_("What ends"), initial="all", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, page: Any) -> None:
        super().__init__(data)
        posts = [(post.public_id, str(post)) for post in page.posts]
        self.fields["what"].choices = [("all", _("All work in the district")), *posts]  # type: ignore[attr-defined]


class YearForm(forms.Form):
    """Which school year to close, by the year in which it ends."""

    year = forms.IntegerField(label=_("School year"), min_value=1900, max_value=2200, widget=forms.HiddenInput)


class TablesForm(forms.Form):
    """Tables of any make: files, or a table pasted."""

    files = _FilesField(
        label=_("Tables"),
        required=False,
        help_text=_(
            "CSV, TSV or Excel (.xlsx), one or several, such as a list of teachers and a list of classes. Columns "
            "about students are taken out before anything is kept."
        ),
        widget=_ManyFiles(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.zip", "multiple": True}),
    )
    pasted = forms.CharField(
        label=_("Or paste a table"),
        required=False,
        max_length=2_000_000,
        strip=False,
        help_text=_("As copied from a spreadsheet, with the row of names on top."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        given = [each for each in found.get("files") or [] if each]
        if not given and not (found.get("pasted") or "").strip() and not self.errors:
            self.add_error("files", _("Choose a file, or paste a table below."))
        found["files"] = given
        return found

    @property
    def uploads(self) -> list[tuple[str, Any]]:
        """What was brought: (name, chunks) each."""
        files = [(each.name, each.chunks()) for each in self.cleaned_data["files"]]
        pasted = self.cleaned_data["pasted"]
        return [*files, ("pasted.txt", [pasted.encode()])] if pasted.strip() else files


class ConfirmForm(forms.Form):
    """The word someone gives for a held import."""

    confirmed = forms.BooleanField(label=_("I have read who would leave, and it is right."))


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = Account
        fields = ["language", "theme", "card_mails"]
        labels = {
            "language": _("Language of pages and mails"),
            "theme": _("Light or dark"),
            "card_mails": _("Mail me, once a day at most, when my team card has changed"),
        }
        widgets = {"theme": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Each language in its own words: whoever looks for theirs must be able to read it.
        own_words = {"en": "English", "es": "Español"}
        choices = [(code, own_words.get(code, name)) for code, name in settings.LANGUAGES]
        self.fields["language"] = forms.ChoiceField(label=self.fields["language"].label, choices=choices)


class NewcomerForm(forms.Form):
    """Somebody whom the roster does not know: who, as what, where, until when."""

    given = forms.CharField(label=_("Given name"), max_length=80)
    family = forms.CharField(label=_("Family name"), max_length=80)
    email = forms.EmailField(
        label=_("Mail address"),
        required=False,
        help_text=_("The link is mailed there, and nobody else sees it. Without one you print it."),
    )
    role = forms.ChoiceField(label=_("Role"))
    school = forms.ChoiceField(label=_("School"), required=False)
    ends = forms.DateField(
        label=_("Until"),
        help_text=_("The first day on which the role no longer holds. Staffroom is closed to them from then on."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, actor: Actor, schools: list[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(value, name) for value, name in AssignmentRole.choices if rules.give_role.allows(actor, value)]
        self.fields["role"].choices = [("", _("Choose a role")), *roles]
        self.fields["school"].choices = [("", _("Central office"))] + [(each.public_id, each.name) for each in schools]

    def clean_ends(self) -> Any:
        ends = self.cleaned_data["ends"]
        if ends <= timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose one that is still to come."))
        return ends


class AcceptForm(forms.Form):
    """A password: wanted from who has no mail address, offered to who has one."""

    password = forms.CharField(
        label=_("Your password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        field = self.fields["password"]
        field.required = not invitation.email
        field.help_text = " ".join(password_validators_help_texts())

    def _account_to_be(self) -> Account:
        """With the words that anybody knows of the person, which the password must not be made of."""
        made = self.invitation
        return Account(email=f"{made.given}.{made.family}.{made.email}", district=made.district, staff=made.staff)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password, self._account_to_be())
        return password


class CodeForm(forms.Form):
    """A code copied from paper, spaced as one likes."""

    code = forms.CharField(
        label=_("The code on your paper"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "big-code",
            }
        ),
        help_text=_("Twelve letters and digits. Small or capital letters, with or without gaps."),
    )

    def clean_code(self) -> str:
        return typed(self.cleaned_data["code"])


class NumberForm(forms.Form):
    """Six digits."""

    number = forms.CharField(
        label=_("Your number"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "big-code"}),
        help_text=_("Six digits that you keep in your head. Your next code on paper asks for them."),
    )

    def clean_number(self) -> str:
        number = self.cleaned_data["number"].strip()
        try:
            rules.good_number(number)
        except Refused as refusal:
            raise forms.ValidationError(f"{refusal.sentence} {refusal.advice}") from None
        return number


class PrivateAddressForm(forms.Form):
    """A private mail address, or a phone company's mail address of a phone."""

    email = forms.EmailField(
        label=_("Your private mail address"),
        help_text=_(
            "Or the mail address of your phone, such as number@your-phone-company: then it comes as a text message."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )


class PrintForm(forms.Form):
    """For whom codes are printed, how long they are good, and how the sheet looks."""

    people = forms.MultipleChoiceField(label=_("For whom"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label=_("Good for"), coerce=int, initial=7)
    layout = forms.ChoiceField(
        label=_("On paper"),
        choices=[("pages", _("One page a person")), ("labels", _("Slips to cut, eight a page"))],
        initial="labels",
    )

    def __init__(self, *args: Any, people: list[Staff], days: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(one.public_id, str(one)) for one in people]
        self.fields["people"].error_messages["required"] = _("Tick the people for whom you want to print a code.")
        self.fields["days"].choices = [
            (str(n), ngettext("%(days)d day", "%(days)d days", n) % {"days": n}) for n in days
        ]

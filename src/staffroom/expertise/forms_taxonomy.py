"""What the central office types about practices: one practice, one family, a file."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.core.case import MOST_BYTES
from staffroom.core.levels import NAMES, Level
from staffroom.core.practices import SUBJECTS

from . import queries
from .models import Practice

MOST_LEVELS, FEWEST_LEVELS, MOST_WORDS = 6, 3, 2000
PARTS = ("name_en", "name_es", "text_en", "text_es")


class NamesForm(forms.Form):
    """A name in both languages."""

    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120)
    name_es = forms.CharField(label=gettext_lazy("Name in Spanish"), max_length=120, required=False)


class FamilyForm(NamesForm):
    """A family of practices."""


class PracticeForm(NamesForm):
    """One practice with its levels. A practice that came with more than three levels keeps them."""

    description_en = forms.CharField(
        label=gettext_lazy("What it is, in English"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One sentence a visitor understands: what would they see?"),
    )
    description_es = forms.CharField(
        label=gettext_lazy("What it is, in Spanish"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "es"}),
    )
    family = forms.ChoiceField(label=gettext_lazy("Family"), required=False)
    subject = forms.ChoiceField(
        label=gettext_lazy("Which lessons show it"),
        required=False,
        help_text=gettext_lazy("Leave “Any lesson” unless it can be seen in one subject only."),
    )

    def __init__(self, *args: Any, district_id: int, practice: Practice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = queries.family_names(district_id)
        groups = [(code, queries.family_name(code, names)) for code in names]
        self.fields["family"].choices = _with_own([("", _("No family")), *groups], practice and practice.family)
        subjects = [(one.code, queries.subject_name(one.code)) for one in SUBJECTS]
        self.fields["subject"].choices = _with_own([("", _("Any lesson")), *subjects], practice and practice.subject)
        held = len(practice.steps) if practice else 0
        self.steps = max(FEWEST_LEVELS, min(held, MOST_LEVELS))
        for number in range(self.steps):
            self._add_step(number)

    def _add_step(self, number: int) -> None:
        suggested = NAMES[number] if number < len(NAMES) else ("", "")
        labels = (_("Its name in English"), _("Its name in Spanish"), _("In English"), _("In Spanish"))
        for place, (part, label) in enumerate(zip(PARTS, labels, strict=True)):
            is_name = part.startswith("name")
            widget = forms.TextInput() if is_name else forms.Textarea(attrs={"rows": 2})
            field = forms.CharField(label=label, required=False, max_length=80 if is_name else 600, widget=widget)
            field.initial = suggested[place] if is_name else ""
            self.fields[f"level_{number}_{part}"] = field

    def level_fields(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        """Each level with its four fields, for the page."""
        for number in range(self.steps):
            yield number + 1, [self[f"level_{number}_{part}"] for part in PARTS]

    def for_action(self) -> dict[str, Any]:
        """What the action takes. A level without a sentence counts as none."""
        names = ("name_en", "name_es", "description_en", "description_es", "family", "subject")
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in names}
        typed = (
            Level(*(self.cleaned_data[f"level_{number}_{part}"] for part in PARTS)) for number in range(self.steps)
        )
        given["levels"] = tuple(one for one in typed if one.text_en or one.text_es)
        return given


def _with_own(choices: list[tuple[str, Any]], own: str | None) -> list[tuple[str, Any]]:
    """The choices, and what the practice has now when it is none of them."""
    known = {code for code, _name in choices}
    return [*choices, (own, own)] if own and own not in known else choices


def practice_as_typed(practice: Practice) -> dict[str, Any]:
    """What the form shows when a practice is opened."""
    names = ("name_en", "name_es", "description_en", "description_es", "family", "subject")
    typed = {name: getattr(practice, name) for name in names}
    for number, step in enumerate(practice.steps[:MOST_LEVELS]):
        typed |= {f"level_{number}_{part}": getattr(step, part) for part in PARTS}
    return typed


class RetireForm(forms.Form):
    """What follows a practice that goes out of use."""

    successor = forms.ModelChoiceField(
        None,
        to_field_name="code",
        required=False,
        label=gettext_lazy("What follows it"),
        empty_label=gettext_lazy("Nothing"),
        help_text=gettext_lazy("Offers and private lists that name it are then found under the one that follows."),
    )

    def __init__(self, *args: Any, successors: QuerySet[Practice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors


class CasePackageForm(forms.Form):
    """A CASE package as a file."""

    file = forms.FileField(
        label=gettext_lazy("CASE package"),
        help_text=gettext_lazy("One JSON file with CFDocument, CFItems and CFAssociations, version 1.0 or 1.1."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 8 MB. Bring one framework at a time."))
        return upload

"""Forms: what was typed, checked with the same rules as the actions."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from staffroom.people.models import Staff

from . import rules
from .models import How, Lane, Membership, RoleKind, Team

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


A_DAY = timedelta(days=1)
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _hours(label: Any, help_text: Any = "", **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, min_value=Decimal(0), max_value=Decimal(rules.MOST_HOURS), decimal_places=1,
        max_digits=4, **more,
    )  # fmt: skip


def _whole_dollars(label: Any, help_text: Any = "", **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=0, max_value=rules.MOST_DOLLARS, **more)


class RoleForm(forms.Form):
    """A role: of which kind, where and when, the hours it asks for and gives, and what pays it."""

    kind = forms.ChoiceField(label=_("Kind of role"))
    school = forms.ChoiceField(label=_("School"))
    begins = forms.DateField(label=_("First day"), widget=DATE)
    last = forms.DateField(
        label=_("Last day"), required=False, widget=DATE, help_text=_("Empty: until further notice.")
    )
    hours = _hours(_("Hours a week it asks for"))
    release_hours = _hours(
        _("Hours a week of release"), _("Time without classes, given for this role. None: 0."), initial=0
    )
    fund = forms.ChoiceField(label=_("Fund"), required=False)
    fte = forms.DecimalField(
        label=_("Share of a post (FTE)"), required=False, min_value=Decimal(0), max_value=Decimal(1), decimal_places=2,
        max_digits=3, help_text=_("What the fund pays, 0 to 1. Empty: worked out from the hours of release."),
    )  # fmt: skip
    stipend = _whole_dollars(_("Stipend a year, in dollars"), required=False)

    def __init__(
        self, *args: Any, kinds: list[tuple[str, str]], schools: list[tuple[str, str]], funds: list[tuple[str, str]],
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.fields["kind"].choices = kinds
        self.fields["school"].choices = schools
        self.fields["fund"].choices = funds

    @property
    def ends(self) -> date | None:
        """The first day on which the role is no more: people name the last one."""
        last = self.cleaned_data["last"]
        return last + A_DAY if last else None


class RoleKindForm(forms.Form):
    """One kind of role in the district's list."""

    name = forms.CharField(label=_("Name"), max_length=80)
    purpose = forms.CharField(
        label=_("What it is for"), max_length=rules.MOST_PURPOSE,
        help_text=_("One sentence: what colleagues have from it. Everybody reads it."),
    )  # fmt: skip
    lane = forms.ChoiceField(label=_("Lane"), required=False)
    active = forms.BooleanField(label=_("Offered for new roles"), required=False, initial=True)

    def __init__(self, *args: Any, lanes: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        if len(lanes) > 1:
            self.fields["lane"].choices = lanes
        else:
            del self.fields["lane"]


class FundForm(forms.Form):
    """A fund, in whole dollars of one school year."""

    name = forms.CharField(label=_("Name"), max_length=80)
    budget = _whole_dollars(_("Budget for roles a school year, in dollars"))
    fte_cost = _whole_dollars(
        _("One full-time post a year, in dollars"), _("Salary and benefits, as the business office plans them.")
    )
    full_week = forms.DecimalField(
        label=_("Hours a week of a full-time post"), min_value=Decimal(1), max_value=Decimal(60), decimal_places=1,
        max_digits=4, initial=Decimal(40),
    )  # fmt: skip
    active = forms.BooleanField(label=_("Pays new roles"), required=False, initial=True)


class LaneForm(forms.Form):
    """One lane of the pool."""

    name = forms.CharField(label=_("Name"), max_length=60)
    outcome = forms.CharField(
        label=_("The outcome it works for"), max_length=rules.MOST_PURPOSE,
        help_text=_("One sentence: what is different for students."),
    )  # fmt: skip
    place = forms.IntegerField(label=_("Place from left to right"), min_value=0, max_value=99, initial=0)


class ConceptForm(forms.Form):
    """A shared concept, and for each lane who carries it there."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("The one name that all lanes use."))
    meaning = forms.CharField(label=_("What it means"), required=False, max_length=rules.MOST_PURPOSE)

    def __init__(self, *args: Any, carriers: Iterable[tuple[Lane, list[RoleKind]]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.lanes = [lane.public_id for lane, _kinds in carriers]
        for lane, kinds in carriers:
            first = [("", _("Not named in this lane")), ("open", _("Named, and nobody carries it yet"))]
            listed = [*first, *((one.public_id, one.name) for one in kinds)]
            self.fields[f"lane-{lane.public_id}"] = forms.ChoiceField(label=lane.name, required=False, choices=listed)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        carried = {lane: told.pop(f"lane-{lane}", "") for lane in self.lanes}
        return {**told, "carried": carried}

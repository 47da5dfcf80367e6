"""What people type into this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import AbsenceRules, TimeRules

MOST_BYTES = 5 * 1024 * 1024


class BellFileForm(forms.Form):
    """A bell file, and perhaps a calendar."""

    bells = forms.FileField(
        label=_("Bell file"),
        help_text=_("A CSV with the columns school, schedule, day, period, start, end, kind."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    calendar = forms.FileField(
        label=_("Calendar"),
        required=False,
        help_text=_("A CSV with the columns school, date, day, schedule, note: holidays, early-release days, resets."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def clean_bells(self) -> Any:
        return self._small(self.cleaned_data["bells"])

    def clean_calendar(self) -> Any:
        return self._small(self.cleaned_data["calendar"])

    def _small(self, upload: Any) -> Any:
        if upload and upload.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 5 MB. A bell file of 40 schools has less than 1 MB: check which file it is.")
            )
        return upload


class AwayForm(forms.Form):
    """Days away, first and last."""

    starts = forms.DateField(
        label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends = forms.DateField(
        label=_("Last day away"),
        required=False,
        help_text=_("Leave it empty for one day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        starts = found.get("starts")
        found["ends"] = found.get("ends") or starts
        if starts and found["ends"] < starts:
            self.add_error("ends", _("The last day is before the first. Exchange the two dates."))
        return found


class TimeRulesForm(forms.ModelForm):
    """The caps of visits, each with a sentence."""

    class Meta:
        model = TimeRules
        fields = [
            "min_watch",
            "max_travel",
            "visits_per_visitor",
            "visits_per_visitor_week",
            "own_periods",
            "hosted_lessons_week",
            "visitors_per_lesson",
            "notice_hours",
            "covers_given",
            "classes_missed",
            "recordings",
            "videos_hosted_week",
            "guest_hours_month",
            "substitute_half_days",
            "before",
            "after",
            "merge_gap",
        ]
        labels = {
            "min_watch": _("Least minutes in the room"),
            "max_travel": _("Most minutes on the way"),
            "visits_per_visitor": _("Visits a visitor makes in a term"),
            "visits_per_visitor_week": _("Visits a visitor makes in a week"),
            "own_periods": _("Own free periods a visitor gives in a term"),
            "hosted_lessons_week": _("Lessons with visitors a host has in a week"),
            "visitors_per_lesson": _("Visitors in one lesson"),
            "notice_hours": _("Hours of notice"),
            "covers_given": _("Classes a person covers in a term"),
            "classes_missed": _("Visits during one's own classes in a term"),
            "recordings": _("Recordings a visitor watches in a term"),
            "videos_hosted_week": _("Visitors by live video a host has in a week"),
            "guest_hours_month": _("How often a leader is a guest of other schools in a month"),
            "substitute_half_days": _("Half days of substitutes for visits in a term"),
            "before": _("Minutes before the first lesson"),
            "after": _("Minutes after the last lesson"),
            "merge_gap": _("Gap that joins two free periods, in minutes"),
        }
        help_texts = {
            "min_watch": _("A shorter visit is not worth the way, so no slot with less is offered."),
            "max_travel": _("From door to door, one way. Schools farther apart are not offered."),
            "visits_per_visitor": _("So that visits are shared out."),
            "visits_per_visitor_week": _("So that nobody's week falls apart."),
            "own_periods": _("A visit in one's own free period costs one; this is the most in a term."),
            "hosted_lessons_week": _("A host may set less, never more."),
            "visitors_per_lesson": _("More than two change what the class does."),
            "notice_hours": _("A host knows at least so long before."),
            "covers_given": _("So that covering is shared out. Whoever has covered least is asked first."),
            "classes_missed": _("Visits for which a colleague or a substitute teaches one's class."),
            "recordings": _("Watched in an own free period, as often as this."),
            "videos_hosted_week": _("They take no seat in the room."),
            "guest_hours_month": _("So that nobody is asked too often. Who does not want to be asked says so."),
            "substitute_half_days": _("The release budget of the whole district. Empty: no limit."),
            "before": _("A free first period begins so much earlier, for the way."),
            "after": _("A free last period ends so much later, for the way."),
            "merge_gap": _("Two free periods with at most this between them count as one."),
        }

    LIMITS = {
        "min_watch": (5, 240),
        "max_travel": (0, 120),
        "visits_per_visitor": (0, 100),
        "visits_per_visitor_week": (0, 20),
        "own_periods": (0, 100),
        "hosted_lessons_week": (0, 40),
        "visitors_per_lesson": (1, 10),
        "notice_hours": (0, 336),
        "before": (0, 120),
        "after": (0, 120),
        "merge_gap": (0, 60),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in self.LIMITS.items():
            given = self.fields[name]
            self.fields[name] = forms.IntegerField(
                label=given.label, help_text=given.help_text, required=given.required, min_value=least, max_value=most
            )


class EdFiForm(forms.Form):
    """An Ed-Fi file of absences."""

    edfi = forms.FileField(
        label=_("Ed-Fi file"),
        help_text=_("XML with StaffAbsenceEvent or StaffLeave. Its columns are known, so there is nothing to choose."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
    )


class ApplyAbsencesForm(forms.Form):
    """The one choice when absences are applied."""

    plan_around = forms.BooleanField(
        label=_("Plan no visits on whole days still to come"),
        required=False,
        help_text=_(
            "They become days away of the person: the dates only, never a reason. Colleagues see that somebody is "
            "away, as they do when people say so themselves."
        ),
    )


class AbsenceRulesForm(forms.ModelForm):
    """How absences are counted."""

    class Meta:
        model = AbsenceRules
        fields = ["day_cost", "day_minutes", "least_people"]

    day_cost = forms.IntegerField(
        label=_("What a substitute costs a day, in dollars"),
        min_value=0,
        max_value=5000,
        help_text=_("Used where the file does not say. Put pay and payroll cost together."),
    )
    day_minutes = forms.IntegerField(
        label=_("Minutes in a working day"),
        min_value=60,
        max_value=720,
        help_text=_("So that half days and hours add up to days."),
    )
    least_people = forms.IntegerField(
        label=_("Fewest people behind a number"),
        min_value=5,
        max_value=100,
        help_text=_("A number about fewer people is not shown, nor is another from which it could be worked out."),
    )

"""What people type about the contract: one rule, or a file of rules (each line goes through the same form)."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staffroom.core.contract import Directs, Kind, Rule
from staffroom.core.contract.sentences import ROLES
from staffroom.people.models import AssignmentRole, School

from .models import ContractRule
from .queries.clauses import rule_of

MOST_BYTES, MOST_LINES = 256 * 1024, 500
PARTS = tuple(one.value for one in (Directs.PRINCIPAL, Directs.DISTRICT, Directs.TEAM, Directs.UNION))
COLUMNS = (
    "kind", "limit", "clause", "words", "levels", "roles", "weekday", "ordinal", *PARTS, "since", "until",
)  # fmt: skip
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
ORDINALS = (_("each"), _("first"), _("second"), _("third"), _("fourth"), _("fifth"))
LIMITS = {  # least and most that make sense
    Kind.PREP_WEEK: (1, 2400),
    Kind.IN_PREP_WEEK: (0, 2400),
    Kind.PLC_WEEK: (0, 20),
    Kind.MEETINGS_MONTH: (0, 40),
    Kind.MEETING_LENGTH: (5, 600),
    Kind.AFTER_BELL: (0, 360),
    Kind.PRESERVICE: (0, 6000),
    Kind.DIRECTED_SHARE: (0, 100),
}
REST = "rest"


def _date_field(label: Any, help_text: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, help_text=help_text, widget=widget)


def _part(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=5,
        help_text=_("Minutes, or “rest”. Empty: none, on early-release days."),
    )


class ContractRuleForm(forms.Form):
    """One rule; its sentence is made from what is given here."""

    kind = forms.ChoiceField(label=_("What it limits"), choices=[("", "—"), *ContractRule.Kind.choices])
    limit = forms.IntegerField(
        label=_("How much"),
        required=False,
        min_value=0,
        max_value=6000,
        help_text=_("Minutes, meetings or percent, as the line above says. Early-release days have none."),
    )
    clause = forms.CharField(
        label=_("Clause"), required=False, max_length=80, help_text=_("Its number, such as Article 9.3.")
    )
    words = forms.CharField(
        label=_("The contract's words"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("People read them when something is refused because of this rule."),
    )
    levels = forms.MultipleChoiceField(
        label=_("Only in"),
        required=False,
        choices=School.Level.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: in every school."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Only for"),
        required=False,
        choices=[one for one in AssignmentRole.choices if one[0] in ROLES["en"]],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for everybody."),
    )
    weekday = forms.TypedChoiceField(
        label=_("Early-release day"), required=False, coerce=int, empty_value=0, choices=list(enumerate(WEEKDAYS))
    )
    ordinal = forms.TypedChoiceField(
        label=_("Which of the month"), required=False, coerce=int, empty_value=0, choices=list(enumerate(ORDINALS))
    )
    principal = _part(_("The principal directs"))
    district = _part(_("The district directs"))
    team = _part(_("The team directs"))
    union = _part(_("The union directs"))
    since = _date_field(_("From"), _("Empty: it holds already."))
    until = _date_field(_("Until"), _("The last day. Empty: until it is changed."))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        kind = found.get("kind")
        if kind == Kind.RELEASE_PATTERN:
            self._clean_parts(found)
        elif kind:
            self._clean_limit(Kind(kind), found)
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            self.add_error("until", _("The last day is before the first. Exchange the two dates."))
        return found

    def _clean_limit(self, kind: Kind, found: dict[str, Any]) -> None:
        least, most = LIMITS[kind]
        limit = found.get("limit")
        if "limit" in self.errors:
            return
        if limit is None or not least <= limit <= most:
            self.add_error(
                "limit", gettext("Give a number from %(least)d to %(most)d.") % {"least": least, "most": most}
            )

    def _clean_parts(self, found: dict[str, Any]) -> None:
        given = [name for name in PARTS if found.get(name)]
        for name in given:
            text = found[name].strip().casefold()
            if text not in (REST, gettext("rest")) and not (text.isascii() and text.isdigit() and int(text) <= 600):
                self.add_error(name, gettext("Give minutes up to 600, or “rest”."))
        if not given:
            self.add_error("principal", gettext("Say who directs how many minutes: one of these four at least."))

    @property
    def values(self) -> dict[str, Any]:
        """What was given, by the names of the columns. Only for a form that is valid."""
        found = self.cleaned_data
        pattern = found["kind"] == Kind.RELEASE_PATTERN
        return {
            "kind": found["kind"],
            "limit": 0 if pattern else found["limit"],
            "clause": found["clause"].strip(),
            "words": found["words"].strip(),
            "levels": sorted(found["levels"]),
            "roles": sorted(found["roles"]),
            "weekday": found["weekday"] if pattern else 0,
            "ordinal": found["ordinal"] if pattern else 0,
            "parts": {name: _minutes(found[name]) for name in PARTS if found[name]} if pattern else {},
            "since": found["since"],
            "until": found["until"],
        }


def _minutes(text: str) -> int | None:
    word = text.strip()
    return int(word) if word.isdigit() else None


def initial_of(row: ContractRule) -> dict[str, Any]:
    """A rule as the form shows it."""
    parts = {name: REST if minutes is None else str(minutes) for name, minutes in row.parts.items()}
    kept = {name: getattr(row, name) for name in COLUMNS if name not in PARTS}
    return {**kept, **{name: parts.get(name, "") for name in PARTS}}


def core_rule(values: Mapping[str, Any]) -> Rule:
    """Values as the core reads them, for a sentence before anything is saved."""
    return rule_of(ContractRule(**values))


# --- A file of rules ---------------------------------------------------------------------------------
class ContractFileForm(forms.Form):
    """A CSV of rules."""

    file = forms.FileField(
        label=_("File of rules"),
        help_text=_("A CSV as the download of this page: take that, change it, and bring it back."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 256 KB. Check which file it is."))
        return upload


@dataclass(slots=True)
class ReadRules:
    """What a file says: rules as columns, or what is wrong with each line."""

    wanted: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)


def read_rules(content: bytes) -> ReadRules:
    """Read a CSV of rules. With any problem none of it counts."""
    read = ReadRules()
    try:
        lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), restval=""))
    except (UnicodeDecodeError, csv.Error):
        read.problems.append(
            _problem(1, "", gettext("This is not a CSV that can be read. Save it again as CSV UTF-8."))
        )
        return read
    if not lines or "kind" not in lines[0] or "words" not in lines[0]:
        told = gettext("The first line must name the columns: %(columns)s.") % {"columns": ", ".join(COLUMNS)}
        read.problems.append(_problem(1, "", told))
        return read
    if len(lines) > MOST_LINES:
        read.problems.append(_problem(1, "", gettext("The file has more than 500 rules. Check which file it is.")))
        return read
    for number, line in enumerate(lines, 2):
        form = ContractRuleForm(_typed(line))
        if form.is_valid():
            read.wanted.append(form.values)
        for column, told in form.errors.items():
            read.problems.append(_problem(number, column, " ".join(map(str, told))))
    return read


def _typed(line: Mapping[str, str | None]) -> dict[str, Any]:
    """A line as the form would send it."""
    given: dict[str, Any] = {name: _bare(line.get(name)) for name in COLUMNS}
    for name in ("levels", "roles"):
        given[name] = [word.strip() for word in str(given[name]).split(";") if word.strip()]
    return given


def _bare(cell: str | None) -> str:
    """Without the apostrophe that our own tables put before what a spreadsheet would run."""
    word = (cell or "").strip()
    return word[1:] if word[:2] in ("'=", "'+", "'-", "'@") else word


def _problem(row: int, column: str, told: str) -> dict[str, Any]:
    return {"row": row, "column": column, "message": told}

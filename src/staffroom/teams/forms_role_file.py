"""A file of roles: what it says line by line, with what is wrong and what to do. With any problem none of it counts."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import queries
from .forms import RoleForm

COLUMNS = (
    "kind", "school", "holder", "first_day", "last_day", "hours", "release_hours", "fte", "fund", "stipend",
)  # fmt: skip
NAMED = {"first_day": "begins", "last_day": "last"}  # column -> field of the form
MOST_BYTES = 262_144
MOST_LINES = 1000
DISTRICT = ("", "district")


class RoleFileForm(forms.Form):
    """A CSV of roles."""

    file = forms.FileField(
        label=_("File of roles"),
        help_text=_("A CSV with one role a line. What is there already stays as it is."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 256 KB. Check which file it is."))
        return upload


@dataclass(slots=True)
class ReadRoles:
    """What a file says: roles as the action takes them, with their holder, or what is wrong with each line."""

    wanted: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def wrong(self, row: int, column: str, message: str) -> None:
        self.problems.append({"row": row, "column": column, "message": message})


def read_roles(text: str) -> ReadRoles:
    """Read a CSV of roles; kinds, schools, funds and people must be known already."""
    read = ReadRoles()
    try:
        lines = list(csv.DictReader(io.StringIO(text), restval=""))
    except csv.Error:
        read.wrong(1, "", gettext("This is not a CSV that can be read. Save it again as CSV UTF-8."))
        return read
    if not lines or "kind" not in lines[0] or "first_day" not in lines[0]:
        told = gettext("The first line must name the columns: %(columns)s.") % {"columns": ", ".join(COLUMNS)}
        read.wrong(1, "", told)
    elif len(lines) > MOST_LINES:
        read.wrong(1, "", gettext("The file has more than %(n)d roles. Check which file it is.") % {"n": MOST_LINES})
    else:
        known = queries.names_for_roles()
        for number, line in enumerate(lines, 2):
            _read_line(read, known, number, {name: _bare(line.get(name)) for name in COLUMNS})
    return read


def _bare(cell: str | None) -> str:
    """Without the apostrophe that our own tables put before what a spreadsheet would run."""
    word = (cell or "").strip()
    return word[1:] if word[:2] in ("'=", "'+", "'-", "'@") else word


def _read_line(read: ReadRoles, known: queries.Names, number: int, line: Mapping[str, str]) -> None:
    before = len(read.problems)
    kind = _found(read, number, "kind", line["kind"], known.kinds)
    school = queries.NO_SCHOOL
    if line["school"].casefold() not in DISTRICT:
        school = _found(read, number, "school", line["school"], known.schools)
    fund = _found(read, number, "fund", line["fund"], known.funds) if line["fund"] else ""
    holder = _found(read, number, "holder", line["holder"], known.people) if line["holder"] else ""
    given = {NAMED.get(name, name): line[name] for name in COLUMNS[3:8]} | {"stipend": line["stipend"]}
    given |= {"kind": kind, "school": school, "fund": fund, "release_hours": given["release_hours"] or "0"}
    form = RoleForm(given, kinds=[(kind, kind)], schools=[(school, school)], funds=[("", ""), (fund, fund)])
    if len(read.problems) == before and form.is_valid():
        read.wanted.append(form.cleaned_data | {"ends": form.ends, "holder": holder})
        return
    columns = {shown: name for name, shown in NAMED.items()}
    for name, told in form.errors.items():
        if name not in ("kind", "school", "fund"):
            read.wrong(number, columns.get(name, name), " ".join(map(str, told)))


def _found(read: ReadRoles, number: int, column: str, word: str, known: Mapping[str, str]) -> str:
    """The public id of what a cell names; else a problem that says what to do."""
    found = known.get(word.casefold(), "")
    if not found:
        read.wrong(number, column, str(UNKNOWN[column]) % {"word": word})
    return found


UNKNOWN = {
    "kind": _("“%(word)s” is not in the list of kinds. Add it there first, or correct the name."),
    "school": _("There is no school “%(word)s”. Give its name or its id in the roster; empty: the whole district."),
    "fund": _("“%(word)s” is not in the list of funds. Add it there first, or leave the cell empty."),
    "holder": _("Nobody is known as “%(word)s”. Give a mail address or an id of the roster; empty: vacant."),
}

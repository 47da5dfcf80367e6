"""Examples for the catalogue: every component in every state, with invented people."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from .charts import Bar, Bars, Dot, Dots, HeatCell, HeatRow, HeatTable, Slope, SlopeLine
from .nav import PLACES, Link, bar_and_more, grouped
from .weekgrid import Cell, Column, WeekGrid

DAYS = (
    ("mon", _("Mon"), "16"),
    ("tue", _("Tue"), "17"),
    ("wed", _("Wed"), "18"),
    ("thu", _("Thu"), "19"),
    ("fri", _("Fri"), "20"),
)
BELLS = ((485, 535), (540, 590), (600, 650), (655, 705), (745, 795), (800, 850))
ANA = {"name": "Ana Reyes", "role": _("Teacher"), "school": "Fremont Academy", "url": "#people"}
BEN = {"name": "Ben Okafor", "role": _("Teacher leader"), "school": "Fremont Academy"}


class Example(forms.Form):
    """A form with one field of each sort."""

    title = forms.CharField(
        label=_("What you show"), help_text=_("In a few words, as you would say it to a colleague.")
    )
    story = forms.CharField(label=_("What you do"), widget=forms.Textarea(attrs={"rows": 3}))
    grade = forms.ChoiceField(label=_("Grade"), choices=[("", "—"), ("4", "4"), ("5", "5")])
    mode = forms.ChoiceField(
        label=_("How"),
        widget=forms.RadioSelect,
        choices=[("own", _("In my own free period")), ("video", _("By live video"))],
    )
    file = forms.FileField(label=_("One artefact"), required=False)
    agree = forms.BooleanField(label=_("Colleagues of other schools may come too"), required=False)


def _columns() -> list[Column]:
    return [Column(key, label, sub, today=key == "tue") for key, label, sub in DAYS]


def _teaching(day: str, number: int, start: int, end: int) -> Cell:
    free = (number + len(day) + ord(day[0])) % 4 == 0
    if free:
        return Cell(day, start, end, _("Free"), kind="free", url="#week")
    return Cell(day, start, end, _("Math 5"), detail=f"{_('Room')} {12 + number}", kind="teach")


def own_week() -> WeekGrid:
    """A teacher's week with every kind of cell."""
    cells = [_teaching(key, n, *bell) for key, _label, _sub in DAYS for n, bell in enumerate(BELLS)]
    taken = {("tue", 540), ("wed", 600), ("thu", 745), ("fri", 655)}
    cells = [cell for cell in cells if (cell.column_key, cell.start) not in taken]
    cells += [Cell(key, 710, 740, _("Lunch"), kind="lunch") for key, _label, _sub in DAYS]
    cells += [
        Cell("tue", 540, 590, _("Visit Ana Reyes"), _("Number talks · Room 14"), "visit", "#week", selected=True),
        Cell("wed", 600, 650, _("Open door"), _("Number talks"), "open", "#week", badge=_("2 places")),
        Cell("thu", 745, 795, _("Doors closed"), kind="closed"),
        Cell("fri", 655, 705, _("14 visits"), kind="count", url="#week"),
    ]
    return WeekGrid(_columns(), cells, _("Your week"))


def crowded_week(number: int = 200) -> WeekGrid:
    """Many cells, four to a period: more than can stand beside each other."""
    cells = []
    for n in range(number):
        start, end = BELLS[n // len(DAYS) % len(BELLS)]
        cells.append(Cell(DAYS[n % len(DAYS)][0], start, end, f"{_('Visit')} {n + 1}", kind="free", url="#week"))
    return WeekGrid(_columns(), cells, _("Two hundred possible visits"))


def weeks() -> dict[str, WeekGrid]:
    one = Cell("wed", 545, 595, _("Visit Ana Reyes"), _("Number talks"), "visit", "#week")
    return {
        "none": WeekGrid(_columns(), [], _("A week with nothing in it"), _("No one has opened a door this week.")),
        "one": WeekGrid(_columns(), [one], _("A week with one visit")),
        "many": own_week(),
        "crowd": crowded_week(),
    }


def charts() -> list[Any]:
    heat = [HeatRow(day, [HeatCell((n * 7 + m * 5) % 13) for m in range(5)]) for n, day in enumerate(["1", "2", "3"])]
    heat.append(HeatRow("4", [HeatCell(None, "<10"), HeatCell(0), HeatCell(3), HeatCell(12), HeatCell(8)]))
    return [
        Bars(
            _("7 of 9 teams share 45 minutes a week"),
            _("Minutes that all members of a team are free together."),
            [Bar(_("Grade 3"), 90), Bar(_("Grade 4"), 50), Bar(_("Science"), 45), Bar(_("Music"), 10, quiet=True)],
            _("minutes"),
        ),
        Dots(
            _("Time is what leaders miss most"),
            _("Readiness on a scale from 1 to 5, with the range in which the true value lies."),
            [Dot(_("Trust"), 4.1, 3.8, 4.4), Dot(_("Skill"), 3.4, 3.0, 3.8), Dot(_("Time"), 2.1, 1.7, 2.5),
             Dot(_("Support"), None, text=str(_("fewer than 10")))],
            1, 5,
        ),
        Slope(
            _("Fremont doubled its visits between fall and spring"),
            _("Visits made, by school."),
            _("Fall"), _("Spring"),
            [SlopeLine("Fremont", 14, 29, strong=True), SlopeLine("Lincoln", 18, 20), SlopeLine("Palomares", 9, 11)],
        ),
        HeatTable(
            _("Wednesday's second period opens most doors"),
            _("Possible visits without cover, by period and day."),
            [label for _key, label, _sub in DAYS], heat, corner=_("Period"),
        ),
    ]  # fmt: skip


def jobs() -> list[dict[str, Any]]:
    base = {"title": _("Bringing the roster of June"), "total": 1400}
    return [
        {**base, "state": "waiting", "total": 0},
        {**base, "state": "running", "done": 812, "step": _("Reading sections"), "cancel": "#"},
        {
            **base,
            "state": "done",
            "result": _("1,400 people are up to date."),
            "next_url": "#jobs",
            "next_label": _("See what changed"),
        },
        {
            **base,
            "state": "failed",
            "error": _("The file ended in the middle of a line. Nothing was changed: send it again."),
        },
    ]


def _navigation() -> dict[str, Any]:
    links = [Link(p.label, p.icon, f"#{p.name}", p.name == "today") for p in PLACES if "teacher" in p.roles]
    bar, more = bar_and_more(links)
    return {"nav": links, "nav_groups": grouped(links), "nav_bar": bar, "nav_more": more,
            "district_name": "Pomona Valley", "actor": {"name": "Ana Reyes"}, "actor_initials": "AR"}  # fmt: skip


def everything() -> dict[str, Any]:
    wrong = Example({"title": "", "story": "One two three.", "grade": "", "mode": ""}, auto_id="wrong_%s")
    return {
        **_navigation(), "form": Example(), "wrong": wrong, "ana": ANA, "ben": BEN, "weeks": weeks(),
        "charts": charts(), "jobs": jobs(), "page": Paginator(range(500), 20).page(3),
        "rows": [ANA, BEN, {**BEN, "name": "Paz Moreno"}],
        "icons": ["sun", "search", "door-open", "lock", "calendar-week", "people", "bell", "clock-history"],
    }  # fmt: skip

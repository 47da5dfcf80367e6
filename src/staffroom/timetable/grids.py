"""From weeks and bells to the drawn week grid."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from staffroom.core.reserved import without
from staffroom.ui.charts import Bar, Bars
from staffroom.ui.weekgrid import Cell, Column, WeekGrid

from .models import BellKind
from .queries.absences import Line, Picture
from .queries.pages import ScheduleView, WeekDay, WeekLesson, WeekPage
from .queries.troubles import day_name

DRAWN = {BellKind.CLASS: "teach", BellKind.ADVISORY: "teach", BellKind.PREP: "free", BellKind.LUNCH: "lunch"}


def week_grid(page: WeekPage) -> WeekGrid:
    """A person's week, Monday to Friday; days away and days off have no cells and say so under their name."""
    away = {day.date for day in page.days if day.away}
    cells = [
        Cell(one.date.isoformat(), start, end, _shown(one.title), one.detail, one.kind)
        for one in (*page.lessons, *page.reserved)
        if one.date not in away
        for start, end in _left_of(one, page.reserved)
    ]
    columns = [
        Column(day.date.isoformat(), date_format(day.date, "D"), _about(day), day.date == page.today)
        for day in page.days
    ]
    return WeekGrid(columns, cells, _caption(page.monday), _("No lessons in this week."))


def _left_of(one: WeekLesson, reserved: list[WeekLesson]) -> list[tuple[int, int]]:
    """A free period where nothing is reserved; everything else as it is."""
    if one.kind != "free":
        return [(one.start, one.end)]
    return without([(one.start, one.end)], [(x.start, x.end) for x in reserved if x.date == one.date])


def _shown(name: str) -> str:
    """A lunch that bears no name of its own, in the reader's language."""
    return _("Lunch") if name.casefold() == "lunch" else name


def _caption(monday: date) -> str:
    return _("Your lessons and free periods in the week of %(day)s") % {"day": date_format(monday, "MONTH_DAY_FORMAT")}


def _about(day: WeekDay) -> str:
    """What stands under the day's name, short enough for a phone: date, and away, no school or the cycle day."""
    when = date_format(day.date, pgettext("date format under a weekday", "M j"))
    # Translated outside of f-strings: the collector of sentences does not look into them.
    what = day_name(day.label) if 0 < len(day.label) < 3 else ""
    if not day.label:
        what = _("no school")
    if day.away:
        what = _("away")
    return f"{when} · {what}" if what else when


def _kind_word(kind: str) -> object:
    """The kind, where the color does not say it already."""
    return BellKind(kind).label if kind in (BellKind.ADVISORY, BellKind.PREP) else ""


def schedule_grid(view: ScheduleView) -> WeekGrid:
    """One bell schedule: a column for each group of days with the same bells."""
    columns = [Column(str(number), group.name) for number, group in enumerate(view.groups)]
    cells = [
        Cell(str(number), bell.start, bell.end, _shown(bell.period), _kind_word(bell.kind), DRAWN[BellKind(bell.kind)])
        for number, group in enumerate(view.groups)
        for bell in group.bells
        if bell.kind in DRAWN
    ]
    return WeekGrid(columns, cells, _("Periods by time of day"))


TRAINING = 0  # the place of training among the groups


def absence_trend(page: Picture, today: date) -> Bars | None:
    """Days away for training, quarter by quarter; None while there is only one quarter to show."""
    if len(page.trend) < 2:
        return None
    before, now = page.trend[-2].cells[TRAINING], page.trend[-1].cells[TRAINING]
    runs = page.trend[-1].label.last >= today
    title = (
        _("Days away for training: %(now)s so far in this quarter, %(before)s in the one before")
        if runs
        else _("Days away for training: %(now)s in the last quarter, %(before)s in the one before")
    ) % {"now": now.text, "before": before.text}
    rows = [_trend_bar(line, quiet=place < len(page.trend) - 1) for place, line in enumerate(page.trend)]
    return Bars(title, _("One bar a quarter, the latest last."), rows, unit=_("days"), heading=_("Days for training"))


def _trend_bar(line: Line, *, quiet: bool) -> Bar:
    shown = line.cells[TRAINING]
    label = f"{date_format(line.label.first, 'M Y')} – {date_format(line.label.last, 'M Y')}"
    return Bar(label, shown.value or 0, shown.text if shown.hidden else "", quiet)

"""Until when something is kept that lasts "until the end of the next school year". Days in, days out."""

from collections.abc import Collection
from datetime import date, timedelta

LATE = timedelta(days=60)  # year-round schools end a year in August
A_YEAR_IS_AT_LEAST = timedelta(days=120)
SAME_END = timedelta(days=60)  # schools of one district end their year within these
LONGEST = 1000  # days that anything lasts


def end_after(day: date, ends: Collection[date]) -> date:
    """The first day after the school year in which ``day`` lies.

    ``ends`` are those that the district's terms tell (exclusive, as in OneRoster); schools that end some weeks apart
    end with the last of them. A year of which nothing is known ends with June 30.
    """
    july = date(day.year, 7, 1) if day < date(day.year, 7, 1) else date(day.year + 1, 7, 1)
    told = [end for end in ends if day < end <= july + LATE]
    if not told:
        return july
    return max(end for end in told if end <= min(told) + SAME_END)


def kept_until(day: date, ends: Collection[date]) -> date:
    """The first day on which something of ``day`` is over that is kept until the end of the next school year."""
    return end_after(end_after(day, ends) + A_YEAR_IS_AT_LEAST, ends)


def first_kept(today: date, ends: Collection[date]) -> date:
    """The earliest day whose records are still kept today; those of every earlier day are over."""
    day = today
    while (today - day).days < LONGEST and kept_until(day - timedelta(days=1), ends) > today:
        day -= timedelta(days=1)
    return day

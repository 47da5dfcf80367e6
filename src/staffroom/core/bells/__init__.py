"""Bell schedules, cycle days and meeting patterns: from what a clerk writes to intervals of a day.

Everything is wall-clock time in minutes from midnight; files, dates of today and rosters come from outside.
"""

from staffroom.core.bells.book import KINDS, REGULAR, Bell, BellBook, DayException, bells_of_day
from staffroom.core.bells.calendar import parse_date, read_calendar
from staffroom.core.bells.clock import EVERY_DAY, WEEKDAYS, clock_text, parse_clock, parse_days
from staffroom.core.bells.free import Interval, free_time, merge, overlap
from staffroom.core.bells.pattern import Meeting, PatternError, Slot, meetings_of, parse_pattern
from staffroom.core.bells.reading import read_bells
from staffroom.core.bells.rotation import Rotation, exceptions_of

__all__ = [
    "EVERY_DAY",
    "KINDS",
    "REGULAR",
    "WEEKDAYS",
    "Bell",
    "BellBook",
    "DayException",
    "Interval",
    "Meeting",
    "PatternError",
    "Rotation",
    "Slot",
    "bells_of_day",
    "clock_text",
    "exceptions_of",
    "free_time",
    "meetings_of",
    "merge",
    "overlap",
    "parse_clock",
    "parse_date",
    "parse_days",
    "parse_pattern",
    "read_bells",
    "read_calendar",
]

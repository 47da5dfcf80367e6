"""Time analyses of a school district: free time, common time, who can see whom, and what one change would give."""

from .common import MINUTES, Common, Move, Never, Slot, common_time_of
from .model import Period, Teacher, Timetables, timetables_of
from .windows import FreeTime, Window, free_minutes, free_time, windows_of

__all__ = [
    "MINUTES",
    "Common",
    "FreeTime",
    "Move",
    "Never",
    "Period",
    "Slot",
    "Teacher",
    "Timetables",
    "Window",
    "common_time_of",
    "free_minutes",
    "free_time",
    "timetables_of",
    "windows_of",
]

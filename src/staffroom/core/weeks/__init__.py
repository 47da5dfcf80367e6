"""Time analyses of a school district: free time, common time, who can see whom, and what one change would give."""

from .change import STAGGER, TEACHER, Change, Changes, changed, weigh_changes
from .common import MINUTES, Common, Move, Never, Slot, common_time_of
from .fields import BANDS, Class, Field, concerned, fields_of, groups_of
from .ledger import Minutes, Planned, minutes_of
from .model import Period, Teacher, Timetables, timetables_of
from .seeing import Reason, Seeing, Share, Sight, by_field, by_school, share_of
from .singles import Mate, Singleton, singletons
from .windows import FreeTime, Window, free_minutes, free_time, windows_of

__all__ = [
    "BANDS",
    "MINUTES",
    "STAGGER",
    "TEACHER",
    "Change",
    "Class",
    "Changes",
    "Common",
    "Field",
    "FreeTime",
    "Mate",
    "Minutes",
    "Move",
    "Never",
    "Period",
    "Planned",
    "Reason",
    "Seeing",
    "Share",
    "Sight",
    "Singleton",
    "Slot",
    "Teacher",
    "Timetables",
    "Window",
    "weigh_changes",
    "by_field",
    "by_school",
    "changed",
    "common_time_of",
    "concerned",
    "fields_of",
    "free_minutes",
    "free_time",
    "groups_of",
    "minutes_of",
    "share_of",
    "singletons",
    "timetables_of",
    "windows_of",
]

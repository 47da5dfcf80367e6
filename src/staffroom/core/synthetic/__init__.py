"""A living district from a seed: the same seed gives the same district, byte for byte."""

from .absent import Absent, absences_of
from .dump import digest
from .files import bells_csv, calendar_csv, oneroster_files, sds_v1_files
from .make import make_district
from .model import District, Size
from .mutate import mutate
from .places import travel_minutes

__all__ = [
    "Absent",
    "District",
    "Size",
    "absences_of",
    "bells_csv",
    "calendar_csv",
    "digest",
    "make_district",
    "mutate",
    "oneroster_files",
    "sds_v1_files",
    "travel_minutes",
]

"""Staffroom: a school district's system of teacher-led learning and teacher leadership."""

__version__ = "0.1.0"

"""Every write of the timetable."""

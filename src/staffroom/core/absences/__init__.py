"""Absences as a district's own file gives them, grouped before they are kept, and counted without small cells."""

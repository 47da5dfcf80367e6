"""Pages of bells, weeks, time rules and absences."""

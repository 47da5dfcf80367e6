from importlib import import_module

from django.apps import AppConfig


class TimetableConfig(AppConfig):
    name = "staffroom.timetable"
    label = "timetable"
    verbose_name = "Timetable"

    def ready(self) -> None:
        import_module("staffroom.timetable.jobs")  # declares them
        import_module("staffroom.timetable.actions.absence_files")  # tables of absences come through people's pages

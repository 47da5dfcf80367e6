from django.apps import AppConfig


class TimetableConfig(AppConfig):
    name = "staffroom.timetable"
    label = "timetable"
    verbose_name = "Timetable"

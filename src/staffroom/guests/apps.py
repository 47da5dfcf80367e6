from importlib import import_module

from django.apps import AppConfig


class GuestsConfig(AppConfig):
    name = "staffroom.guests"
    label = "guests"
    verbose_name = "Guests and new leads"

    def ready(self) -> None:
        import_module("staffroom.guests.jobs")  # declares them
        import_module("staffroom.guests.kinds")  # registers what takes people's time, and what the pages below say

from importlib import import_module

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "staffroom.visits"
    label = "visits"
    verbose_name = "Visits"

    def ready(self) -> None:
        import_module("staffroom.visits.jobs")  # declares them
        import_module("staffroom.visits.kinds")  # registers what can be shared

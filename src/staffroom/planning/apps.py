from importlib import import_module

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "staffroom.planning"
    label = "planning"
    verbose_name = "Plan of a term"

    def ready(self) -> None:
        import_module("staffroom.planning.jobs")  # declares them
        import_module("staffroom.planning.kinds")  # says on the page of today what waits

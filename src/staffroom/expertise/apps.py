from importlib import import_module

from django.apps import AppConfig


class ExpertiseConfig(AppConfig):
    name = "staffroom.expertise"
    label = "expertise"
    verbose_name = "Expertise"

    def ready(self) -> None:
        import_module("staffroom.expertise.jobs")  # declares them
        import_module("staffroom.expertise.kinds")  # registers what can be shared

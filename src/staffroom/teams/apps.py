from importlib import import_module

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "staffroom.teams"
    label = "teams"
    verbose_name = "Teams"

    def ready(self) -> None:
        import_module("staffroom.teams.jobs")  # declares them
        import_module("staffroom.teams.kinds")  # registers what keeps people from being free

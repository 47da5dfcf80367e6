from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "staffroom.teams"
    label = "teams"
    verbose_name = "Teams"

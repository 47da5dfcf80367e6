from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "staffroom.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        import_module("staffroom.people.jobs")  # declares them
        import_module("staffroom.people.sessions")  # begins one at each sign-in

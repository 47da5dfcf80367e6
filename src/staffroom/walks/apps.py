from importlib import import_module

from django.apps import AppConfig


class WalksConfig(AppConfig):
    name = "staffroom.walks"
    label = "walks"
    verbose_name = "Group visits"

    def ready(self) -> None:
        import_module("staffroom.walks.jobs")  # declares them
        import_module("staffroom.walks.kinds")  # tells rooms below whose time a walk takes

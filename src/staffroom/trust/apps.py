from importlib import import_module

from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "staffroom.trust"
    label = "trust"
    verbose_name = "Trust"

    def ready(self) -> None:
        import_module("staffroom.trust.jobs")  # declares them

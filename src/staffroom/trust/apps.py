from importlib import import_module

from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "staffroom.trust"
    label = "trust"
    verbose_name = "Trust"

    def ready(self) -> None:
        import_module("staffroom.trust.jobs")  # declares them
        # When an account begins anew (a code on paper without the owner's number), its private records go first.
        people = import_module("staffroom.people.actions")
        people.FORGETTERS.append(import_module("staffroom.trust.actions").forget_private)

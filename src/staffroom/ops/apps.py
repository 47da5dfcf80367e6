from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "staffroom.ops"
    label = "ops"
    verbose_name = "Operations"

    def ready(self) -> None:
        from .logs import listen

        listen()

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "staffroom.visits"
    label = "visits"
    verbose_name = "Visits"

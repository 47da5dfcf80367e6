from django.apps import AppConfig


class SpineConfig(AppConfig):
    name = "staffroom.spine"
    label = "spine"
    verbose_name = "Used by every slice, knows none"

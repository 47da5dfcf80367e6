from django.apps import AppConfig


class ExpertiseConfig(AppConfig):
    name = "staffroom.expertise"
    label = "expertise"
    verbose_name = "Expertise"

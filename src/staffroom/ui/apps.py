from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "staffroom.ui"
    label = "ui"
    verbose_name = "What every page is made of"

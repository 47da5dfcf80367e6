from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "staffroom.people"
    label = "people"
    verbose_name = "People"

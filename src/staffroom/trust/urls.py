"""Addresses of trust."""

from django.urls import path

from . import views

urlpatterns = [
    path("access/<str:record>/<str:public_id>/", views.who_can_see, name="who_can_see"),
    path("sharing/<str:public_id>/end/", views.sharing_end, name="sharing_end"),
    path("privacy/mine/", views.my_privacy, name="my_privacy"),
]

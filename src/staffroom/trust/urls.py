"""Addresses of trust."""

from django.urls import path

from .views import sharing

urlpatterns = [
    path("access/<str:record>/<str:public_id>/", sharing.who_can_see, name="who_can_see"),
    path("sharing/<str:public_id>/end/", sharing.sharing_end, name="sharing_end"),
    path("privacy/mine/", sharing.my_privacy, name="my_privacy"),
]

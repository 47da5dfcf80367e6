"""Addresses of trust."""

from django.urls import path

from .views import mydata

urlpatterns = [
    path("me/data/", mydata.my_data, name="my_data"),
    path("me/data/export/", mydata.my_data_export, name="my_data_export"),
    path("me/data/delete/", mydata.my_data_erase, name="my_data_erase"),
    path("me/data/<str:public_id>/", mydata.my_data_file, name="my_data_file"),
    path("privacy/retention/", mydata.retention, name="retention"),
]

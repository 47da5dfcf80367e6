"""Addresses of trust."""

from django.urls import path

from .views import mydata

urlpatterns = [
    path("privacy/retention/", mydata.retention, name="retention"),
]

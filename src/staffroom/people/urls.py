from django.http import HttpResponse
from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = [
    path("rosters/<str:public_id>/", lambda r, public_id: HttpResponse(""), name="roster_import")
]

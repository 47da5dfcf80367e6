"""Every address, one line a room."""

from django.urls import include, path

urlpatterns = [
    path("", include("staffroom.visits.urls")),
    path("", include("staffroom.planning.urls")),
    path("", include("staffroom.guests.urls")),
    path("", include("staffroom.walks.urls")),
    path("", include("staffroom.people.urls")),
    path("", include("staffroom.trust.urls")),
    path("", include("staffroom.timetable.urls")),
    path("", include("staffroom.teams.urls")),
    path("", include("staffroom.expertise.urls")),
    path("", include("staffroom.ui.urls")),
    path("", include("staffroom.ops.urls")),
    path("api/", include("staffroom.api.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
]

from django.urls import path

from . import views

urlpatterns = [
    path("week/", views.my_week, name="my_week"),
    path("week/away/", views.away, name="away"),
    path("week/away/<str:public_id>/remove/", views.away_remove, name="away_remove"),
    path("time/", views.time_hub, name="time"),
    path("time/seeing/", views.time_seeing, name="time_seeing"),
    path("time/free/", views.time_free, name="time_free"),
    path("time/together/", views.time_together, name="time_together"),
    path("time/singletons/", views.time_singletons, name="time_singletons"),
    path("bells/", views.bell_imports, name="bell_imports"),
    path("bells/new/", views.bell_upload, name="bell_upload"),
    path("bells/<str:public_id>/", views.bell_import, name="bell_import"),
    path("bells/<str:public_id>/apply/", views.bell_import_apply, name="bell_import_apply"),
    path("bells/<str:public_id>/undo/", views.bell_import_undo, name="bell_import_undo"),
    path("bells/<str:public_id>/discard/", views.bell_import_discard, name="bell_import_discard"),
    path("schools/<str:public_id>/bells/", views.school_bells, name="school_bells"),
    path("time-rules/", views.time_rules, name="time_rules"),
]

from django.urls import path

from .views import absences, pages

urlpatterns = [
    path("week/", pages.my_week, name="my_week"),
    path("week/away/", pages.away, name="away"),
    path("week/away/<str:public_id>/remove/", pages.away_remove, name="away_remove"),
    path("time/", pages.time_hub, name="time"),
    path("time/seeing/", pages.time_seeing, name="time_seeing"),
    path("time/free/", pages.time_free, name="time_free"),
    path("time/together/", pages.time_together, name="time_together"),
    path("time/singletons/", pages.time_singletons, name="time_singletons"),
    path("bells/", pages.bell_imports, name="bell_imports"),
    path("bells/new/", pages.bell_upload, name="bell_upload"),
    path("bells/<str:public_id>/", pages.bell_import, name="bell_import"),
    path("bells/<str:public_id>/apply/", pages.bell_import_apply, name="bell_import_apply"),
    path("bells/<str:public_id>/undo/", pages.bell_import_undo, name="bell_import_undo"),
    path("bells/<str:public_id>/discard/", pages.bell_import_discard, name="bell_import_discard"),
    path("schools/<str:public_id>/bells/", pages.school_bells, name="school_bells"),
    path("time-rules/", pages.time_rules, name="time_rules"),
    path("absences/", absences.absences, name="absences"),
    path("absences/files/", absences.absence_imports, name="absence_imports"),
    path("absences/files/new/", absences.absence_upload, name="absence_upload"),
    path("absences/files/edfi/", absences.absence_edfi, name="absence_edfi"),
    path("absences/files/<str:public_id>/", absences.absence_import, name="absence_import"),
    path("absences/files/<str:public_id>/apply/", absences.absence_apply, name="absence_apply"),
    path("absences/files/<str:public_id>/undo/", absences.absence_undo, name="absence_undo"),
    path("absences/files/<str:public_id>/discard/", absences.absence_discard, name="absence_discard"),
    path("absences/rules/", absences.absence_rules, name="absence_rules"),
]

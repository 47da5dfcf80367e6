from django.urls import path

from . import views, views_contract, views_learning

urlpatterns = [
    path("week/", views.my_week, name="my_week"),
    path("week/away/", views.away, name="away"),
    path("week/away/<str:public_id>/remove/", views.away_remove, name="away_remove"),
    path("bells/", views.bell_imports, name="bell_imports"),
    path("bells/new/", views.bell_upload, name="bell_upload"),
    path("bells/<str:public_id>/", views.bell_import, name="bell_import"),
    path("bells/<str:public_id>/apply/", views.bell_import_apply, name="bell_import_apply"),
    path("bells/<str:public_id>/undo/", views.bell_import_undo, name="bell_import_undo"),
    path("bells/<str:public_id>/discard/", views.bell_import_discard, name="bell_import_discard"),
    path("schools/<str:public_id>/bells/", views.school_bells, name="school_bells"),
    path("time-rules/", views.time_rules, name="time_rules"),
    path("learning-time/", views_learning.learning_time, name="learning_time"),
    path("learning-time/new/", views_learning.slot_new, name="learning_slot_new"),
    path("learning-time/<str:public_id>.ics", views_learning.learning_ics, name="learning_ics"),
    path("learning-time/<str:public_id>/", views_learning.slot_edit, name="learning_slot_edit"),
    path("learning-time/<str:public_id>/remove/", views_learning.slot_remove, name="learning_slot_remove"),
    path("contract/", views_contract.contract, name="contract"),
    path("contract/rules.csv", views_contract.contract_csv, name="contract_csv"),
    path("contract/new/", views_contract.contract_new, name="contract_new"),
    path("contract/import/", views_contract.contract_import, name="contract_import"),
    path("contract/<str:public_id>/", views_contract.contract_edit, name="contract_edit"),
    path("contract/<str:public_id>/remove/", views_contract.contract_remove, name="contract_remove"),
]

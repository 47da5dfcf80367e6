"""Addresses of trust."""

from django.urls import path

from .views import evaluators, leaving, log, mydata, privacy, sharing

urlpatterns = [
    path("access/<str:record>/<str:public_id>/", sharing.who_can_see, name="who_can_see"),
    path("sharing/<str:public_id>/end/", sharing.sharing_end, name="sharing_end"),
    path("privacy/mine/", sharing.my_privacy, name="my_privacy"),
    path("evaluators/", evaluators.evaluators, name="evaluators"),
    path("evaluators/import/", evaluators.evaluator_upload, name="evaluator_upload"),
    path("evaluators/import/<str:public_id>/", evaluators.evaluator_file, name="evaluator_file"),
    path("evaluators/import/<str:public_id>/apply/", evaluators.evaluator_file_apply, name="evaluator_file_apply"),
    path(
        "evaluators/import/<str:public_id>/discard/", evaluators.evaluator_file_discard, name="evaluator_file_discard"
    ),
    path("evaluators/people/<str:public_id>/", evaluators.evaluators_of, name="evaluators_of"),
    path("evaluators/<str:public_id>/end/", evaluators.evaluator_end, name="evaluator_end"),
    path("leavers/", leaving.leavers, name="leavers"),
    path("leavers/<str:public_id>/link/", leaving.leaver_link, name="leaver_link"),
    path("leaving/<str:token>/", leaving.leaving, name="leaving"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/log/", log.my_log, name="my_log"),
    path("security/log/", log.security_log, name="security_log"),
    path("security/log.csv", log.security_log_csv, name="security_log_csv"),
    path("me/data/", mydata.my_data, name="my_data"),
    path("me/data/export/", mydata.my_data_export, name="my_data_export"),
    path("me/data/delete/", mydata.my_data_erase, name="my_data_erase"),
    path("me/data/<str:public_id>/", mydata.my_data_file, name="my_data_file"),
    path("privacy/retention/", mydata.retention, name="retention"),
]

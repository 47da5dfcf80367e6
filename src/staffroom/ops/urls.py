from django.urls import path

from . import views

urlpatterns = [
    path("jobs/<str:public_id>/", views.job, name="job"),
    path("jobs/<str:public_id>/progress/", views.job_progress, name="job_progress"),
    path("jobs/<str:public_id>/cancel/", views.job_cancel, name="job_cancel"),
    path("jobs/<str:public_id>/again/", views.job_again, name="job_again"),
    path("health/", views.health, name="health"),
    path("healthz", views.healthz, name="healthz"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<str:public_id>/", views.outbox_mail, name="outbox_mail"),
    path("help/", views.help_page, name="help"),
]

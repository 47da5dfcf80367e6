"""Addresses of visits; *today* is the first page of everybody."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.today, name="today"),
    path("find/", views.find, name="find"),
    path("doors/<str:public_id>/come/", views.door_come, name="door_come"),
    path("find/people/", views.find_people, name="find_people"),
    path("visits/", views.my_visits, name="my_visits"),
    path("visits/ask/<str:offer_id>/", views.ask_visit, name="ask_visit"),
    path("visits/<str:public_id>/", views.visit, name="visit"),
    path("visits/<str:public_id>/accept/", views.visit_accept, name="visit_accept"),
    path("visits/<str:public_id>/decline/", views.visit_decline, name="visit_decline"),
    path("visits/<str:public_id>/cancel/", views.visit_cancel, name="visit_cancel"),
    path("visits/<str:public_id>/note/", views.visit_note, name="visit_note"),
    path("notes/<str:public_id>/", views.note, name="note"),
    path("notes/<str:public_id>/end-sharing/", views.note_end_sharing, name="note_end_sharing"),
    path("notes/<str:public_id>/share-again/", views.note_share_again, name="note_share_again"),
    path("notes/<str:public_id>/delete/", views.note_delete, name="note_delete"),
    path("calendar/reset/", views.calendar_reset, name="calendar_reset"),
    path("calendar/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("school/visits/", views.who_can_visit, name="who_can_visit"),
]

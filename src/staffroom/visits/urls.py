"""Addresses of visits; *today* is the first page of everybody."""

from django.urls import path

from .views import life
from .views import visiting as views

urlpatterns = [
    path("", views.today, name="today"),
    path("find/", views.find, name="find"),
    path("doors/<str:public_id>/come/", views.door_come, name="door_come"),
    path("find/people/", views.find_people, name="find_people"),
    path("visits/", views.my_visits, name="my_visits"),
    path("visits/ask/<str:offer_id>/", views.ask_visit, name="ask_visit"),
    path("visits/reminders/", life.reminders, name="set_reminding"),
    path("visits/cadence/", life.cadence, name="cadence"),
    path("visits/from-afar/<str:offer_id>/", life.from_afar, name="from_afar"),
    path("visits/<str:public_id>/", views.visit, name="visit"),
    path("visits/<str:public_id>/accept/", views.visit_accept, name="visit_accept"),
    path("visits/<str:public_id>/decline/", views.visit_decline, name="visit_decline"),
    path("visits/<str:public_id>/cancel/", views.visit_cancel, name="visit_cancel"),
    path("visits/<str:public_id>/note/", views.visit_note, name="visit_note"),
    path("visits/<str:public_id>/move/", life.visit_move, name="visit_move"),
    path("visits/<str:public_id>/move/accept/", life.time_take, name="time_take"),
    path("visits/<str:public_id>/move/decline/", life.time_decline, name="time_decline"),
    path("visits/<str:public_id>/move/withdraw/", life.time_withdraw, name="time_withdraw"),
    path("visits/<str:public_id>/link/", life.visit_link, name="visit_link"),
    path("visits/<str:public_id>/step/", life.visit_step, name="visit_step"),
    path("covers/<str:public_id>/", life.cover, name="cover"),
    path("covers/<str:public_id>/accept/", life.cover_accept, name="cover_accept"),
    path("covers/<str:public_id>/decline/", life.cover_decline, name="cover_decline"),
    path("covers/<str:public_id>/give-up/", life.cover_give_up, name="cover_give_up"),
    path("steps/<str:public_id>/done/", life.step_done, name="step_done"),
    path("not-there-today/", life.not_there_today, name="not_there_today"),
    path("notes/<str:public_id>/", views.note, name="note"),
    path("notes/<str:public_id>/end-sharing/", views.note_end_sharing, name="note_end_sharing"),
    path("notes/<str:public_id>/share-again/", views.note_share_again, name="note_share_again"),
    path("notes/<str:public_id>/delete/", views.note_delete, name="note_delete"),
    path("calendar/reset/", views.calendar_reset, name="calendar_reset"),
    path("calendar/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("school/substitutes/", life.substitutes, name="substitutes"),
    path("school/visits/", views.who_can_visit, name="who_can_visit"),
]

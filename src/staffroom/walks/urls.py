"""Addresses of group visits."""

from django.urls import path

from .views import walking as views
from .views import writing

urlpatterns = [
    path("walks/", views.walks, name="walks"),
    path("walks/new/", views.walk_new, name="walk_new"),
    path("walks/school/<str:public_id>/", writing.school, name="walk_school"),
    path("walks/patterns/<str:public_id>/remove/", writing.pattern_remove, name="walk_pattern_remove"),
    path("walks/patterns/<str:public_id>/hold-back/", writing.pattern_hold_back, name="walk_pattern_hold_back"),
    path("walks/patterns/<str:public_id>/show-again/", writing.pattern_show_again, name="walk_pattern_show_again"),
    path("walks/<str:public_id>/", views.walk, name="walk"),
    path("walks/<str:public_id>/answer/", views.walk_answer, name="walk_answer"),
    path("walks/<str:public_id>/join/", views.walk_join, name="walk_join"),
    path("walks/<str:public_id>/invite/", views.walk_invite, name="walk_invite"),
    path("walks/<str:public_id>/room/", views.walk_room, name="walk_room"),
    path("walks/<str:public_id>/cancel/", views.walk_cancel, name="walk_cancel"),
    path("walks/<str:public_id>/jottings/", writing.jottings, name="walk_jottings"),
    path("walks/<str:public_id>/patterns/", writing.patterns, name="walk_patterns"),
    path("walks/<str:public_id>/release/", writing.release, name="walk_release"),
    path("walks/<str:public_id>/thanks/", writing.thanks, name="walk_thanks"),
]

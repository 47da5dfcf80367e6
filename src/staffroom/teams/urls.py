"""Addresses of teams."""

from django.urls import path

from . import views

urlpatterns = [
    path("team/", views.my_team, name="my_team"),
    path("team/support/", views.my_support, name="my_support"),
    path("team/support/<str:public_id>/end/", views.my_support_end, name="my_support_end"),
    path("teams/", views.teams, name="teams"),
    path("teams/new/", views.team_new, name="team_new"),
    path("teams/proposals/", views.team_proposals, name="team_proposals"),
    path("teams/cards/", views.team_cards, name="team_cards"),
    path("teams/together/", views.team_together, name="team_together"),
    path("teams/<str:public_id>/", views.team, name="team"),
    path("teams/<str:public_id>/edit/", views.team_edit, name="team_edit"),
    path("teams/<str:public_id>/end/", views.team_end, name="team_end"),
    path("teams/<str:public_id>/reopen/", views.team_reopen, name="team_reopen"),
    path("teams/<str:public_id>/people/", views.team_part, name="team_part"),
    path("teams/<str:public_id>/support/", views.team_support, name="team_support"),
    path("teams/<str:public_id>/support/end/", views.team_support_end, name="team_support_end"),
    path("teams/<str:public_id>/times/", views.team_time, name="team_time"),
    path("teams/<str:public_id>/times/end/", views.team_time_end, name="team_time_end"),
    path("teams/<str:public_id>/goal/", views.team_goal, name="team_goal"),
    path("teams/<str:public_id>/my-goal/", views.team_own_goal, name="team_own_goal"),
    path("teams/<str:public_id>/my-goal/withdraw/", views.team_own_goal_withdraw, name="team_own_goal_withdraw"),
    path("chart/", views.org_chart, name="org_chart"),
]

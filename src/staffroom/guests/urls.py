"""Addresses of guests and of new leads."""

from django.urls import path

from .views import hours, leads

urlpatterns = [
    path("guests/", hours.guests, name="guests"),
    path("guests/wish/", hours.wish, name="guest_wish"),
    path("guests/counts/", hours.counts, name="guest_counts"),
    path("guests/invite/<str:team_id>/", hours.invite, name="guest_invite"),
    path("guests/thanks/<str:public_id>/delete/", hours.thanks_delete, name="guest_thanks_delete"),
    path("guests/<str:public_id>/", hours.hour, name="guest_hour"),
    path("guests/<str:public_id>/accept/", hours.accept, name="guest_accept"),
    path("guests/<str:public_id>/decline/", hours.decline, name="guest_decline"),
    path("guests/<str:public_id>/propose/", hours.propose, name="guest_propose"),
    path("guests/<str:public_id>/cancel/", hours.cancel, name="guest_cancel"),
    path("guests/<str:public_id>/thank/", hours.thank, name="guest_thank"),
    path("new-team/", leads.new_team, name="new_team"),
    path("new-team/leads/", leads.leads, name="new_team_leads"),
    path("new-team/<str:team_id>/", leads.plan, name="new_team_plan"),
    path("new-team/<str:team_id>/ask/", leads.ask, name="new_team_ask"),
    path("new-team/<str:team_id>/lead/", leads.choose, name="new_team_choose"),
]

"""Addresses of plans and proposals."""

from django.urls import path

from . import views

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/new/", views.plan_new, name="plan_new"),
    path("plans/compare/", views.plans_compare, name="plans_compare"),
    path("plans/<str:public_id>/", views.plan, name="plan"),
    path("plans/<str:public_id>/offer/", views.plan_offer, name="plan_offer"),
    path("plans/<str:public_id>/withdraw/", views.plan_withdraw, name="plan_withdraw"),
    path("plans/<str:public_id>/delete/", views.plan_delete, name="plan_delete"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<str:public_id>/take/", views.proposal_take, name="proposal_take"),
    path("proposals/<str:public_id>/decline/", views.proposal_decline, name="proposal_decline"),
    path("proposals/<str:public_id>/reopen/", views.proposal_reopen, name="proposal_reopen"),
]

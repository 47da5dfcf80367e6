"""Addresses of expertise."""

from django.urls import path

from . import views

urlpatterns = [
    path("practices/", views.practices, name="practices"),
    path("practices/search/", views.practice_search, name="practice_search"),
    path("practices/<slug:code>/", views.practice, name="practice"),
    path("offers/", views.my_offers, name="my_offers"),
    path("offers/new/", views.offer_new, name="offer_new"),
    path("offers/<str:public_id>/", views.offer, name="offer"),
    path("offers/<str:public_id>/edit/", views.offer_edit, name="offer_edit"),
    path("offers/<str:public_id>/publish/", views.offer_publish, name="offer_publish"),
    path("offers/<str:public_id>/withdraw/", views.offer_withdraw, name="offer_withdraw"),
    path("offers/<str:public_id>/restore/", views.offer_restore, name="offer_restore"),
    path("offers/<str:public_id>/delete/", views.offer_delete, name="offer_delete"),
    path("offers/<str:public_id>/file/", views.offer_file, name="offer_file"),
    path("needs/", views.my_needs, name="my_needs"),
    path("needs/<str:public_id>/", views.need, name="need"),
    path("needs/<str:public_id>/close/", views.need_close, name="need_close"),
    path("needs/<str:public_id>/reopen/", views.need_reopen, name="need_reopen"),
    path("needs/<str:public_id>/delete/", views.need_delete, name="need_delete"),
    path("phone/", views.phone, name="phone"),
    path("phone/good-at/", views.phone_good_at, name="phone_good_at"),
    path("phone/good-at/<str:public_id>/", views.phone_help_offer, name="phone_help_offer"),
    path("phone/learn/", views.phone_learn, name="phone_learn"),
    path("phone/help/", views.phone_help, name="phone_help"),
    path("doors/", views.doors, name="doors"),
    path("doors/open/", views.door_open, name="door_open"),
    path("doors/<str:public_id>/close/", views.door_close, name="door_close"),
    path("hosting/", views.hosting, name="hosting"),
    path("hosting/closed/", views.closed_add, name="closed_add"),
    path("hosting/closed/<str:public_id>/delete/", views.closed_remove, name="closed_remove"),
]

"""Pages of expertise: each parses, asks or acts once, and renders."""

from .doors import closed_add, closed_remove, door_close, door_open, doors, hosting
from .needs import my_needs, need, need_close, need_delete, need_reopen
from .offers import (
    my_offers,
    offer,
    offer_delete,
    offer_edit,
    offer_file,
    offer_new,
    offer_publish,
    offer_restore,
    offer_withdraw,
)
from .phone import phone, phone_good_at, phone_help, phone_help_offer, phone_learn
from .practices import practice, practice_search, practices

__all__ = [
    "phone",
    "phone_good_at",
    "phone_help",
    "phone_help_offer",
    "phone_learn",
    "closed_add",
    "closed_remove",
    "door_close",
    "door_open",
    "doors",
    "hosting",
    "my_needs",
    "my_offers",
    "need",
    "need_close",
    "need_delete",
    "need_reopen",
    "offer",
    "offer_delete",
    "offer_edit",
    "offer_file",
    "offer_new",
    "offer_publish",
    "offer_restore",
    "offer_withdraw",
    "practice",
    "practice_search",
    "practices",
]

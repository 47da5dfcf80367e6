"""Every write of expertise."""

from .doors import close_door, forget_closed_door, keep_closed, open_door, set_hosting
from .help import change_help, delete_help, offer_help, show_help, withdraw_help
from .likeness import reset_likeness, set_likeness
from .needs import add_need, close_need, delete_need, reopen_need
from .offers import delete_draft, edit_offer, new_offer, publish_offer, restore_offer, withdraw_offer
from .partners import answer_wish, take_wish_back, wish_partner
from .practices import seed_practices
from .retiring import end_practices
from .spread import delete_word, forget_adoption, hide_word, say_word, show_word, take_up
from .taxonomy import (
    add_practice,
    apply_taxonomy,
    bring_practice_back,
    change_practice,
    discard_taxonomy,
    name_family,
    retire_practice,
    stage_taxonomy,
)
from .undoing import undo_taxonomy

__all__ = [
    "answer_wish",
    "reset_likeness",
    "set_likeness",
    "take_wish_back",
    "wish_partner",
    "delete_word",
    "forget_adoption",
    "hide_word",
    "say_word",
    "show_word",
    "take_up",
    "add_practice",
    "apply_taxonomy",
    "bring_practice_back",
    "change_practice",
    "discard_taxonomy",
    "name_family",
    "retire_practice",
    "stage_taxonomy",
    "undo_taxonomy",
    "change_help",
    "delete_help",
    "offer_help",
    "show_help",
    "withdraw_help",
    "add_need",
    "close_door",
    "close_need",
    "delete_draft",
    "delete_need",
    "edit_offer",
    "end_practices",
    "forget_closed_door",
    "keep_closed",
    "new_offer",
    "open_door",
    "publish_offer",
    "reopen_need",
    "restore_offer",
    "seed_practices",
    "set_hosting",
    "withdraw_offer",
]

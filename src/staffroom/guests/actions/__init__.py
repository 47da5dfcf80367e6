"""Every write of guests and of new leads, each one plain function: keyword-only, ``by=`` and ``now=``."""

from .hours import accept_guest, ask_guest, cancel_guest, decline_guest, follow, propose_meeting
from .leads import Asked, ask_all, choose_lead, forget_lead
from .wishes import delete_thanks, set_wish, thank_guest

__all__ = [
    "Asked",
    "accept_guest",
    "ask_all",
    "ask_guest",
    "cancel_guest",
    "choose_lead",
    "decline_guest",
    "delete_thanks",
    "follow",
    "forget_lead",
    "propose_meeting",
    "set_wish",
    "thank_guest",
]

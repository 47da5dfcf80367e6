"""Every write of a visit, each one plain function: keyword-only, the actor ``by=``, the time ``now=``."""

from .afar import forget_links, set_from_afar, set_link
from .booking import Planned, accept_visit, ask_visit, cancel_visit, come_through_door, decline_visit, reset_feed
from .changes import not_there_today, remind, set_reminding
from .covering import accept_cover, decline_cover, give_up_cover
from .following import cancel_impossible, follow_bells, follow_closed_doors, follow_days_away, tell_reserved
from .knowing import ask_to_know
from .notes import (
    bring_steps_back,
    delete_note,
    end_note_sharing,
    finish_next_step,
    remove_stale_note_drafts,
    set_next_step,
    share_note_again,
    write_note,
)
from .proposing import decline_time, forget_times, propose_time, take_time, withdraw_time
from .substitutes import set_substitute_desk

__all__ = [
    "Planned",
    "accept_cover",
    "accept_visit",
    "ask_to_know",
    "ask_visit",
    "bring_steps_back",
    "cancel_impossible",
    "cancel_visit",
    "come_through_door",
    "decline_cover",
    "decline_time",
    "decline_visit",
    "delete_note",
    "end_note_sharing",
    "finish_next_step",
    "follow_bells",
    "follow_closed_doors",
    "follow_days_away",
    "forget_links",
    "forget_times",
    "give_up_cover",
    "not_there_today",
    "propose_time",
    "remind",
    "remove_stale_note_drafts",
    "reset_feed",
    "set_from_afar",
    "set_link",
    "set_next_step",
    "set_reminding",
    "set_substitute_desk",
    "share_note_again",
    "take_time",
    "tell_reserved",
    "withdraw_time",
    "write_note",
]

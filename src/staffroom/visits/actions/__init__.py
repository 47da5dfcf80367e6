"""Every write of a visit, each one plain function: keyword-only, the actor ``by=``, the time ``now=``."""

from .afar import forget_links, set_from_afar, set_link
from .booking import accept_visit, ask_visit, cancel_visit, come_through_door, decline_visit, reset_feed
from .changes import not_there_today, propose_time, remind, set_reminding
from .covering import accept_cover, decline_cover, give_up_cover
from .following import cancel_impossible, follow_bells, follow_closed_doors, tell_reserved
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

__all__ = [
    "accept_cover",
    "accept_visit",
    "ask_to_know",
    "ask_visit",
    "bring_steps_back",
    "cancel_impossible",
    "cancel_visit",
    "come_through_door",
    "decline_cover",
    "decline_visit",
    "delete_note",
    "end_note_sharing",
    "finish_next_step",
    "follow_bells",
    "follow_closed_doors",
    "forget_links",
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
    "share_note_again",
    "tell_reserved",
    "write_note",
]

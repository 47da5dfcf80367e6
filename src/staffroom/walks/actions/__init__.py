"""Every write of group visits: plan, answer, organise; then jot, write patterns, give them out, thank."""

from .answering import answer_walk, join_walk
from .following import look_after
from .organising import ask_another_room, cancel_walk, invite_walker
from .planning import start_walk
from .reminding import remind
from .writing import (
    hold_back_pattern,
    jot_down,
    release_patterns,
    remove_pattern,
    say_thanks,
    show_again_pattern,
    write_pattern,
)

__all__ = [
    "answer_walk",
    "ask_another_room",
    "cancel_walk",
    "hold_back_pattern",
    "invite_walker",
    "join_walk",
    "jot_down",
    "look_after",
    "release_patterns",
    "remind",
    "remove_pattern",
    "say_thanks",
    "show_again_pattern",
    "start_walk",
    "write_pattern",
]

"""Every write of people, accounts and roster imports."""

from .accounts import claim_account, demo_account, save_preferences
from .administration import close_account, end_sessions_of, remove_factors, reopen_account
from .applying import apply_roster, applying_failed
from .choosing import choose_changes
from .codes import (
    CODE_DAYS,
    FORGETTERS,
    LINK_JOB,
    ask_link,
    confirm_address,
    mail_link,
    number_is_needed,
    offer_address,
    print_codes,
    remove_address,
    revoke_code,
    set_number,
    sign_in_with_code,
    sign_in_with_link,
)
from .districts import create_district, locked_district
from .endings import carry_out_endings, end_work, take_back_ending
from .guessing import count_attempt, forget_attempts
from .imports import discard_roster, stage_roster, start_apply, start_undo, tell_office
from .invitations import accept_invitation, invite_newcomer, invite_staff, revoke_invitation
from .reading import Reading, compare_with_district, keep_reading, read_roster
from .security import note_change, set_password, unlink_sso
from .sessions import (
    begin_session,
    end_all_sessions,
    end_session,
    forget_old_sessions,
    forget_session,
    session_seen,
    sign_in_failed,
)
from .undoing import undo_roster, undoing_failed
from .years import close_year

__all__ = [
    "CODE_DAYS",
    "FORGETTERS",
    "LINK_JOB",
    "Reading",
    "accept_invitation",
    "apply_roster",
    "applying_failed",
    "ask_link",
    "begin_session",
    "carry_out_endings",
    "choose_changes",
    "claim_account",
    "close_account",
    "close_year",
    "compare_with_district",
    "confirm_address",
    "count_attempt",
    "create_district",
    "demo_account",
    "discard_roster",
    "end_all_sessions",
    "end_session",
    "end_work",
    "end_sessions_of",
    "forget_attempts",
    "forget_old_sessions",
    "forget_session",
    "invite_newcomer",
    "invite_staff",
    "keep_reading",
    "locked_district",
    "mail_link",
    "note_change",
    "number_is_needed",
    "offer_address",
    "print_codes",
    "read_roster",
    "remove_address",
    "remove_factors",
    "reopen_account",
    "revoke_code",
    "revoke_invitation",
    "save_preferences",
    "session_seen",
    "set_number",
    "set_password",
    "sign_in_failed",
    "sign_in_with_code",
    "sign_in_with_link",
    "stage_roster",
    "start_apply",
    "start_undo",
    "tell_office",
    "take_back_ending",
    "undo_roster",
    "undoing_failed",
    "unlink_sso",
]

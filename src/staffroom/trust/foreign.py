"""What tables that are not ours hold: those of Django, of the queue and of the sign-in library, and the tables that
only join two others. By the model's label; a label that is not installed says nothing.
"""

from collections.abc import Mapping

from staffroom.spine.access import Declared, Erase, Keep

FOREIGN: Mapping[str, Declared] = {
    # --- Django ---------------------------------------------------------------------------------------------------
    "auth.Permission": Declared(record="machine", plain=("name", "content_type", "codename")),
    "auth.Group": Declared(record="machine", plain=("name",)),
    "auth.Group_permissions": Declared(record="machine", plain=("group", "permission")),
    "contenttypes.ContentType": Declared(record="machine", plain=("app_label", "model")),
    "sessions.Session": Declared(
        # Whose it is stands inside, signed: it cannot be looked up by person, and it ends by itself.
        record="signing_in",
        personal=("session_key", "session_data", "expire_date"),
        withheld=("session_key", "session_data"),
        keep=Keep.SHORT,
        since="expire_date",
        days=0,
    ),
    # --- The queue ------------------------------------------------------------------------------------------------
    "django_tasks_database.DBTaskResult": Declared(
        record="machine",
        plain=(
            "status", "enqueued_at", "started_at", "finished_at", "args_kwargs", "priority", "task_path", "worker_ids",
            "queue_name", "backend_name", "run_after", "return_value", "exception_class_path", "traceback",
        ),
        keep=Keep.SHORT,
        since="finished_at",
    ),
    # --- Signing in -----------------------------------------------------------------------------------------------
    "account.EmailAddress": Declared(
        record="account",
        about=("user__staff",),
        personal=("email", "verified", "primary"),
        keep=Keep.ROSTER,  # goes with its account
    ),
    "account.EmailConfirmation": Declared(
        record="signing_in",
        about=("email_address__user__staff",),
        personal=("created", "sent", "key"),
        withheld=("key",),
        keep=Keep.SHORT,
        since="created",
    ),
    "mfa.Authenticator": Declared(
        record="signing_in",
        about=("user__staff",),
        personal=("type", "data", "created_at", "last_used_at"),
        withheld=("data",),
        keep=Keep.ROSTER,  # goes with its account, or when its owner removes it
    ),
    "socialaccount.SocialApp": Declared(
        record="machine",
        plain=("provider", "provider_id", "name", "client_id", "secret", "key", "settings"),
    ),
    "socialaccount.SocialAccount": Declared(
        record="signing_in",
        about=("user__staff",),
        personal=("provider", "uid", "last_login", "date_joined", "extra_data"),
        keep=Keep.ROSTER,  # goes with its account
    ),
    "socialaccount.SocialToken": Declared(
        record="signing_in",
        about=("account__user__staff",),
        personal=("app", "token", "token_secret", "expires_at"),
        withheld=("app", "token", "token_secret"),
        keep=Keep.SHORT,
        since="expires_at",
        days=0,
    ),
    "usersessions.UserSession": Declared(
        record="signing_in",
        about=("user__staff",),
        personal=("created_at", "ip", "last_seen_at", "session_key", "user_agent", "data"),
        withheld=("session_key", "data"),
        keep=Keep.SHORT,
        since="last_seen_at",
        days=14,
    ),
    # --- Tables that join two others ------------------------------------------------------------------------------
    "expertise.Offer_sections": Declared(
        record="offer",
        about=("offer__staff",),
        personal=("section",),
        keep=Keep.OWNER,
        erase=Erase.DELETE,
    ),
}  # fmt: skip

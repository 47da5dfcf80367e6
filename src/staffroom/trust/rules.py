"""Who may read, write and share a record about a person: the matrix, asked in pairs."""

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Forbidden, Permission, Standing, decide, paired, row


def may(actor: Actor, record: str, standing: Standing, permission: Permission) -> bool:
    """Yes or no, by the matrix."""
    return decide(row(record), actor.roles, standing, permission).allowed


@paired
def require(actor: Actor, record: str, standing: Standing, permission: Permission) -> None:
    """Pass, or raise: Http404 where the record must not be known to exist, Forbidden where it is no secret."""
    decision = decide(row(record), actor.roles, standing, permission)
    if decision.allowed:
        return
    if decision.hidden:
        raise Http404
    raise Forbidden(
        _("This is not yours to open or change."), _("“Who sees what” tells who can. Its owner can share it with you.")
    )


@paired
def keep_evaluators(actor: Actor) -> None:
    """Record who evaluates whom: the central office and IT."""
    if not actor.has("central", "it"):
        raise Forbidden(
            _("Who evaluates whom is recorded by the central office."),
            _("If it is wrong about you, tell the central office. “My privacy” shows who evaluates you."),
        )


@paired
def see_evaluators(actor: Actor) -> None:
    """Read who evaluates whom: who keeps it, and whoever leads a school for its staff."""
    if not actor.leads:
        keep_evaluators(actor)


@paired
def see_security_events(actor: Actor) -> None:
    """Read the log of security events: the central office and IT."""
    if not actor.has("central", "it"):
        raise Forbidden(
            _("Security events are read by the central office and IT."),
            _("What was done with your own records stands in “What was done with my records”."),
        )

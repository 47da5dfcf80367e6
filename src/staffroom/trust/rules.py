"""Who may read, write and share a record about a person: the matrix, asked in pairs."""

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.core.finding import fold
from staffroom.people.models import Staff
from staffroom.spine.access import Actor, Forbidden, Permission, Refused, Standing, decide, paired, row


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
def confirm_family_name(person: Staff, typed: str) -> None:
    """Pass when the person's family name is typed, however its letters are written."""
    if fold(typed).split() != fold(person.family).split():
        raise Refused(
            _("Nothing was deleted: the name typed is not your family name."),
            _("Type %(name)s to delete all that is yours.") % {"name": person.family},
        )

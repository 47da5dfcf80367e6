"""Who may read, write and share a record about a person: the matrix, asked in pairs."""

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from staffroom.core.finding import fold
from staffroom.people.models import Staff
from staffroom.spine.access import Actor, Forbidden, Permission, Refused, Standing, decide, paired, row

from . import kinds
from .models import Leaving


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
def share(actor: Actor, record: str, object_id: str) -> None:
    """Share one record: its owner, where the matrix lets its kind be shared. For everybody else it does not exist."""
    found = kinds.find(actor, record, object_id)
    if found is None or found.owner_id != actor.staff_id:
        raise Http404
    if not row(record).has("c"):
        raise Refused(
            _("This is not shared with one more colleague: it stays with the people in it, or is published to all."),
            _("“Who can see this” says who they are."),
        )
    require(actor, record, found.standing, Permission.SHARE)


@paired
def have_privacy(actor: Actor) -> None:
    """Have something to share or to be shared with: everyone who works in the district."""
    if actor.staff_id is None:
        raise Forbidden(
            _("This account belongs to no staff member, so there is nobody whose records these would be."),
            _("Ask the central office to link it to your name in the roster."),
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


@paired
def confirm_family_name(person: Staff, typed: str) -> None:
    """Pass when the person's family name is typed, however its letters are written."""
    if fold(typed).split() != fold(person.family).split():
        raise Refused(
            _("Nothing was deleted: the name typed is not your family name."),
            _("Type %(name)s to delete all that is yours.") % {"name": person.family},
        )


WRONG_MOST = 5


@paired
def see_leavers(actor: Actor) -> None:
    """See who has left and whether their copy reached them: the central office. Nobody sees what is in it."""
    if not actor.has("central"):
        raise Forbidden(
            _("Who has left, and whether they have their own words, is looked after by the central office."),
            _("Your own data is under “My data”."),
        )


@paired
def link_can_be_handed(leaving: Leaving, now: datetime, *, is_printed: bool, has_address: bool) -> None:
    """A link is printed for people whom no mail reaches, or sent to another address, once, while there is a copy."""
    if not leaving.is_open or leaving.expires <= now or leaving.fetched is not None:
        raise Refused(_("There is no copy to hand out any more."), _("The list says why."))
    if leaving.by_staff is not None:
        raise Refused(
            _("The link was printed or sent elsewhere once already."),
            _("It is not done twice, so that it is always clear who has it."),
        )
    if is_printed and has_address:
        raise Refused(
            _("A mail reaches this person, so the link is not printed."),
            _("If they do not read that mail any more, send it to another address that they gave you."),
        )


@paired
def link_of_leaver(*, is_good: bool) -> None:
    """A link that still opens."""
    if not is_good:
        raise Refused(
            _("This link is over: it was used, the time has passed, or you work in the district again."),
            _("If you work there again, sign in: everything is as it was. Else ask the central office."),
        )

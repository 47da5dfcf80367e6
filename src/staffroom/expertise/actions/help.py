"""Writes of help that is offered."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import queries, rules
from ..models import HelpOffer, Practice
from .once import only_once

DRAFTED = audit.declare("expertise.help_drafted", gettext_lazy("{who} wrote down what they are good at."))
EDITED = audit.declare("expertise.help_edited", gettext_lazy("{who} changed what they are good at."))
SHOWN = audit.declare("expertise.help_shown", gettext_lazy("{who} showed colleagues what they are good at."))
WITHDRAWN = audit.declare("expertise.help_withdrawn", gettext_lazy("{who} withdrew what they are good at."))
DELETED = audit.declare("expertise.help_deleted", gettext_lazy("{who} deleted what they are good at."))


def _record(kind: str, offered: HelpOffer, by: Actor, now: datetime) -> None:
    audit.record(
        kind,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=offered.public_id,
        subject=by.staff_id,
        facts={"who": by.name},
    )


def _twice() -> Any:
    return only_once(
        _("You have said this about yourself already."), _("Open it in your list and change it, or choose another.")
    )


def _checked(what_i_do: str) -> str:
    rules.check_words(what_i_do, rules.HELP_WORDS)
    if not what_i_do.strip():
        raise Refused(_("Say in a few words what you do."), _("One sentence is enough."))
    return what_i_do.strip()


@action
def offer_help(
    *, by: Actor, now: datetime, practice: Practice, what_i_do: str, ask_me: str, audience: str
) -> HelpOffer:
    """Write down what one is good at: a draft that only its owner sees until it is shown."""
    rules.offer_help(by)
    offered = HelpOffer(
        district_id=by.district_id,
        staff_id=by.staff_id,
        practice=practice,
        what_i_do=_checked(what_i_do),
        ask_me=ask_me.strip(),
        language=by.language,
        audience=audience,
        created=now,
        updated=now,
    )
    with _twice():
        offered.save()
    _record(DRAFTED, offered, by, now)
    return offered


@action
def change_help(
    *, by: Actor, now: datetime, public_id: str, practice: Practice, what_i_do: str, ask_me: str, audience: str
) -> HelpOffer:
    """Change the words or the audience; what colleagues see changes with it."""
    offered = queries.own_help(by, public_id)
    offered.practice, offered.what_i_do, offered.ask_me = practice, _checked(what_i_do), ask_me.strip()
    offered.audience, offered.updated = audience, now
    with _twice():
        offered.save(update_fields=["practice", "what_i_do", "ask_me", "audience", "updated"])
    _record(EDITED, offered, by, now)
    return offered


@action
def show_help(*, by: Actor, now: datetime, public_id: str) -> HelpOffer:
    """Show it to the colleagues of its audience."""
    rules.offer_help(by)
    return _move(by, now, public_id, HelpOffer.State.PUBLISHED, SHOWN)


@action
def withdraw_help(*, by: Actor, now: datetime, public_id: str) -> HelpOffer:
    """Nobody else sees it from the next request on."""
    return _move(by, now, public_id, HelpOffer.State.WITHDRAWN, WITHDRAWN)


def _move(by: Actor, now: datetime, public_id: str, state: str, kind: str) -> HelpOffer:
    offered = queries.own_help(by, public_id)
    if offered.state != state:
        offered.state, offered.updated = state, now
        with _twice():
            offered.save(update_fields=["state", "updated"])
        _record(kind, offered, by, now)
    return offered


@action
def delete_help(*, by: Actor, now: datetime, public_id: str) -> None:
    """Delete it for good."""
    offered = queries.own_help(by, public_id)
    _record(DELETED, offered, by, now)
    offered.delete()

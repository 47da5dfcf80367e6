"""Writes of offers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.people.models import Section
from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.files.store import StoredFile, store
from staffroom.spine.scoping import action
from staffroom.trust.actions import forget_grants
from staffroom.trust.models import Grant

from .. import queries, rules
from ..models import Offer, Practice
from ..rules import Artefact
from .once import only_once

DRAFTED = audit.declare("expertise.offer_drafted", gettext_lazy("{who} began an offer."))
EDITED = audit.declare("expertise.offer_edited", gettext_lazy("{who} changed an offer."))
PUBLISHED = audit.declare("expertise.offer_published", gettext_lazy("{who} published an offer to colleagues."))
AUDIENCE = audit.declare("expertise.offer_audience", gettext_lazy("{who} changed who sees a published offer."))
WITHDRAWN = audit.declare("expertise.offer_withdrawn", gettext_lazy("{who} withdrew an offer."))
RESTORED = audit.declare("expertise.offer_restored", gettext_lazy("{who} brought an offer back."))
DELETED = audit.declare("expertise.draft_deleted", gettext_lazy("{who} deleted a draft."))


def _record(kind: str, offer: Offer, by: Actor, now: datetime, **facts: str) -> None:
    audit.record(
        kind,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=offer.public_id,
        subject=offer.staff_id,
        facts={"who": by.name, **facts},
    )


def _forget_file(public_id: str) -> None:
    """Remove a stored file: the row now, the bytes once the transaction holds."""
    for row in StoredFile.objects.filter(public_id=public_id):
        transaction.on_commit(lambda path=row.path: path.unlink(missing_ok=True))
        row.delete()


def _keep_file(artefact: Artefact, by: Actor, now: datetime) -> str:
    row = store(artefact.chunks, name=artefact.file_name, district_id=by.district_id, owner=by.staff_id, now=now)
    return row.public_id


def _put_artefact(offer: Offer, artefact: Artefact, by: Actor, now: datetime) -> None:
    if artefact.link:
        rules.check_link(artefact.link)
    old = offer.artefact_file
    if artefact.chunks:
        offer.artefact_file = _keep_file(artefact, by, now)
    elif not artefact.keep_file:
        offer.artefact_file = ""
    if old and old != offer.artefact_file:
        _forget_file(old)
    offer.artefact_title, offer.artefact_link = artefact.title.strip(), artefact.link


def _only_own(by: Actor, sections: Iterable[Section]) -> list[Section]:
    mine = set(queries.my_sections(by).values_list("pk", flat=True))
    return [section for section in sections if section.pk in mine]


def _second(practice: Practice) -> tuple[str, str]:
    return (
        _("You have an offer on %(practice)s already.") % {"practice": practice.name},
        _("Edit that one: colleagues find one offer a practice and person."),
    )


def _refuse_second(by: Actor, practice: Practice, offer: Offer | None = None) -> None:
    live = queries.live_offer_on(by, practice.pk)
    if live is not None and live != offer:
        raise Refused(*_second(practice))


def _still_publishable(offer: Offer) -> None:
    missing = rules.missing_for_colleagues(offer)
    if offer.state == Offer.State.PUBLISHED and missing:
        raise Refused(
            " ".join(missing.values()),
            _("Colleagues can see this offer. Add what is missing, or withdraw it first."),
        )


@action
def new_offer(
    *,
    by: Actor,
    now: datetime,
    practice: Practice,
    what_i_do: str = "",
    artefact: Artefact | None = None,
    sections: Iterable[Section] = (),
) -> Offer:
    """Begin an offer: a draft, which only its owner sees."""
    rules.make_offers(by)
    rules.check_words(what_i_do)
    _refuse_second(by, practice)
    offer = Offer(
        district_id=by.district_id,
        staff_id=by.staff_id,
        practice=practice,
        what_i_do=what_i_do.strip(),
        language=by.language,
        created=now,
        updated=now,
    )
    _put_artefact(offer, artefact or Artefact(), by, now)
    with only_once(*_second(practice)):
        offer.save()
    offer.sections.set(_only_own(by, sections))
    _record(DRAFTED, offer, by, now)
    return offer


@action
def edit_offer(
    *,
    by: Actor,
    now: datetime,
    public_id: str,
    practice: Practice,
    what_i_do: str,
    artefact: Artefact,
    sections: Iterable[Section],
) -> Offer:
    """Change an offer. One that colleagues can see must keep its words and an artefact."""
    offer = queries.own_offer(by, public_id)
    rules.check_words(what_i_do)
    _refuse_second(by, practice, offer)
    offer.practice, offer.what_i_do, offer.updated = practice, what_i_do.strip(), now
    _put_artefact(offer, artefact, by, now)
    _still_publishable(offer)
    offer.save(update_fields=["practice", "what_i_do", "artefact_title", "artefact_link", "artefact_file", "updated"])
    offer.sections.set(_only_own(by, sections))
    _record(EDITED, offer, by, now)
    return offer


def _move(offer: Offer, state: str, now: datetime, *, withdrawn_from: str = "") -> None:
    offer.state, offer.withdrawn_from, offer.updated = state, withdrawn_from, now
    offer.save(update_fields=["state", "withdrawn_from", "audience", "updated"])


@action
def publish_offer(*, by: Actor, now: datetime, public_id: str, audience: str = "") -> Offer:
    """Show an offer to colleagues: of one's school or of the district. Refused without words and an artefact.

    ``audience`` is one of ``Offer.Audience``; empty leaves it as it is. A published offer gets the new audience: who
    is not of it reads it no more from the next request on. A draft's sharing by name ends: it is a draft no more.
    """
    offer = queries.own_offer(by, public_id)
    rules.make_offers(by)
    _refuse_second(by, offer.practice, offer)
    rules.publish_offer(by, offer)
    audience = audience or offer.audience
    if offer.state != Offer.State.PUBLISHED:
        forget_grants(record="draft", object_id=public_id, now=now, by=by.staff_id, because=Grant.Ended.OWNER)
        offer.audience = audience
        _move(offer, Offer.State.PUBLISHED, now)
        _record(PUBLISHED, offer, by, now, audience=audience)
    elif audience != offer.audience:
        offer.audience, offer.updated = audience, now
        offer.save(update_fields=["audience", "updated"])
        _record(AUDIENCE, offer, by, now, audience=audience)
    return offer


@action
def withdraw_offer(*, by: Actor, now: datetime, public_id: str) -> Offer:
    """Take an offer back: nobody else sees it from now on, not even whom it was shared with as a draft. Its open
    doors are not shown either."""
    offer = queries.own_offer(by, public_id)
    if offer.state != Offer.State.WITHDRAWN:
        forget_grants(record="draft", object_id=public_id, now=now, by=by.staff_id, because=Grant.Ended.OWNER)
        _move(offer, Offer.State.WITHDRAWN, now, withdrawn_from=offer.state)
        _record(WITHDRAWN, offer, by, now)
    return offer


@action
def restore_offer(*, by: Actor, now: datetime, public_id: str) -> Offer:
    """Undo a withdrawal: back to what it was, or as a draft when it may not be shown to colleagues as it is now."""
    offer = queries.own_offer(by, public_id)
    if offer.state == Offer.State.WITHDRAWN:
        _refuse_second(by, offer.practice, offer)
        ready = rules.make_offers.allows(by) and not rules.missing_for_colleagues(offer)
        _move(offer, (ready and offer.withdrawn_from) or Offer.State.DRAFT, now)
        _record(RESTORED, offer, by, now)
    return offer


@action
def delete_draft(*, by: Actor, now: datetime, public_id: str) -> None:
    """Delete a draft for good, with its file. A published offer is withdrawn instead: visits point to it."""
    offer = queries.own_offer(by, public_id)
    if offer.state != Offer.State.DRAFT:
        raise Refused(_("Only a draft is deleted."), _("Withdraw this offer instead: then nobody else sees it."))
    _forget_file(offer.artefact_file)
    offer.delete()
    forget_grants(record="draft", object_id=public_id, now=now, by=by.staff_id)
    _record(DELETED, offer, by, now)

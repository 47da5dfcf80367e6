"""What of this slice can be shared or asked about: its rows of the visibility matrix."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from staffroom.spine.access import Actor
from staffroom.trust import kinds
from staffroom.trust.kinds import Shared

from . import queries


def _offer(record: str, actor: Actor, object_id: str) -> Shared | None:
    return queries.shared_offer(actor, record, object_id)


kinds.register("need", _("Need"), queries.shared_need, queries.named_needs)
kinds.register("draft", _("Draft of an offer"), partial(_offer, "draft"), queries.named_drafts)
kinds.register("offer", _("Offer"), partial(_offer, "offer"))

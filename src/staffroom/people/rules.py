"""Who may do what with people and rosters: predicates in pairs."""

from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Forbidden, paired


@paired
def bring_rosters(actor: Actor) -> None:
    """Upload, apply and undo rosters and bell schedules."""
    if not actor.has("central", "it"):
        raise Forbidden(_("Rosters are brought by the central office."), _("Ask the central office to upload it."))

"""Who may look after the system."""

from django.utils.translation import gettext as _

from staffroom.spine.access import Actor, Forbidden, paired


@paired
def see_health(actor: Actor) -> None:
    """See whether the system is well, and start a lost job again."""
    if not actor.has("central", "it"):
        raise Forbidden(
            _("The health page is for the central office and IT."), _("If something does not work, tell one of them.")
        )

"""What of this slice can be shared or asked about: its rows of the visibility matrix."""

from django.utils.translation import gettext_lazy as _

from staffroom.trust import kinds

from . import queries

kinds.register("visit", _("Visit"), queries.shared_visit)
kinds.register("note", _("Note about a visit"), queries.shared_note, queries.named_notes)

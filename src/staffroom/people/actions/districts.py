"""A district begins."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Refused
from staffroom.spine.scoping import action

from ..models import District

BEGUN = audit.declare(
    "district.begun", gettext_lazy("The district {name} begins"), keep=lambda facts: facts, security=True
)


@action
def create_district(*, code: str, name: str, now: datetime) -> District:
    """A new, empty district. Raises Refused for a code that is taken or has other letters than a-z, 0-9, - and _."""
    district = District(code=code, name=name)
    try:
        district.full_clean()
    except ValidationError as error:
        raise Refused(
            _("The district cannot be made: %(why)s") % {"why": " ".join(error.messages)},
            _("A code has letters, digits, “-” and “_”, at most 40, and is not used by another district."),
        ) from error
    district.save()
    audit.record(BEGUN, district_id=district.pk, at=now, actor=None, facts={"name": name})
    return district


def locked_district(district_id: int) -> District:
    """The district, held until commit: one import at a time writes it, while everybody else goes on.

    Not FOR UPDATE: every new row refers to its district, so a visit asked for would wait for the whole import, and
    the import for the visitor's row: a deadlock.
    """
    return District.objects.select_for_update(no_key=True).get(pk=district_id)

"""What the log says about guests and new leads."""

from django.utils.translation import gettext_lazy

from staffroom.spine import audit

ASKED = audit.declare("guest.asked", gettext_lazy("A leader of another school was asked to be a team's guest."))
BOOKED = audit.declare("guest.booked", gettext_lazy("A guest of a team was booked; both calendars have it."))
DECLINED = audit.declare("guest.declined", gettext_lazy("A request for a guest was answered with: not this time."))
PROPOSED = audit.declare("guest.proposed", gettext_lazy("A guest proposed another meeting of the team."))
CANCELLED = audit.declare("guest.cancelled", gettext_lazy("A guest hour was cancelled; everybody is told."))
LAPSED = audit.declare("guest.lapsed", gettext_lazy("A request for a guest lapsed: no answer came."))
THANKED = audit.declare("guest.thanked", gettext_lazy("A team thanked its guest, who alone reads it."))
THANKS_DELETED = audit.declare("guest.thanks_deleted", gettext_lazy("Thanks to a guest were deleted."))
WISHED = audit.declare("guest.wished", gettext_lazy("{who} said whether they want to be asked as a guest: {ask}."))
LEAD_CHOSEN = audit.declare(
    "lead.chosen", gettext_lazy("{lead} was named as somebody who is going to lead a team."), keep=lambda facts: facts
)
LEAD_FORGOTTEN = audit.declare("lead.forgotten", gettext_lazy("Somebody is not going to lead a team after all."))
LEAD_ASKED = audit.declare(
    "lead.asked", gettext_lazy("A new lead asked {count} members of a team for a visit."), keep=lambda facts: facts
)

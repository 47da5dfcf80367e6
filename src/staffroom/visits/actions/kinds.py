"""What the log says about visits."""

from django.utils.translation import gettext_lazy

from staffroom.spine import audit

ASKED = audit.declare("visit.asked", gettext_lazy("A visit was asked for."))
AGREED = audit.declare("visit.agreed", gettext_lazy("A visit was agreed to; the cover has still to answer."))
ACCEPTED = audit.declare("visit.accepted", gettext_lazy("The host said yes; both calendars have the visit."))
DECLINED = audit.declare("visit.declined", gettext_lazy("The host said: not this time."))
CANCELLED = audit.declare("visit.cancelled", gettext_lazy("The visit was cancelled."))
MOVED = audit.declare("visit.moved", gettext_lazy("New bells moved the lesson, and the visit with it."))
RESERVED = audit.declare(
    "visit.reserved",
    gettext_lazy("The time was reserved for something else; both people were told."),
    keep=lambda facts: facts,
)
PROPOSED = audit.declare("visit.proposed", gettext_lazy("Another time was proposed for a visit."))
TIME_TAKEN = audit.declare("visit.time_taken", gettext_lazy("Both sides agreed on another time for a visit."))
TIME_OFF = audit.declare("visit.time_off", gettext_lazy("Another time that was proposed is off; the visit stays."))
TIMES_LAPSED = audit.declare(
    "visit.times_lapsed",
    gettext_lazy("{count} proposed times went without an answer; the visits stay."),
    keep=lambda facts: facts,
)
DESK_SET = audit.declare("visit.substitute_desk", gettext_lazy("{who} said who is told about substitutes at {school}."))
REMINDED = audit.declare(
    "visit.reminded", gettext_lazy("{count} people were reminded of visits."), keep=lambda facts: facts
)
COVER_ASKED = audit.declare("cover.asked", gettext_lazy("A colleague was asked to cover a class."))
COVER_ACCEPTED = audit.declare("cover.accepted", gettext_lazy("A colleague agreed to cover a class."))
COVER_DECLINED = audit.declare("cover.declined", gettext_lazy("A colleague cannot cover a class."))
FROM_AFAR = audit.declare(
    "visit.from_afar",
    gettext_lazy("{who} said how a class may be seen from afar: live {live}, recording {recording}."),
)
VIDEO_CONSENT = audit.declare(
    "visit.video_consent", gettext_lazy("A host agreed to be seen by live video. Recording allowed: {recording}.")
)
LINK_SET = audit.declare("visit.link", gettext_lazy("A host entered or took back the link of a live video."))
LINKS_GONE = audit.declare(
    "visit.links_gone",
    gettext_lazy("{count} links of live videos went, since they are over."),
    keep=lambda facts: facts,
)
NOTED = audit.declare("visit.noted", gettext_lazy("Two lines were written, for the two people of the visit."))
HANDED_OVER = audit.declare("visit.note_handed_over", gettext_lazy("Two lines about a visit were handed to the host."))
SHARING_ENDED = audit.declare(
    "visit.note_sharing_ended", gettext_lazy("The host no longer shares a note with whoever wrote it.")
)
SHARED_AGAIN = audit.declare("visit.note_shared_again", gettext_lazy("The host shares a note with its author again."))
NOTE_DELETED = audit.declare("visit.note_deleted", gettext_lazy("A note about a visit was deleted."))
DRAFTS_REMOVED = audit.declare(
    "visit.note_drafts_removed",
    gettext_lazy("{count} drafts of notes went away: not handed over within 14 days."),
    keep=lambda facts: facts,
)
STEP_SET = audit.declare("visit.next_step", gettext_lazy("Somebody keeps a next step for themselves."))
STEP_DONE = audit.declare("visit.next_step_done", gettext_lazy("Somebody has looked at their next step again."))
FEED_RESET = audit.declare(
    "calendar.reset", gettext_lazy("The address of the calendar feed was renewed."), security=True
)

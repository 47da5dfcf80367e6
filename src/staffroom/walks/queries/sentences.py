"""The rules of group visits as sentences: what is in the way. Of the planner's reasons counts are told, never names."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from staffroom.core.walks import Answer, Rule

SENTENCES = {
    Rule.ROOMS: _("A group sees three to five rooms."),
    Rule.WALKERS: _("A group has at most five walkers, the organizer among them."),
    Rule.MINUTES: _("That is too short or too long in each room."),
    Rule.CORRIDOR_TALK: _("Between two rooms there are three to five minutes to talk."),
    Rule.IN_SEQUENCE: _("The rooms do not follow each other."),
    Rule.SAME_PART: _("So many rooms, so long, do not fit into one period: fewer rooms or minutes would."),
    Rule.IN_RANGE: _("This day lies outside of the days looked at."),
    Rule.NOTICE: _("Hosts would have too little notice."),
    Rule.EACH_HOST_ONCE: _("Each host is seen once."),
    Rule.HOST_WILLING: _("Too few of those who teach then show this to colleagues."),
    Rule.HOST_TEACHING: _("Too few colleagues who welcome visitors teach then."),
    Rule.HOST_AWAY: _("A host is away that day."),
    Rule.HOST_PROMISED: _("Hosts have promised this time to something else."),
    Rule.DOOR_CLOSED: _("Hosts want no visitors then."),
    Rule.SEATS: _("Somebody visits these lessons already."),
    Rule.HOST_WEEK: _("Hosts have as many visits that week as they welcome."),
    Rule.STANDS_OVER: _("Nobody walks into the room of somebody whom they evaluate or lead."),
    Rule.OWN_ROOM: _("Nobody walks into their own room."),
    Rule.WALKER_FREE: _("You are not free then: nobody misses a class for a group visit."),
    Rule.WALKER_AWAY: _("You are away that day."),
    Rule.WALKER_PROMISED: _("You have promised this time to something else."),
    Rule.PREPARATION: _("The contract keeps this time for your preparation."),
}
SHOWN = 4


def sentence_of(rule: Rule) -> str:
    return str(SENTENCES[rule])


def reasons_told(answer: Answer) -> list[str]:
    """Why other times are none, commonest first: of how many moments."""
    told = []
    for one in answer.reasons[:SHOWN]:
        times = ngettext("%(n)d of %(all)d times", "%(n)d of %(all)d times", one.count)
        told.append(f"{sentence_of(one.rule)} ({times % {'n': one.count, 'all': answer.moments}})")
    return told

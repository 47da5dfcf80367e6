"""Who can see a record, said in a sentence: from its row of the matrix, what is shared today, and who evaluates."""

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from staffroom.people.models import Staff
from staffroom.spine.access import Actor, Audience, Column, Row, row

from ..kinds import Shared
from .relations import administrators_of, evaluators_of
from .sharing import Sharing, day_in_words, live_sharings

NAMED = 3  # more people than this are counted, not named


def sentence(actor: Actor, found: Shared, live: Sequence[Sharing]) -> str:
    """Who sees this record today. ``live``: what holds of it; of others' grants a reader is told their own only."""
    assert actor.today is not None  # noqa: S101 - actors come from actor_for, which sets it
    if found.standing.published is not None:
        return _published(found)
    readers = _to_owner(found, live, actor.today) if found.standing.own else _to_reader(actor, found, live)
    return f"{readers} {_above(found, actor.today)}".strip()


def readers_lines(record: str, object_ids: Collection[str], day: date) -> dict[str, str]:
    """For lists of one's own records: "Only you and Ben Ortiz, until March 3." by public id, in a fixed number of
    queries. What the line leaves out, the page "Who can see this" tells."""
    live = live_sharings(record, object_ids, day)
    return {one: _only([], live.get(one, []), day) for one in object_ids}


def _published(found: Shared) -> str:
    to_school = found.standing.published is Audience.SCHOOL
    everyone = _("Every colleague of your school who can sign in") if to_school else ""
    everyone = everyone or _("Every colleague of your district who can sign in")
    if "p" not in row(found.record).cell(Column.IT):
        everyone = _("%(everyone)s, except people who only work for IT") % {"everyone": everyone}
    by = _("You published it.") if found.standing.own else _("%(owner)s published it.") % {"owner": _owner(found)}
    return f"{everyone}. {by}"


def _owner(found: Shared) -> str:
    return str(Staff.objects.filter(pk=found.owner_id).first() or "")


def _to_owner(found: Shared, live: Sequence[Sharing], day: date) -> str:
    others = [str(one) for one in Staff.objects.filter(pk__in=found.others or ())]
    paired = row(found.record).cell(Column.PAIRED)
    if found.others is None and ("R" in paired or "W" in paired):
        others = [_("the other person of it, if there is one")]
    return _only(others, live, day)


def _only(others: list[str], live: Sequence[Sharing], day: date) -> str:
    if len(live) == 1 and not others:
        told = {"name": live[0].grant.to, "day": day_in_words(live[0].grant.until, day)}
        return _("Only you and %(name)s, until %(day)s.") % told
    if len(live) > NAMED:
        number = len(live)
        few = ngettext("%(number)d colleague for a time", "%(number)d colleagues for a time", number)
        shared = [few % {"number": number}]
    else:
        shared = [_until(one, day) for one in live]
    return _("Only %(people)s.") % {"people": listed([_("you"), *others, *shared])}


def _until(one: Sharing, day: date) -> str:
    return _("%(name)s (until %(day)s)") % {"name": one.grant.to, "day": day_in_words(one.grant.until, day)}


def _to_reader(actor: Actor, found: Shared, live: Sequence[Sharing]) -> str:
    """Of the other grants nothing is told: with whom somebody shares is theirs and that colleague's."""
    told = {"owner": _owner(found)}
    mine = next((one for one in live if one.grant.to_id == actor.staff_id), None)
    if mine is not None and actor.today is not None:
        told["day"] = day_in_words(mine.grant.until, actor.today)
        return _("%(owner)s and you, until %(day)s; %(owner)s alone decides who else sees it.") % told
    if row(found.record).has("c"):
        return _("%(owner)s and you; %(owner)s alone decides who else sees it.") % told
    return _("Only %(owner)s and you.") % told


def _above(found: Shared, day: date) -> str:
    """What whoever evaluates or leads, the central office and IT get of it, where the row says nothing or counts."""
    principals = _principals(found, day)
    told: Row = row(found.record)
    groups = {Column.PRINCIPAL: principals, Column.CENTRAL: [_("the central office")]}
    never = [one for column, names in groups.items() if not told.cell(column) for one in names]
    counted = [one for column, names in groups.items() if told.cell(column) == "a" for one in names]
    parts = []
    if never:
        people = never if told.cell(Column.IT) else [*never, _("the IT staff")]
        parts.append(_("%(people)s never see it, not even as a count.") % {"people": listed(people)})
    if counted:
        only = ngettext(
            "%(people)s never sees it: at most it is one of many in a count.",
            "%(people)s never see it: at most it is one of many in a count.",
            len(counted),
        )
        parts.append(only % {"people": listed(counted)})
    return " ".join(part[0].upper() + part[1:] for part in parts)


def _principals(found: Shared, day: date) -> list[str]:
    """Whoever evaluates the owner, and the principal. Their names are for the owner: the relation is no colleague's."""
    if not found.standing.own:
        return [_("whoever evaluates %(owner)s") % {"owner": _owner(found)}, _("their principal")]
    evaluators, leaders = evaluators_of(found.owner_id, day), administrators_of(found.owner_id, day)
    named = [str(one) for one in Staff.objects.filter(pk__in=evaluators)]
    if not 0 < len(named) <= NAMED:
        return [_("whoever evaluates you"), _("your principal")]
    if evaluators == leaders:
        return [_("your principal (today %(names)s)") % {"names": listed(named)}]
    return [_("whoever evaluates you (today %(names)s)") % {"names": listed(named)}, _("your principal")]


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(before)s and %(last)s") % {"before": ", ".join(words[:-1]), "last": words[-1]}

"""Writes of words about offers, and of what somebody took up from a colleague."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor, Refused
from staffroom.spine.scoping import action

from .. import mails, queries, rules
from ..models import Adoption, Word
from .once import only_once

SAID = audit.declare("expertise.word_said", gettext_lazy("{who} said a word about an offer."))
SHOWN = audit.declare("expertise.word_shown", gettext_lazy("{who} shows what a colleague said about an offer."))
HIDDEN = audit.declare("expertise.word_hidden", gettext_lazy("{who} keeps what a colleague said about an offer."))
TAKEN_BACK = audit.declare("expertise.word_deleted", gettext_lazy("{who} deleted a word about an offer."))
LEARNED = audit.declare("expertise.learned", gettext_lazy("{who} said from whom they learned a strategy."))
UNLEARNED = audit.declare("expertise.learned_deleted", gettext_lazy("{who} deleted what they said about a strategy."))


def _record(kind: str, by: Actor, now: datetime, object_id: str, subject: int | None = None) -> None:
    audit.record(
        kind,
        district_id=by.district_id,
        at=now,
        actor=by.staff_id,
        object_id=object_id,
        subject=subject or by.staff_id,
        facts={"who": by.name},
    )


@action
def say_word(*, by: Actor, now: datetime, offer_id: str, kind: str, text: str) -> Word:
    """Tell the owner of an offer, in a sentence or two, what one saw, or thank them. They see it first."""
    offer = queries.word_page(by, offer_id)
    rules.check_sentence(text)
    word = Word(
        district_id=by.district_id,
        offer=offer,
        owner_id=offer.staff_id,
        author_id=by.staff_id,
        kind=kind,
        text=text.strip(),
        language=by.language,
        created=now,
    )
    already = _("You said this to %(name)s already.") % {"name": offer.staff}
    with only_once(already, _("Delete the earlier one first, under What spreads.")):
        word.save()
    _record(SAID, by, now, word.public_id)
    mails.tell_word(word, now=now)
    return word


def _answer(by: Actor, now: datetime, public_id: str, state: str, kind: str) -> Word:
    word = queries.word_for(by, public_id)
    rules.answer_word(by, word)
    if word.state != state:
        word.state, word.answered = state, now
        word.save(update_fields=["state", "answered"])
        _record(kind, by, now, public_id)
    return word


@action
def show_word(*, by: Actor, now: datetime, public_id: str) -> Word:
    """Its owner lets it stand with the offer, for whoever reads the offer."""
    return _answer(by, now, public_id, Word.State.SHOWN, SHOWN)


@action
def hide_word(*, by: Actor, now: datetime, public_id: str) -> Word:
    """Its owner keeps it: nobody but the two reads it. The author is not told."""
    return _answer(by, now, public_id, Word.State.HIDDEN, HIDDEN)


@action
def delete_word(*, by: Actor, now: datetime, public_id: str) -> None:
    """Whoever wrote it, or got it, deletes it for good."""
    queries.word_for(by, public_id).delete()
    _record(TAKEN_BACK, by, now, public_id)


@action
def take_up(
    *, by: Actor, now: datetime, offer_id: str, learned_from: str, what_came: str, shown: bool = False
) -> Adoption:
    """Say that one uses a strategy, from whom one learned it, and what came of it. Saying it again changes it.

    ``learned_from`` is a public id among ``queries.teachers_of``; ``shown``: whether colleagues see it, else the two.
    """
    offer = queries.offer_for(by, offer_id)
    rules.take_up(by, offer)
    rules.check_words(what_came, rules.RESULT_WORDS)
    teacher = rules.teacher_named(queries.teachers_of(by, offer), learned_from)
    adoption = queries.own_adoption(by, offer) or Adoption(
        district_id=by.district_id, offer=offer, staff_id=by.staff_id, created=now
    )
    adoption.learned_from_id = queries.staff_id_of(by, teacher)
    adoption.what_came, adoption.language, adoption.updated = what_came.strip(), by.language, now
    adoption.state = Adoption.State.SHOWN if shown else Adoption.State.PRIVATE
    if not adoption.what_came:
        raise Refused(_("Say in a sentence what came of it."), _("What do you do now, and what do your learners show?"))
    with only_once(_("You said this already."), _("Look under What spreads.")):
        adoption.save()
    _record(LEARNED, by, now, adoption.public_id)
    return adoption


@action
def forget_adoption(*, by: Actor, now: datetime, public_id: str) -> None:
    """Take back what one said about a strategy: nothing of it is kept."""
    queries.adoption_for(by, public_id).delete()
    _record(UNLEARNED, by, now, public_id)

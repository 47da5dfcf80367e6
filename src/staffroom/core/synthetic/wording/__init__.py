"""What teachers write about their practice: an offer's sentences and a page to share."""

from random import Random

from staffroom.core.practices import Practice

from .classroom import CLASSROOM
from .language import LANGUAGE
from .record import Wording
from .thinking import THINKING

WORDINGS: dict[str, Wording] = {**LANGUAGE, **THINKING, **CLASSROOM}

_CONTEXT = (
    "I do this with {who}, most days of the week.",
    "It began with {who} two years ago and I have not stopped.",
    "Right now I do it with {who}; {learners}.",
    "With {who} it took about a month before it ran by itself.",
    "I use it with {who}, and {learners}.",
)
_CONTEXT_ES = (
    "Lo hago con {who}, casi todos los días.",
    "Con {who} tardó un mes en funcionar solo.",
    "Empecé con {who} hace dos años.",
)
_WELCOME = (
    "Come for the first twenty minutes.",
    "It is not polished, and I would like to hear what you notice.",
    "Sit with a group and ask them what they are doing.",
    "You are welcome to try a piece of it with my students.",
    "Bring the lesson you have doubts about and we will talk after.",
    "",
    "",
)
_NEEDS = (
    "I have read about it but never seen it done.",
    "I tried it twice and it fell flat.",
    "I would like to see how somebody starts it.",
    "It works with one of my classes and not with another.",
    "I want to see what the rest of the room does meanwhile.",
    "How do you keep it under ten minutes?",
    "",
)
_DOORS = (
    "Just come in, there is a chair at the back.",
    "Drop in any time in the first half.",
    "We will be in the middle of it.",
    "First try with this class, so expect some noise.",
    "",
)


def offer_texts(
    practice: Practice, who: tuple[str, str], learners: str, language: str, rng: Random
) -> tuple[str, str, str]:
    """(what I do, artefact title, artefact text). ``who`` is the class in English and in Spanish."""
    wording = WORDINGS[practice.code]
    if language == "es":
        said = [wording.spanish, rng.choice(_CONTEXT_ES).format(who=who[1])]
        title = f"Mi hoja: {practice.name_es.lower()}"
        lines = [practice.description_es, *wording.spanish.replace(". ", ".\n").split("\n")]
    else:
        said = [rng.choice(wording.openings), wording.detail]
        said.insert(1, rng.choice(_CONTEXT).format(who=who[0], learners=learners))
        said.append(rng.choice(_WELCOME))
        title, lines = wording.title, list(wording.lines)
    page = "\n".join([title, "=" * len(title), "", *(f"- {line}" for line in lines), ""])
    what = " ".join(sentence for sentence in _shortened(said, rng) if sentence)
    return what, title, page


def _shortened(said: list[str], rng: Random) -> list[str]:
    """Some people write two sentences, some four."""
    return said if rng.random() < 0.75 or len(said) < 4 else said[:3]


def need_note(rng: Random) -> str:
    return rng.choice(_NEEDS)


def door_note(rng: Random) -> str:
    return rng.choice(_DOORS)

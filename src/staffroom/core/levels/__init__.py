"""What each starter practice looks like as it grows: beginning, solid, and so that others can be shown.

The sentences describe a lesson that somebody could see, never a person, and nothing in the program compares them
with anybody: they help to say what to look for on a visit, and what to try next.
"""

from dataclasses import dataclass

from . import classroom, numbers_and_inquiry, talk_and_reading, work


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a practice: its name and what one would see, in both languages ('' where there is none)."""

    name_en: str
    name_es: str
    text_en: str
    text_es: str


NAMES: tuple[tuple[str, str], ...] = (
    ("Emerging", "Empieza a verse"),
    ("Solid", "Bien asentada"),
    ("Can be shown to others", "Se puede mostrar a otros"),
)

TEXTS: dict[str, tuple[tuple[str, str], ...]] = {
    **talk_and_reading.TEXTS,
    **numbers_and_inquiry.TEXTS,
    **classroom.TEXTS,
    **work.TEXTS,
}


def starter_levels(code: str) -> tuple[Level, ...]:
    """The three levels of a starter practice; none for a code that is not ours."""
    lines = TEXTS.get(code, ())
    named = zip(NAMES, lines, strict=False)
    return tuple(Level(name_en, name_es, text_en, text_es) for (name_en, name_es), (text_en, text_es) in named)

"""The shape of a practice's wording."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """``openings``: two ways to begin; ``detail``: what a visitor would see; ``spanish``: two sentences.

    ``title`` and ``lines`` are a one-page artefact of the teacher's own making.
    """

    openings: tuple[str, str]
    detail: str
    spanish: str
    title: str
    lines: tuple[str, ...]

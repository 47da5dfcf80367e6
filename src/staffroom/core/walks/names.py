"""Whether a text names somebody: letters without accents and case, whole words, first and last names."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

# Parts of names that are words of the language as well.
PARTICLES = frozenset({"de", "la", "las", "los", "del", "da", "di", "dos", "van", "von", "der", "den", "el", "y", "e"})


def names_in(text: str, people: Iterable[Sequence[str]]) -> list[str]:
    """The names of these people (each: first, last, preferred ...) that stand in the text, as the people write them.

    A part of a compound name counts, a particle alone does not.
    """
    words = _words(text)
    found = [name for names in people for name in names if name and _stands_in(_words(name), words)]
    return list(dict.fromkeys(found))


def _stands_in(name: list[str], words: list[str]) -> bool:
    if not name:
        return False
    whole = any(words[at : at + len(name)] == name for at in range(len(words) - len(name) + 1))
    parts = {part for part in name if len(part) > 2 and part not in PARTICLES} if len(name) > 1 else set()
    return whole or not parts.isdisjoint(words)


def _words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"[^\W\d_]+", plain.casefold())

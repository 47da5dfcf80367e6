"""A finding in the reader's language. Findings are kept as English sentences; each is one filled template."""

import re
from functools import cache

from .messages import MESSAGES, MORE
from .messages_es import SPANISH

_FIELD = re.compile(r"\{(\w+)[^}]*\}")


def in_spanish(sentence: str) -> str:
    """A sentence of ``messages``, a message or an advice, in Spanish; as it is when it is none of them."""
    for pattern, spanish in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return spanish.format(**found.groupdict())
    return sentence


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those with the most words of their own first, so that a general sentence does not take a special one's place."""
    pairs = {(MORE, "... y {count} más como esta.")}
    for kind, template in MESSAGES.items():
        message, advice = SPANISH[kind]
        pairs |= {(template.message, message), (template.advice, advice)}
    ordered = sorted(pairs, key=lambda pair: (-len(_FIELD.sub("", pair[0])), pair))
    return tuple((_pattern(english), spanish) for english, spanish in ordered)


def _pattern(template: str) -> re.Pattern[str]:
    """The template as a pattern; a field named twice must hold the same both times."""
    parts, seen, at = [], set(), 0
    for field in _FIELD.finditer(template):
        name = field.group(1)
        parts += [re.escape(template[at : field.start()]), f"(?P={name})" if name in seen else f"(?P<{name}>.*)"]
        seen.add(name)
        at = field.end()
    return re.compile("".join([*parts, re.escape(template[at:])]), re.DOTALL)

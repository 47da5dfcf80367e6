"""Codes that people copy from paper: no letter in them looks like another.

Twelve letters of 24 are 55 bits. The first four may be known to whoever saw a corner of the paper; the eight that are
left are 37 bits, far more than the tries that are let through in the days for which a code is good.
"""

import secrets

ALPHABET = "ACDEFGHJKMNPQRTUVWXY3479"  # without 0 O, 1 I L, 2 Z, 5 S, 6, 8 B
BLOCKS, BLOCK = 3, 4


def new_code() -> str:
    """Twelve letters, as they are kept: without gaps."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(BLOCKS * BLOCK))


def shown(code: str) -> str:
    """As it is printed: three groups of four."""
    return " ".join(code[start : start + BLOCK] for start in range(0, len(code), BLOCK))


def typed(text: str) -> str:
    """What somebody typed, however they spaced it: capitals, and nothing but letters and digits."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())[:40]


def first_block(text: str) -> str:
    """The part by which tries are counted: whoever guesses at one code has this in common with it."""
    return typed(text)[:BLOCK]

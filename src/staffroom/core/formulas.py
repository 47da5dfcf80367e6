"""What a spreadsheet would run, kept from running."""

import re

# What a spreadsheet takes for the beginning of a formula, also in full width and behind what cannot be seen.
_LIVE = "=+\\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b"
_UNSEEN = "\\s\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\x00-\x1f'\""
_BEGINS = re.compile(f"^(?:[{_UNSEEN}]*[{_LIVE}]|[\t\r\n])")
# Where commas are decimals, spreadsheets part cells at semicolons, and everywhere at tabs and line ends.
_AFTER_A_BREAK = re.compile(f"([;\t\r\n])(?=(?:(?![\t\r\n])[{_UNSEEN}])*[{_LIVE}])")


def harmless(text: str) -> str:
    """Text that every spreadsheet shows as the text it is, wherever it parts the line."""
    parted = _AFTER_A_BREAK.sub(r"\1'", text)
    return f"'{parted}" if _BEGINS.match(text) else parted


_PARTED = re.compile(f"([;\t\r\n])'(?=(?:(?![\t\r\n])[{_UNSEEN}])*[{_LIVE}])")


def as_typed(text: str) -> str:
    """What :func:`harmless` was given: for files of our own that come back."""
    bare = text[1:] if text[:1] == "'" and _BEGINS.match(text[1:]) else text
    return _PARTED.sub(r"\1", bare)

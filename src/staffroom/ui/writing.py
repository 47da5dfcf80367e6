"""What people wrote, as HTML: paragraphs, lists, emphasis and links, and nothing else that could do anything.

Two layers that do not trust each other. ``markdown-it`` knows only the four things and escapes the rest, so that
headings, tables and tags are shown as the text they are; ``nh3`` then lets through a short list of tags alone.
"""

import re
from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

TAGS = {"p", "br", "ul", "ol", "li", "em", "strong", "a"}
SCHEMES = ("https://", "mailto:")
# An address typed as it is. What ends a sentence or closes a bracket does not belong to it.
_BARE = re.compile(r"https://[^\s<>\"'`|\\^{}]*[^\s<>\"'`|\\^{}.,;:!?)\]*_]")


def _leads_out(address: str) -> bool:
    return address.lower().startswith(SCHEMES)


def _kept(tag: str, name: str, value: str) -> str | None:
    """An attribute, or None: only addresses that lead out, our own ``rel``, and the number a list begins with."""
    if (tag, name) == ("a", "href"):
        return value if _leads_out(value) else None
    return value if (tag, name) == ("a", "rel") or value.isdecimal() else None


def _link_bare(state: StateCore) -> None:
    """Make links of addresses that stand in the text as they are, except within links."""
    for block in state.tokens:
        parts, inside = [], False
        for token in block.children or ():
            inside = token.type == "link_open" or (inside and token.type != "link_close")
            parts += [token] if inside or token.type != "text" else _parted(token.content)
        if block.children:
            block.children = parts


def _parted(text: str) -> list[Token]:
    parts, at = [], 0
    for found in _BARE.finditer(text):
        opened = Token("link_open", "a", 1, attrs={"href": found[0]})
        parts += [_text(text[at : found.start()]), opened, _text(found[0]), Token("link_close", "a", -1)]
        at = found.end()
    return [*parts, _text(text[at:])]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"breaks": True, "html": False})
    reader.enable(["list", "emphasis", "link", "newline"])
    reader.validateLink = _leads_out  # type: ignore[method-assign]
    reader.core.ruler.push("bare_links", _link_bare)
    return reader


_READER = _reader()


def as_html(text: str) -> SafeString:
    """The text as HTML that is safe on every page."""
    clean = nh3.clean(
        _READER.render(text),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_kept,
        url_schemes={"https", "mailto"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - the one place: nh3 has just cleaned it


def as_words(text: str) -> str:
    """The words alone, in one line: for excerpts. Not marked as safe; a template escapes it."""
    bare = nh3.clean(_READER.render(text), tags=set())
    return " ".join(unescape(bare).split())

"""What people write: four marks work, everything else is shown as the text it is, and nothing is ever live."""

from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.template import engines

from staffroom.ui import writing
from staffroom.ui.writing import as_html, as_words

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='https://a.example' onclick=alert(1)>x</a>",
    "<iframe src=https://a.example>",
    "<style>*{background:url(https://a.example)}</style>",
    "<form action=https://a.example><input name=q>",
    "<base href=https://a.example>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<p id=x style='position:fixed'>x</p>",
    "<p\u2028onmouseover=alert(1)>x",
    "</div></main><h1>Signed out</h1>",
    "<<script>alert(1)//<</script>",
    '"><img src=x onerror=alert(1)>',
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java\\script:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](http://a.example)",
    "[x](//a.example)",
    "[x](/account/logout/)",
    "[x](https://a.example/\"onmouseover='alert(1)')",
    "[x](https://a.example 'title\" onmouseover=alert(1)')",
    '[x](https://a.example "t")',
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "![x](https://a.example/pixel.png)",
    "![x](x'onerror='alert(1))",
    "[a]\n\n[a]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<https://a.example/?q='onclick='alert(1)>",
    'https://a.example/"onmouseover="alert(1)',
    "https://a.example/<script>alert(1)</script>",
    "https://javascript:alert(1)@a.example",
    "**<b onclick=alert(1)>x</b>**",
    "- <script>alert(1)</script>\n- [x](javascript:alert(1))",
    "`<img src=x onerror=alert(1)>`",
    "```html\n<script>alert(1)</script>\n```",
    "| <img src=x onerror=alert(1)> |\n|---|",
    "# <svg/onload=alert(1)>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\u202e<img src=x onerror=alert(1)>",
    "[" * 5000,
    "*" * 5000,
    "- " * 2000 + "x",
    "[x](" * 2000,
]
ALLOWED = {"a": {"href", "rel", "title"}, "ol": {"start"}}


class _Live(HTMLParser):
    """Finds whatever is not on the list: tags, attributes, addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[object] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in writing.TAGS:
            self.found.append(tag)
        for name, value in attrs:
            if name not in ALLOWED.get(tag, ()):
                self.found.append((tag, name))
            if name == "href" and not str(value).startswith(("https://", "mailto:")):
                self.found.append(value)

    def handle_comment(self, data: str) -> None:
        self.found.append(data)


def live(shown: str) -> list[object]:
    reader = _Live()
    reader.feed(shown)
    reader.close()
    return reader.found


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_is_live(text):
    assert live(as_html(text)) == []


def test_the_reader_of_these_tests_sees_what_is_live():
    assert live("<img src=x onerror=alert(1)>") == ["img", ("img", "src"), ("img", "onerror")]
    assert live("<a href='javascript:1'>") == ["javascript:1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_each_layer_holds_without_the_other(text, monkeypatch):
    with monkeypatch.context() as alone:
        alone.setattr(writing, "_READER", SimpleNamespace(render=lambda given: given))
        assert live(as_html(text)) == []
    with monkeypatch.context() as alone:
        alone.setattr(writing, "nh3", SimpleNamespace(clean=lambda given, **_how: given))
        assert live(as_html(text)) == []


def test_without_both_layers_it_is_live(monkeypatch):
    monkeypatch.setattr(writing, "_READER", SimpleNamespace(render=lambda given: given))
    monkeypatch.setattr(writing, "nh3", SimpleNamespace(clean=lambda given, **_how: given))
    assert live(as_html(HOSTILE[1]))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One.\n\nTwo,\nthree.", "<p>One.</p>\n<p>Two,<br>\nthree.</p>\n"),
        ("- one\n- *two*", "<ul>\n<li>one</li>\n<li><em>two</em></li>\n</ul>\n"),
        ("3. three\n4. **four**", '<ol start="3">\n<li>three</li>\n<li><strong>four</strong></li>\n</ol>\n'),
        (
            "See https://a.example/b_c?d=1&e=2.",
            '<p>See <a href="https://a.example/b_c?d=1&amp;e=2" rel="noopener nofollow">'
            "https://a.example/b_c?d=1&amp;e=2</a>.</p>\n",
        ),
        ("[mail](mailto:a@b.example)", '<p><a href="mailto:a@b.example" rel="noopener nofollow">mail</a></p>\n'),
        ("[x](https://a.example)", '<p><a href="https://a.example" rel="noopener nofollow">x</a></p>\n'),
        ("# Not a heading", "<p># Not a heading</p>\n"),
        ("| a | b |\n|---|---|", "<p>| a | b |<br>\n|---|---|</p>\n"),
        ("<b>not bold</b> & so on", "<p>&lt;b&gt;not bold&lt;/b&gt; &amp; so on</p>\n"),
        ("a < b > c", "<p>a &lt; b &gt; c</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("2 * 3 = 6, snake_case", "<p>2 * 3 = 6, snake_case</p>\n"),
        ("", ""),
    ],
)
def test_what_is_shown(text, shown):
    assert as_html(text) == shown


def test_links_carry_nothing_but_their_address():
    assert "title" not in as_html("[x](https://a.example 'more')")


def test_an_address_within_a_link_is_not_made_a_second_link():
    assert as_html("[https://a.example](https://b.example)").count("<a ") == 1


def test_an_excerpt_is_words_and_escaped_by_the_template():
    text = "- *One* <b>two</b>\n- [three](https://a.example)\n\nfour &amp; five"
    assert as_words(text) == "One <b>two</b> three four &amp; five"
    template = engines["django"].from_string("{{ text|in_brief:3 }}")
    assert template.render({"text": text}) == "One &lt;b&gt;two&lt;/b&gt; three…"


@pytest.mark.parametrize("text", ["[" * 20_000, "*a " * 20_000, "> " * 10_000, "1. " * 10_000, "[a](" * 10_000])
def test_a_long_hostile_text_ends_soon(text):
    import time

    began = time.process_time()
    as_html(text[:20_000])
    assert time.process_time() - began < 2

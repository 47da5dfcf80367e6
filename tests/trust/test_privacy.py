"""The privacy page: open to everybody, whole, in both languages, and it names no district."""

from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from staffroom.spine.access import matrix, row
from staffroom.spine.access.matrix import read
from staffroom.trust.matrix_words import rows, sentence_of
from staffroom.trust.promises import promises

CELLS = 'cells = {{ owner = "{}", paired = "{}", team = "{}", colleague = "{}", principal = "{}", '
CELLS += 'central = "{}", partner = "{}", it = "{}" }}'


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
def test_anybody_reads_the_whole_of_it(cast, client, language):
    client.cookies["language"] = language
    page = unescape(text(client.get("/privacy/")))
    for one in matrix().values():
        assert one.title(language) in page
    for one in promises().promises:
        assert one.said.name(language) in page
        assert all(test in page for test in one.tests)
    assert "FERPA" in page and cast.district.name not in page and cast.lincoln.name not in page


def test_built_rows_come_first(cast, client):
    page = unescape(text(client.get("/privacy/")))
    places = [page.index(f'<th scope="row">{one.en}') for one in matrix().values()]
    built = [place for place, one in zip(places, matrix().values(), strict=True) if one.built]
    later = [place for place, one in zip(places, matrix().values(), strict=True) if not one.built]
    assert max(built) < page.index("Rows that later rooms will be held to") < min(later)


def test_it_reads_and_keeps_nothing(cast, django_assert_num_queries):
    client = Client()
    with django_assert_num_queries(0):
        assert client.get("/privacy/").status_code == 200
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert client.post("/privacy/").status_code == 405


def test_who_sees_what_leads_to_it(cast, as_):
    assert 'href="/privacy/"' in text(as_(cast.ana).get("/roles/")).split("<main")[1].split("</main")[0]


def told(*letters: str) -> str:
    cells = CELLS.format(*letters)
    return sentence_of(read(f'[x]\nen = "x"\nes = "y"\nreleased_by = "owner"\n{cells}')["x"])


@pytest.mark.parametrize(
    ("letters", "sentence"),
    [
        (("W", "", "", "", "", "", "", ""), "Only its owner."),
        (("", "", "", "", "", "", "", ""), "Nobody."),
        (("W", "c", "c", "", "", "", "", ""), "Its owner. Whoever the owner names, for a time."),
        (
            ("W", "Rc", "c", "", "a", "a", "", ""),
            "Its owner. Whoever the owner names, for a time. The other person: read. "
            "Principals and the central office: counts only.",
        ),
        (("", "", "", "", "", "W", "", "W"), "The central office and IT: read and write."),
        (("R", "", "", "", "", "m", "", "m"), "Its owner. The central office and IT: only that it is there."),
        (
            ("W", "p", "", "p", "p", "", "", ""),
            "Its owner. Once published: colleagues and principals, as the owner chooses.",
        ),
        (("R",) * 8, "Its owner. Everybody: read."),
    ],
)
def test_a_row_as_sentences(letters, sentence):
    assert told(*letters) == sentence


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_row_has_a_sentence_and_eight_cells(language):
    with override(language):
        found = [*rows(language, built=True), *rows(language, built=False)]
    assert len(found) == len(matrix())
    assert all(one.sentence.endswith(".") and "%(" not in one.sentence for one in found)
    assert {len(one.cells) for one in found} == {8}
    assert [bool(cell.words) for one in found if one.name == "need" for cell in one.cells] == [
        bool(letters) for letters in row("need").cells.values()
    ]

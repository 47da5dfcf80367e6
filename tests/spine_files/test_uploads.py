"""Hostile uploads: each is refused in a sentence, or kept without what made it hostile."""

import io
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.translation import override
from PIL import Image

from staffroom.spine.access import Refused
from staffroom.spine.files import content, pictures, store
from staffroom.spine.files.content import check_artefact, harmless
from staffroom.spine.files.store import StoredFile

from .hostile import (
    PROGRAM,
    REFUSED,
    SECRET,
    exif,
    gif,
    jpeg,
    pdf,
    pdf_packed,
    picture,
    png,
    png_of,
    saved,
    webp,
)

NOW = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)
PICTURES = {"a.jpg": jpeg, "a.png": png, "a.webp": webp, "a.gif": gif}


def keep(name: str, data: bytes, **fields: object) -> StoredFile:
    return store.store([data], name=name, district_id=7, owner=2, now=NOW, **fields)


def on_disk(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("what", REFUSED)
def test_each_is_refused_in_its_sentence_and_nothing_is_kept(db, settings, what):
    upload, sentence = REFUSED[what]
    with pytest.raises(Refused) as told:
        keep(upload.name, upload.data)
    assert (told.value.sentence, told.value.status) == (sentence, 409)
    assert told.value.advice
    assert (StoredFile.objects.count(), on_disk(settings)) == (0, [])


def test_the_sentences_are_in_spanish_too():
    for upload, sentence in REFUSED.values():
        with override("es"), pytest.raises(Refused) as told:
            harmless(upload.name, upload.data)
        assert told.value.sentence != sentence


@pytest.mark.parametrize("name", PICTURES)
def test_place_camera_author_and_comments_are_gone(db, name):
    came = PICTURES[name]()
    assert SECRET in came
    kept = keep(name, came).path.read_bytes()
    assert SECRET not in kept
    with Image.open(io.BytesIO(kept)) as again:
        again.load()
        assert (again.size, dict(again.getexif())) == ((40, 30), {})
        assert not {"xmp", "icc_profile", "comment", "Author"} & set(again.info)
        assert getattr(again, "n_frames", 1) == 1


def test_the_place_in_a_photograph_is_really_there_before(db):
    """The test above would pass on a picture that never had one."""
    with Image.open(io.BytesIO(jpeg())) as came:
        assert came.getexif().get_ifd(0x8825)[2] == (37.0, 46.0, 29.0)


@pytest.mark.parametrize(("turned", "size", "light"), [(1, (40, 30), (35, 15)), (6, (30, 40), (15, 35))])
def test_pictures_are_turned_upright(turned, size, light):
    kept = harmless("a.jpg", saved(picture(), "JPEG", exif=exif(turned=turned)))
    with Image.open(io.BytesIO(kept.data)) as again:
        assert again.size == size
        assert again.getpixel(light)[0] > 200


@pytest.mark.parametrize("behind", [b"<script>alert(1)</script>", b"PK\x03\x04 a zip", b"%PDF-1.7 a document"])
@pytest.mark.parametrize("name", PICTURES)
def test_nothing_behind_the_end_of_a_picture_is_kept(name, behind):
    assert behind not in harmless(name, PICTURES[name]() + behind).data


def test_a_page_in_the_comment_of_a_picture_is_not_kept():
    page = b"<html><script>alert(document.domain)</script></html>"
    assert page in jpeg(comment=page)
    assert page not in harmless("a.jpg", jpeg(comment=page)).data


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_to_keep_dots_in_a_png_survives(mode):
    came = Image.new("L", (8, 8), 200).convert("I").point(lambda dot: dot * 256) if mode[0] == "I" else picture((8, 8))
    kept = harmless("a.png", saved(came.convert(mode), "PNG"))
    with Image.open(io.BytesIO(kept.data)) as again:
        shown = again.convert("L")
        assert shown.getpixel((7, 7)) == pytest.approx(200 if mode[0] == "I" else 240, abs=16)


def test_what_is_see_through_stays_so():
    kept = harmless("a.png", saved(Image.new("RGBA", (4, 4), (10, 20, 30, 0)), "PNG"))
    with Image.open(io.BytesIO(kept.data)) as again:
        assert again.getpixel((1, 1)) == (10, 20, 30, 0)


def test_a_photograph_for_print_is_kept_in_colour():
    kept = harmless("a.jpg", saved(picture().convert("CMYK"), "JPEG"))
    with Image.open(io.BytesIO(kept.data)) as again:
        assert again.mode == "RGB"


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = png_of(30_000, 30_000)
    tracemalloc.start()
    with pytest.raises(Refused, match="million dots"):
        harmless("big.png", bomb)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(bomb) < 200_000 and most < 5_000_000


def test_the_limit_of_dots_is_ours(monkeypatch):
    """Without it the same picture is taken: the library's own limit is further out."""
    small = png_of(5_000, 200)
    assert harmless("a.png", small).content_type == "image/png"
    monkeypatch.setattr(pictures, "MOST_PIXELS", 999_999)
    with pytest.raises(Refused):
        harmless("a.png", small)


@pytest.mark.parametrize("data", [pdf(), pdf_packed(b"5 0 <</Type/Page>>"), pdf(b"/Title(JavaScript for beginners)")])
def test_an_ordinary_pdf_is_kept_as_it_is(data):
    assert harmless("a.pdf", data) == content.Harmless("application/pdf", data)


def test_a_pdf_of_a_printer_is_taken():
    pages = saved(picture((400, 300)), "PDF", title="Anchor chart", author="A teacher")
    assert check_artefact("a.pdf", pages) == "application/pdf"


def test_looking_through_a_pdf_is_what_refuses_it(monkeypatch):
    hostile = REFUSED["PDF with a packed program"][0]
    monkeypatch.setattr(content, "_packed_objects", lambda data: ())
    assert harmless(hostile.name, hostile.data).data == hostile.data
    assert REFUSED["PDF with a packed program"][1] == PROGRAM


@pytest.mark.parametrize("text", ["Señal ✓ – a plan", "a < b, and <b>so on</b>", "x\f\ty", "If I say <script> aloud"])
def test_ordinary_texts_are_taken(text):
    for encoding in ("utf-8", "utf-16", "utf-8-sig"):
        assert harmless("a.md", text.encode(encoding)).content_type == "text/plain"
    assert harmless("a.txt", "Señal".encode("latin-1")).content_type == "text/plain"


NAMES = {
    "../../etc/passwd.txt": "passwd.txt",
    "..\\..\\boot.txt": "boot.txt",
    "chart\u202etxt.exe.txt": "charttxt.exe.txt",
    "a\r\nSet-Cookie: x.txt": "aSet-Cookie_x.txt",
    "a" * 300 + ".txt": "a" * 120 + ".txt",
    ".txt": "txt.txt",
    "CON.txt": "_CON.txt",
    "-rf.txt": "rf.txt",
    "año 1.MD": "año_1.MD",
    "..txt": "txt.txt",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_become_harmless_and_keep_a_true_ending(db, name):
    assert keep(name, b"words").name == NAMES[name]


def test_the_ending_is_that_of_what_is_kept(db):
    row = keep("walk.gif", gif())
    assert (row.name, row.content_type) == ("walk.gif.png", "image/png")


def test_size_and_digest_are_those_of_what_is_kept(db):
    import hashlib

    row = keep("a.jpg", jpeg())
    kept = row.path.read_bytes()
    assert (row.size, row.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())


def test_one_person_cannot_fill_the_disk(db, monkeypatch):
    monkeypatch.setattr(store, "FILES_A_PERSON", 2)
    keep("a.txt", b"one"), keep("b.txt", b"two")
    with pytest.raises(Refused, match="2 files here already"):
        keep("c.txt", b"three")
    store.store([b"x"], name="d.txt", district_id=7, owner=3, now=NOW)
    assert StoredFile.objects.count() == 3


def test_only_rosters_are_kept_as_they_came(db):
    """Any other use of the store looks into what it keeps, whatever kinds it takes."""
    with pytest.raises(Refused):
        keep("x.txt", b"<html>", allowed=frozenset({"text/plain"}))
    assert keep("x.zip", b"PK\x03\x04", allowed=store.ROSTER_TYPES).size == 4


def test_the_first_bytes_may_arrive_one_by_one(db):
    data = png()
    row = store.store((data[at : at + 1] for at in range(len(data))), name="a.png", district_id=7, owner=2, now=NOW)
    assert row.content_type == "image/png"

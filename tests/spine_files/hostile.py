"""Uploads that mean harm, made here: nothing of the kind is kept in the repository."""

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, PngImagePlugin

SECRET = b"canary-37.7749N"


@dataclass(frozen=True, slots=True)
class Upload:
    """A name and its bytes."""

    name: str
    data: bytes


def picture(size: tuple[int, int] = (40, 30), mode: str = "RGB") -> Image.Image:
    """Left half dark, right half light: so that turning it shows."""
    made = Image.new(mode, size, 0)
    made.paste(Image.new(mode, (size[0] // 2, size[1]), 255 if mode in "L1" else (240, 240, 240)), (size[0] // 2, 0))
    return made


def saved(made: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **how)
    return out.getvalue()


def exif(*, turned: int = 1) -> Image.Exif:
    """Place, author, camera and a comment, with the orientation of the camera."""
    told = Image.Exif()
    told[0x0112] = turned
    told[0x013B] = told[0x010F] = SECRET.decode()
    place = told.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (37.0, 46.0, 29.0), "W", (122.0, 25.0, 9.0)
    place[0x1B] = SECRET
    return told


def jpeg(**how: object) -> bytes:
    told = {"exif": exif(), "comment": SECRET, "xmp": b"<x:xmpmeta>" + SECRET, "icc_profile": b"\0" * 100 + SECRET}
    return saved(picture(), "JPEG", **(told | how))


def png() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", SECRET.decode())
    told.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    told.add_text("Comment", SECRET.decode(), zip=True)
    return saved(picture(), "PNG", pnginfo=told, exif=exif(), icc_profile=SECRET * 9)


def webp() -> bytes:
    return saved(picture(), "WEBP", exif=exif(), xmp=SECRET, icc_profile=SECRET * 9)


def gif() -> bytes:
    frames = [picture(), picture((40, 30))]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=SECRET)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int) -> bytes:
    """A picture of one bit a dot: megabytes of dots in kilobytes of file."""
    lines = zlib.compressobj(9)
    line, body = b"\0" * (1 + (width + 7) // 8), []
    body = [lines.compress(line) for _ in range(height)]
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    whole = b"".join([*body, lines.flush()])
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", whole) + _chunk(b"IEND", b"")


def pdf(inside: bytes = b"", *, after: bytes = b"") -> bytes:
    """A small PDF with one page, and whatever is put into its catalogue."""
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R" + inside + b">>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\n"
        b"trailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n" + after
    )


def pdf_packed(objects: bytes, *, filters: bytes = b"/FlateDecode", pack: bool = True) -> bytes:
    """A PDF whose objects are packed, as most programs write them today."""
    packed = zlib.compress(objects) if pack else objects
    about = b"<</Type/ObjStm/N 1/First 4/Filter" + filters + b"/Length %d>>\nstream\n" % len(packed)
    return b"%PDF-1.7\n4 0 obj\n" + about + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


JS = b"<</S/JavaScript/JS(app.alert(1))>>"
PROGRAM = "The PDF holds a program, a form that sends itself, or another file."
UNSEEN = "The PDF is packed in a way that cannot be looked into."
NOT_TAKEN = "This kind of file is not taken here."
MARKUP = "This is a web page or a drawing made of code, not a text."
DOTS = "The picture has more than 40 million dots."
DAMAGED = "The picture is damaged: it cannot be opened."
MISNAMED = "The name of the file and its content do not fit each other."
ENDED = "The PDF is damaged, or something was put behind its end."

REFUSED: dict[str, tuple[Upload, str]] = {
    "bomb of 900 million dots": (Upload("big.png", png_of(30_000, 30_000)), DOTS),
    "bomb below the library's own limit": (Upload("big.png", png_of(8_000, 8_000)), DOTS),
    "picture cut off": (Upload("cut.jpg", jpeg()[:-200]), DAMAGED),
    "GIF that is a script": (Upload("x.gif", b"GIF89a/*\x01\x00\x80*/=1;alert(1)//"), DAMAGED),
    "JPEG in name and first bytes only": (Upload("x.jpg", b"\xff\xd8\xff\xe0<script>alert(1)</script>"), DAMAGED),
    "drawing with a script": (Upload("x.svg", b"<svg onload=alert(1)>"), MARKUP),
    "drawing called a picture": (Upload("x.png", b"<svg onload=alert(1)>"), MARKUP),
    "page called a text": (Upload("page.txt", b"<!DOCTYPE html><script>alert(1)</script>"), MARKUP),
    "page behind blanks": (Upload("page.txt", b"\xef\xbb\xbf \r\n\t<HTML>"), MARKUP),
    "page in UTF-16": (Upload("page.txt", "<script>alert(1)</script>".encode("utf-16")), MARKUP),
    "page called a page": (Upload("page.html", b"words"), MISNAMED),
    "program": (Upload("run.txt", b"MZ\x90\x00\x03"), NOT_TAKEN),
    "program behind a long text": (Upload("run.txt", b"words " * 2000 + b"\x00\x7fELF\x02"), NOT_TAKEN),
    "text in UTF-16 with control characters": (Upload("x.txt", "a\x00\x01".encode("utf-16")), NOT_TAKEN),
    "zip": (Upload("words.txt", b"PK\x03\x04 zipped"), NOT_TAKEN),
    "zip called a document": (Upload("words.docx", b"PK\x03\x04 zipped"), NOT_TAKEN),
    "wrong ending": (Upload("picture.png", jpeg()), MISNAMED),
    "no ending": (Upload("picture", png()), MISNAMED),
    "empty": (Upload("empty.txt", b""), "The file is empty."),
    "blank": (Upload("blank.txt", b" \n\t "), "The file is empty."),
    "PDF with a program": (Upload("x.pdf", pdf(b"/OpenAction" + JS)), PROGRAM),
    "PDF whose program is spelled oddly": (Upload("x.pdf", pdf(b"/OpenAction<</S/J#61v#61Script/#4aS(1)>>")), PROGRAM),
    "PDF that starts a program": (Upload("x.pdf", pdf(b"/OpenAction<</S/Launch/F(cmd.exe)>>")), PROGRAM),
    "PDF with a file in it": (Upload("x.pdf", pdf(b"/Names<</EmbeddedFiles 9 0 R>>")), PROGRAM),
    "PDF that plays a program": (Upload("x.pdf", pdf(b"/AA<</O<</S/Rendition/JS(1)>>>>")), PROGRAM),
    "PDF whose form sends itself": (Upload("x.pdf", pdf(b"/AA<</O<</S/SubmitForm/F(http://x)>>>>")), PROGRAM),
    "PDF with a packed program": (Upload("x.pdf", pdf_packed(b"5 0 " + JS)), PROGRAM),
    "PDF packed twice": (Upload("x.pdf", pdf_packed(zlib.compress(b"5 0 " + JS))), UNSEEN),
    "PDF packed otherwise": (
        Upload("x.pdf", pdf_packed(b"3c3c2f532f", filters=b"/ASCIIHexDecode", pack=False)),
        UNSEEN,
    ),
    "PDF that unpacks to 80 MB": (Upload("x.pdf", pdf_packed(b"5 0 " + b" " * 80_000_000)), UNSEEN),
    "PDF with a password": (
        Upload("x.pdf", pdf().replace(b"/Root", b"/Encrypt 7 0 R/Root")),
        "The PDF is locked, so nobody here can look whether it is harmless.",
    ),
    "PDF with a zip behind it": (Upload("x.pdf", pdf(after=b"PK\x03\x04" + b"z" * 2000)), ENDED),
    "PDF that is only a heading": (Upload("x.pdf", b"%PDF-1.7\n<script>alert(1)</script>"), ENDED),
}

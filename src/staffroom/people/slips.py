"""What stands on a slip of paper besides words: a square for the camera."""

from dataclasses import dataclass

import qrcode


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code as a path of an SVG drawing: ``side`` modules wide, quiet zone included."""

    side: int
    path: str


def qr_of(text: str) -> Square:
    """The square that a phone's camera reads as this text."""
    made = qrcode.QRCode(border=2)
    made.add_data(text)
    rows = made.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Square(len(rows), "".join(dark))

"""Pictures, written anew: upright, and nothing in them but what the eye sees.

Place, camera, author, comments, thumbnails, colour profiles, further frames and whatever stands behind the end of
the file stay behind, because only the dots are carried over. Limits are asked before anything is decoded.
"""

import io
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from ..access import Refused

MOST_PIXELS = 40_000_000

# What it is -> the format it is read as, the kind and format it is written as, and how.
FORMATS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "image/jpeg": ("JPEG", "image/jpeg", "JPEG", {"quality": 90}),
    "image/png": ("PNG", "image/png", "PNG", {}),
    "image/webp": ("WEBP", "image/webp", "WEBP", {"quality": 90}),
    "image/gif": ("GIF", "image/png", "PNG", {}),
}


def anew(data: bytes, kind: str) -> tuple[str, bytes]:
    """The same picture as (kind, bytes), made of its dots alone. Raises Refused when it is too large or damaged."""
    read_as, written_kind, written_as, how = FORMATS[kind]
    try:
        with Image.open(io.BytesIO(data), formats=(read_as,)) as picture:
            _check_size(*picture.size)
            dots = _dots(ImageOps.exif_transpose(picture), written_as)
            out = io.BytesIO()
            dots.save(out, written_as, **how)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_dots() from None
    except Refused:
        raise
    except Exception:  # decoders fail in every way there is; each of them means the same to the reader
        raise Refused(
            _("The picture is damaged: it cannot be opened."),
            _("Open it where you made it, save it again, and bring that."),
        ) from None
    return written_kind, out.getvalue()


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_dots()


def _too_many_dots() -> Refused:
    return Refused(
        _("The picture has more than %(most)d million dots.") % {"most": MOST_PIXELS // 1_000_000},
        _("Save it smaller: 4,000 dots on the longer side are plenty."),
    )


def _dots(picture: Image.Image, written_as: str) -> Image.Image:
    """The dots as grey, colour or colour with transparency; nothing else is carried over."""
    if picture.mode.startswith(("I", "F")):  # 16 bits of grey
        picture = picture.convert("I").point(lambda dot: dot * (1 / 256))
    see_through = written_as != "JPEG" and picture.has_transparency_data
    grey = picture.mode in ("1", "L", "I", "F")
    dots = picture.convert("RGBA" if see_through else "L" if grey else "RGB")
    dots.info = {}
    return dots

"""A canonical text of a district, and its digest: equal districts have equal bytes."""

import json
from dataclasses import asdict
from datetime import date
from hashlib import sha256

from .model import District


def canonical(district: District) -> str:
    """JSON with sorted keys and ISO dates."""
    return json.dumps(asdict(district), sort_keys=True, ensure_ascii=True, default=_text)


def digest(district: District) -> str:
    return sha256(canonical(district).encode("ascii")).hexdigest()


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a district.")

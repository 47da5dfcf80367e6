"""Two clicks at once: the database refuses the second, and it is said in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from staffroom.spine.access import Refused


@contextmanager
def only_once(sentence: Any, advice: Any) -> Iterator[None]:
    """Turn a broken uniqueness inside into a refusal; the surrounding transaction stays usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(sentence, advice) from None

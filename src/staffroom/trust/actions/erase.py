"""Deleting all that is one's own: rows and words go by what their models declare; the log loses its facts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staffroom.spine import audit
from staffroom.spine.access import Actor, Declared, Erase, Refused
from staffroom.spine.files.store import StoredFile
from staffroom.spine.outbox import Mail
from staffroom.spine.scoping import action

from .. import queries, rules
from ..queries.declared import nearest_first
from ..queries.keeping import BY_HAND, without_pointer
from ..queries.mydata import at, rows_to_erase
from .retention import remove_file

ERASED = audit.declare("trust.erased_mine", gettext_lazy("Someone deleted all that was theirs to delete."))
LONG = 12  # letters from which words are found anywhere in a mail; shorter ones only as lines of their own


@dataclass(frozen=True, slots=True)
class Gone:
    """Words that went, and who else could read them."""

    text: str
    readers: frozenset[int]


@action
def erase_mine(*, by: Actor, now: datetime, typed: str) -> dict[str, int]:
    """Delete all that is the actor's own: label -> how many rows went or lost their words.

    ``typed`` is the family name, to be sure. Rows that a colleague has a part in stay as a bare fact; roster and
    account stay. The bytes of files go once the transaction holds. Raises Refused.
    """
    person = queries.person_of(by)
    rules.confirm_family_name(person, typed)
    if queries.export_at_work(by):
        raise Refused(_("A copy of your data is being made right now."), _("Delete when it is ready, or stop it."))
    eraser = Eraser(person.pk)
    counts = {}
    for model, declared in nearest_first():
        if declared.about and declared.erase is not Erase.STAYS and model not in BY_HAND:
            counts[model._meta.label] = eraser.erase(model, declared)
    counts[StoredFile._meta.label] = remove_files(person.pk)
    for gone in eraser.gone:
        forget_in_mails(by.district_id, person.pk, gone)
    audit.erase(by.district_id, person.pk, at=now, by=None)
    audit.record(ERASED, district_id=by.district_id, at=now, actor=person.pk)
    return {label: count for label, count in counts.items() if count}


class Eraser:
    """Takes one person's rows and words away, and remembers the words that others could read.

    ``only`` says of a row and its declaration whether it is to go; without it all go.
    """

    def __init__(self, me: int, only: Callable[[Any, Declared], bool] = lambda _record, _declared: True) -> None:
        self.me, self.only = me, only
        self.gone: list[Gone] = []

    def erase(self, model: type[Model], declared: Declared) -> int:
        count = 0
        for record in [one for one in rows_to_erase(model, declared, self.me) if self.only(one, declared)]:
            self.gone += self._words(record, declared)
            count += self._take(record, declared)
        return count

    def _take(self, record: Any, declared: Declared) -> bool:
        if declared.erase in (Erase.BLANK, Erase.FORGET):
            return self._blank(record, declared)
        try:
            with transaction.atomic():
                record.delete()
        except ProtectedError:
            if declared.erase is Erase.DELETE:
                raise
            return self._blank(record, declared)
        return True

    def _mine(self, record: Any, declared: Declared) -> list[str]:
        """The columns of a row that hold this person's words."""
        return [
            name for name in declared.words if any(at(record, path) == self.me for path in declared.writers_of(name))
        ]

    def _blank(self, record: Any, declared: Declared) -> bool:
        values = dict.fromkeys(self._mine(record, declared), "") | dict(declared.becomes)
        changed = {name: value for name, value in values.items() if getattr(record, name) != value}
        for name, value in changed.items():
            setattr(record, name, value)
        if changed:
            record.save(update_fields=list(changed))
        return bool(changed)

    def _words(self, record: Any, declared: Declared) -> Iterator[Gone]:
        people = {at(record, path) for path in declared.about} - {None, self.me}
        readers = frozenset(person for person in people if person is not None)
        for name in self._mine(record, declared) if readers else ():
            if getattr(record, name).strip():
                yield Gone(getattr(record, name), readers)


def remove_files(owner: int) -> int:
    """Files of a person that no record names any more: those of what has just gone, and exports."""
    files = list(without_pointer(StoredFile.objects.filter(owner=owner)))
    for one in files:
        remove_file(one)
    return len(files)


def forget_in_mails(district_id: int, me: int, gone: Gone) -> None:
    """Take words out of the outbox's copies of mails that told them to the other people of a record."""
    first = gone.text.strip().splitlines()[0]
    told = Mail.objects.filter(district_id=district_id, to_staff__in=gone.readers, text__contains=first)
    for mail in (one for one in told.exclude(to_staff=me) if _tells(one.text, gone.text)):
        with translation.override(mail.language):
            mail.text = _("Whoever wrote the words of this mail has deleted them.")
        mail.html, mail.calendar = format_html("<p>{}</p>", mail.text), ""
        mail.save(update_fields=["text", "html", "calendar"])


def _tells(text: str, words: str) -> bool:
    there, sought = _lines(text), _lines(words)
    return f"\n{sought}\n" in f"\n{there}\n" or (len(sought) >= LONG and sought in there)


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in _each_line(text))


def _each_line(text: str) -> Iterable[str]:
    return text.strip().splitlines()

"""What the district's source last said, as the core reads it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from staffroom.core.roster import model as core
from staffroom.core.roster.cells import first_words, person_cells, section_cells
from staffroom.core.roster.recall import person_row
from staffroom.core.roster.sources import HERE, Cells, Held, Key, Said, digest_of
from staffroom.spine.files.package import open_package
from staffroom.spine.files.store import StoredFile
from staffroom.spine.scoping import district_scope

from ..models import RosterImport, SourceRow

COLUMNS = ("kind", "key", "modified", "gone", "whole", "cells", "held_in")
Line = list[Any]  # the columns of a source row; of one that is not there only kind and key


def source_words(district_id: int) -> dict[Key, Said]:
    """The last word on every object of the district's source."""
    with district_scope(district_id):
        rows = SourceRow.objects.values_list(*COLUMNS)
        return {(kind, key): Said(*said) for kind, key, *said in rows.iterator(chunk_size=5000)}


def held_words(district_id: int, current: core.Roster) -> Held:
    """The last words, with what the district holds standing in for kinds of which no source has spoken."""
    words = source_words(district_id)
    return Held(words, _recall, first_words(current, {kind for kind, _ in words}))


def _recall(package: str, name: str) -> Cells | None:
    """A person's row in the stored file of an earlier import; None when the file is gone."""
    found = RosterImport.objects.filter(public_id=package).first()
    stored = StoredFile.objects.filter(public_id=found.stored_file).first() if found else None
    if stored is None or not stored.path.exists():
        return None
    with open_package(stored.path) as opened:
        opener = next((one for file, one in opened.files.items() if file.lower() == "users.csv"), None)
        return None if opener is None else person_row(opener, name)


def lines_of(words: Mapping[Key, Said | None]) -> list[Line]:
    """Last words as JSON keeps them, for an import that is to set them."""
    return [
        [*key, said.modified, said.gone, said.whole, said.cells, said.held_in] if said else [*key]
        for key, said in words.items()
    ]


def with_package(lines: list[Line], package: str) -> list[Line]:
    """The lines with the id of the import whose file they come from."""
    return [[*line[:-1], package] if line[-1] == HERE else line for line in lines]


# What a whole truth is silent about stays (decision 006): cell names by field of our record.
_SILENT_CELLS = {
    "person": (person_cells, ("preferred", "email", "identifier")),
    "section": (section_cells, ("room", "periods", "grades", "subjects", "terms", "course_title", "course_code")),
}


def with_silence_filled(roster: core.Roster, held: Held) -> dict[Key, Said | None]:
    """The last words of a whole truth, with what it is silent about as it stays: else the next list of changes
    would empty it. Those that say what is held already are left out."""
    words = dict(roster.sources)
    records = [("person", one) for one in roster.people] + [("section", one) for one in roster.sections]
    for kind, record in records:
        key = (kind, digest_of(kind, record.source_id))
        said = words.get(key)
        if said is None or said.cells is None:
            continue
        make, names = _SILENT_CELLS[kind]
        ours = make(record)
        more = {name: ours[name] for name in names if ours[name] and not said.cells.get(name)}
        if more:
            words[key] = replace(said, cells={**said.cells, **more})
    return {key: said for key, said in words.items() if held.rows.get(key) != said}

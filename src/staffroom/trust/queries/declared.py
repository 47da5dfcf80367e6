"""What the models declare about their columns, and what of it is wrong; the table of how long things are kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import CharField, Field, Model, Q, TextField

from staffroom.spine.access import Declared, Keep, matrix

from ..foreign import FOREIGN
from ..wording import ERASES, KEEPS, title_of


def declared_models() -> list[tuple[type[Model], Declared]]:
    """Every table that is installed, with its declaration; without one it is left out (see :func:`undeclared`)."""
    found = [(model, declaration_of(model)) for model in apps.get_models(include_auto_created=True)]
    return [(model, declared) for model, declared in found if declared is not None]


def nearest_first() -> list[tuple[type[Model], Declared]]:
    """The same, what people make first and what keeps the house last; those that point to others come before them."""
    return declared_models()[::-1]


def declaration_of(model: type[Model]) -> Declared | None:
    """What one model says of itself, or what ``trust/foreign.py`` says of it."""
    declared = getattr(model, "privacy", None) or FOREIGN.get(model._meta.label)
    return declared if isinstance(declared, Declared) else None


def declarations() -> dict[str, Declared]:
    """Label of each installed model -> its declaration."""
    return {model._meta.label: declared for model, declared in declared_models()}


def undeclared() -> list[str]:
    """What is wrong with the declarations, one line a column: "app.Model.column is not declared"."""
    return [fault for model in apps.get_models(include_auto_created=True) for fault in faults_of(model)]


def faults_of(model: type[Model]) -> Iterator[str]:
    """What is wrong with the declaration of one model."""
    label, declared = model._meta.label, declaration_of(model)
    if declared is None:
        yield f"{label} is not declared"
        return
    columns = {field.name: field for field in model._meta.local_concrete_fields}
    yield from (f"{label}.{fault}" for fault in declared.faults(columns))
    rows = {declared.record, *([declared.draft.record] if declared.draft else [])}
    yield from (f"{label}: the visibility matrix has no row {name}" for name in sorted(rows - set(matrix())))
    paths = (*declared.about, *declared.only, *([declared.since] if declared.since else []))
    yield from (f"{label}.{path} leads nowhere" for path in paths if field_at(model, path) is None)
    yield from (f"{label}.{name} is a stored file, but not in files" for name in _forgotten_files(columns, declared))


def _forgotten_files(columns: Mapping[str, Field[Any, Any]], declared: Declared) -> Iterator[str]:
    """Columns that look like the id of a stored file: one that is not declared so would lose its file one night."""
    for name, field in columns.items():
        named = "file" in name and "name" not in name
        told = "stored file" in str(field.help_text)
        if isinstance(field, CharField) and (named or told) and name not in declared.files:
            yield name


def field_at(model: type[Model], path: str) -> Field[Any, Any] | None:
    """The column at the end of a path through foreign keys, or None."""
    here: type[Model] | None = model
    field = None
    for name in path.split("__"):
        columns = {one.name: one for one in here._meta.concrete_fields} if here else {}
        if here is None or name not in columns:
            return None
        field, here = columns[name], columns[name].related_model  # type: ignore[assignment]
    return field


def draft_condition(declared: Declared) -> Q:
    """The condition on rows that their owner has not let out of hand; no row fits where there are no drafts."""
    draft = declared.draft
    if draft is None:
        return Q(pk__in=())
    told = Q(**{f"{draft.column}__in": [value for value in draft.values if value is not None]})
    return told | Q(**{f"{draft.column}__isnull": True}) if None in draft.values else told


def typed_columns(model: type[Model]) -> list[str]:
    """Columns that take free text: no choices, no ids that we make."""
    found = [one for one in model._meta.local_concrete_fields if isinstance(one, CharField | TextField)]
    return [one.name for one in found if not one.choices and one.name != "public_id"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of the table of how long things are kept."""

    label: str
    title: str
    record: str
    keep: Keep
    kept: str
    erased: str


def retention_table(*, personal_only: bool = True) -> list[Kept]:
    """How long each kind of record is kept and what deleting one's own does to it, in the reader's language.

    ``personal_only`` leaves out what holds nothing about a person.
    """
    return [
        Kept(label, title_of(label), declared.record, declared.keep, kept_sentence(declared), erased_sentence(declared))
        for label, declared in reversed(declarations().items())
        if declared.about or declared.personal or not personal_only
    ]


def kept_sentence(declared: Declared) -> str:
    """How long, in words; a draft that goes earlier is told too."""
    if declared.draft and declared.draft.keep:
        return f"{KEEPS[declared.draft.keep]}; {KEEPS[declared.keep]}"
    return str(KEEPS[declared.keep])


def erased_sentence(declared: Declared) -> str:
    return str(ERASES[declared.erase])

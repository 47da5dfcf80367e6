"""Headers of the bell and calendar files: other names for a column, and one-letter slips repaired."""

from collections.abc import Collection, Mapping

from staffroom.core.problems import Problem


def match_columns(
    header: Collection[str | None], names: Mapping[str, str], file: str
) -> tuple[dict[str, str], list[Problem]]:
    """Column name -> header as written. ``names`` maps each accepted spelling to its column."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for written in header:
        if not written or not written.strip():
            continue
        key = _key(written)
        column = names.get(key)
        if column is None:
            column = next((names[n] for n in names if len(n) > 3 and one_slip(key, n)), None)
            if column is not None and column not in found:
                problems.append(_misspelt(file, written, column))
        if column is not None:
            found.setdefault(column, written)
    return found, problems


def _key(written: str) -> str:
    return written.strip().lstrip("\ufeff").casefold().replace(" ", "_").replace("-", "_")


def one_slip(word: str, other: str) -> bool:
    """Whether one letter wrong, missing, extra or swapped with the next turns one word into the other."""
    if abs(len(word) - len(other)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    if at is None:
        return len(word) != len(other)
    if len(word) == len(other):
        swapped = word[at : at + 2] == other[at : at + 2][::-1] and word[at + 2 :] == other[at + 2 :]
        return swapped or word[at + 1 :] == other[at + 1 :]
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    return longer[at + 1 :] == shorter[at:]


def _misspelt(file: str, written: str, column: str) -> Problem:
    return Problem(
        file,
        1,
        written,
        "warning",
        f'The header "{written}" was read as "{column}".',
        f'Write "{column}" in the first row.',
    )

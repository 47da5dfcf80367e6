"""The collector of findings: fills the sentences and folds what repeats."""

from staffroom.core.problems import Problem
from staffroom.core.roster.messages import MESSAGES, MORE

LISTED = 20
_CLIP = 60

_Group = tuple[str, str | None, str]


def shown(value: object) -> object:
    """A value as it may stand in a sentence: printable, on one line, at most 60 characters."""
    if not isinstance(value, str):
        return value
    text = "".join(letter if letter.isprintable() else "\u00b7" for letter in value[: _CLIP + 1])
    return text if len(text) <= _CLIP else text[:_CLIP] + "\u2026"


class Findings:
    """Collects findings; of each kind in one file and column the first 20 are listed, the rest counted.

    Memory is bounded by kinds x columns, not by rows.
    """

    def __init__(self) -> None:
        self._listed: list[Problem] = []
        self._counts: dict[_Group, int] = {}
        self._seen_files: dict[str, int] = {}
        self.errors = 0

    def add(self, kind: str, file: str, row: int | None = None, column: str | None = None, **fields: object) -> None:
        """Record one finding of ``kind`` (a key of ``messages.MESSAGES``)."""
        template = MESSAGES[kind]
        self.errors += template.severity == "error"
        group = (file, column, kind)
        count = self._counts[group] = self._counts.get(group, 0) + 1
        if count > LISTED:
            return
        values = {name: shown(value) for name, value in fields.items()}
        self.keep(
            Problem(
                file,
                row,
                None if column is None else str(shown(column)),
                template.severity,
                template.message.format(**values),
                template.advice.format(**values),
            )
        )

    def keep(self, problem: Problem) -> None:
        """Record a finding that was made elsewhere (by the unpacker, for example)."""
        self._seen_files.setdefault(problem.file, len(self._seen_files))
        self._listed.append(problem)

    def count(self, kind: str, file: str) -> int:
        """How many findings of a kind there are in a file, listed or not."""
        return sum(n for (name, _, which), n in self._counts.items() if name == file and which == kind)

    def problems(self) -> tuple[Problem, ...]:
        """All findings: errors first, then by file and row, each folded group ending in its count."""
        rest = [self._folded(group, n - LISTED) for group, n in self._counts.items() if n > LISTED]
        return tuple(sorted([*self._listed, *rest], key=self._place))

    def _folded(self, group: _Group, count: int) -> Problem:
        file, column, kind = group
        template = MESSAGES[kind]
        advice = "The rows above show what to correct." if "{" in template.advice else template.advice
        name = None if column is None else str(shown(column))
        return Problem(file, None, name, template.severity, MORE.format(count=count), advice)

    def _place(self, problem: Problem) -> tuple[bool, int, bool, int]:
        folded = problem.row is None and problem.message.startswith("... and ")
        return (
            problem.severity == "warning",
            self._seen_files[problem.file],
            folded,
            problem.row or 0,
        )

"""One sentence about one place in a file: what is wrong, where, and what to do."""

from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding in an incoming file.

    ``row`` is the line a person sees in a spreadsheet: the header is row 1. ``row`` and ``column`` are
    None where the finding concerns a whole file. An ``error`` stops the import; a ``warning`` says what
    was repaired or left out.
    """

    file: str
    row: int | None
    column: str | None
    severity: Severity
    message: str
    advice: str

    def as_dict(self) -> dict[str, str | int | None]:
        return asdict(self)


class Unreadable(Exception):
    """A file that cannot be read to its end; carries the finding that says why.

    Whoever hands in a stream (an unpacked archive, an upload) raises it while the stream is read;
    a reader turns it into one of its findings.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem

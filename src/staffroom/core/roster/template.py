"""The shape of a sentence of the reader."""

from typing import NamedTuple

from staffroom.core.problems import Severity


class Template(NamedTuple):
    """A severity, what happened, and what to do."""

    severity: Severity
    message: str
    advice: str


def error(message: str, advice: str) -> Template:
    return Template("error", message, advice)


def warning(message: str, advice: str) -> Template:
    return Template("warning", message, advice)

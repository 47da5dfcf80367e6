"""Teams: who should be together by the roster, and how a chart of a school is laid out. Pure."""

from .layout import Box, Drawing, Line, draw
from .proposing import Held, Known, Post, Proposal, propose

__all__ = ["Box", "Drawing", "Held", "Known", "Line", "Post", "Proposal", "draw", "propose"]

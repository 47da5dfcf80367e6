"""A living district from a seed: the same seed gives the same district, byte for byte."""

from .make import make_district
from .model import District, Size

__all__ = ["District", "Size", "make_district"]

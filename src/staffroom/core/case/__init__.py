"""A taxonomy of practices as CASE 1.0 and 1.1 packages: reading, comparing, writing. Pure.

Sources: the 1EdTech CASE 1.1 JSON Schema of a CFPackage and the OpenAPI description of CASE 1.0.
"""

from .changes import Change, Plan, plan_of, settled
from .model import Family, Finding, Link, Practice, Read, Taxonomy, identifier_of, translated
from .reading import MOST_BYTES, read
from .sentences import said
from .writing import VERSIONS, package

__all__ = [
    "MOST_BYTES",
    "VERSIONS",
    "Change",
    "Family",
    "Finding",
    "Link",
    "Plan",
    "Practice",
    "Read",
    "Taxonomy",
    "identifier_of",
    "package",
    "plan_of",
    "read",
    "said",
    "settled",
    "translated",
]

"""Who is asking, what the visibility matrix allows, and how a refusal is said.

``actors``: roles as data, permission functions in pairs, refusals. ``matrix``: the visibility matrix, read from
``matrix.toml``. ``deciding``: one pure function that says whether somebody may, and why not. ``declaring``: what
each model says about its columns.
"""

from .actors import LEADING_A_SCHOOL, ROLE_SENTENCES, Actor, Forbidden, Refused, paired
from .deciding import Audience, Decision, Permission, Reason, Relation, Standing, column_of, decide
from .declaring import Declared, Draft, Erase, Keep
from .matrix import Column, Row, matrix, row

__all__ = [
    "LEADING_A_SCHOOL",
    "ROLE_SENTENCES",
    "Actor",
    "Audience",
    "Column",
    "Decision",
    "Declared",
    "Draft",
    "Erase",
    "Forbidden",
    "Keep",
    "Permission",
    "Reason",
    "Refused",
    "Relation",
    "Row",
    "Standing",
    "column_of",
    "decide",
    "matrix",
    "paired",
    "row",
]

"""One pure function that says whether somebody may: :func:`decide`. Every guard of a record about a person asks it.

In go the row of the matrix, the roles of the one who asks and their :class:`Standing` to this record; out comes a
:class:`Decision` with its reason. No database, no clock: the caller has looked both up.
"""

from dataclasses import dataclass
from enum import StrEnum

from .matrix import Column, Row

PEERS = frozenset({"teacher", "leader", "classified", "principal"})


class Permission(StrEnum):
    """What somebody may do with one record."""

    READ = "read"
    WRITE = "write"
    KNOW = "know"  # that it is there: free or busy, nothing of its content
    COUNT = "count"  # as one of many, in a released aggregate
    SHARE = "share"  # with one named colleague, for a time
    PUBLISH = "publish"  # to an audience


class Audience(StrEnum):
    """To whom something is published."""

    SCHOOL = "school"
    DISTRICT = "district"


class Relation(StrEnum):
    """How two people stand to one another, as far as records go."""

    OWN = "own"
    EVALUATES = "evaluates"
    LEADS = "leads"
    PAIRED = "paired"
    SHARED_WITH = "shared with"
    SAME_TEAM = "same team"
    FORMER = "former coach"
    SAME_SCHOOL = "same school"
    OTHER_SCHOOL = "other school"
    OTHER_DISTRICT = "other district"


class Reason(StrEnum):
    """Why it was decided so."""

    ALLOWED = "allowed"
    OTHER_DISTRICT = "other district"
    EVALUATES = "evaluates"
    NOT_FOR_THEM = "not for them"
    NOT_SHARED = "not shared"
    SHARING_ENDED = "sharing ended"
    NOT_PUBLISHED = "not published"
    ONLY_COUNTS = "only counts"
    ONLY_THE_OWNER = "only the owner"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the one who asks stands to one record.

    ``own``: it is theirs. ``paired``: they are the other person of it. ``granted``: the owner shares it with them
    today. ``former``: the owner did, and it ended. ``evaluates``: they evaluate the owner today; this overrides
    everything but ownership. ``leads``: they lead a school of the owner. ``published``: to whom it is published.
    """

    own: bool = False
    paired: bool = False
    granted: bool = False
    former: bool = False
    team: bool = False
    same_school: bool = False
    leads: bool = False
    evaluates: bool = False
    same_district: bool = True
    published: Audience | None = None

    @property
    def relation(self) -> Relation:
        """The one word for it, strictest first."""
        if not self.same_district:
            return Relation.OTHER_DISTRICT
        if self.own:
            return Relation.OWN
        if self.evaluates:
            return Relation.EVALUATES
        if self.leads:
            return Relation.LEADS
        if self.paired:
            return Relation.PAIRED
        if self.granted:
            return Relation.SHARED_WITH
        if self.team:
            return Relation.SAME_TEAM
        if self.former:
            return Relation.FORMER
        return Relation.SAME_SCHOOL if self.same_school else Relation.OTHER_SCHOOL


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, and why. ``hidden``: a no that must not tell that the record exists (404, not 403)."""

    allowed: bool
    reason: Reason
    hidden: bool = False

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(True, Reason.ALLOWED)


def column_of(roles: frozenset[str], standing: Standing) -> Column:
    """The column of the matrix in which this reader stands, whatever else they are.

    Ownership first; then whoever evaluates or leads the owner, so that no other hat helps them; then people whose
    only role is IT or the central office; then the one who is part of the record or has it shared with them.
    """
    if standing.own:
        return Column.OWNER
    if standing.evaluates or standing.leads:
        return Column.PRINCIPAL
    if roles.isdisjoint(PEERS):
        if "partner" in roles:
            return Column.PARTNER
        if "central" in roles:
            return Column.CENTRAL
        if "it" in roles:
            return Column.IT
    if standing.paired or standing.granted:
        return Column.PAIRED
    return Column.TEAM if standing.team else Column.COLLEAGUE


def decide(row: Row, roles: frozenset[str], standing: Standing, permission: Permission) -> Decision:
    """Whether somebody may. Everything of another district does not exist."""
    if not standing.same_district:
        return Decision(False, Reason.OTHER_DISTRICT, hidden=True)
    column = column_of(roles, standing)
    cell = row.cell(column)
    if permission in (Permission.SHARE, Permission.PUBLISH):
        return _release(row, column, permission)
    if _reads(cell, column, standing) and permission is not Permission.WRITE:
        return YES
    if permission is Permission.WRITE:
        return _writes(cell, column, standing)
    if permission is Permission.KNOW and "m" in cell:
        return YES
    if permission is Permission.COUNT and "a" in cell:
        return YES
    return _why_not(cell, standing)


def _release(row: Row, column: Column, permission: Permission) -> Decision:
    letter = "c" if permission is Permission.SHARE else "p"
    if column is not Column.OWNER:
        return Decision(False, Reason.ONLY_THE_OWNER, hidden=True)
    return YES if row.has(letter) else Decision(False, Reason.NOT_FOR_THEM)


def _part_of_it(column: Column, standing: Standing) -> bool:
    """In the column of two people R and W are for the one who is part of the record, not for a third."""
    return column is not Column.PAIRED or standing.paired


def _reads(cell: str, column: Column, standing: Standing) -> bool:
    if ("W" in cell or "R" in cell) and _part_of_it(column, standing):
        return True
    if "c" in cell and standing.granted:
        return True
    return "p" in cell and _in_audience(standing)


def _in_audience(standing: Standing) -> bool:
    if standing.published is Audience.SCHOOL:
        return standing.same_school
    return standing.published is Audience.DISTRICT


def _writes(cell: str, column: Column, standing: Standing) -> Decision:
    if "W" in cell and _part_of_it(column, standing):
        return YES
    known = _reads(cell, column, standing) or _in_audience(standing)
    return Decision(False, Reason.ONLY_THE_OWNER, hidden=not known)


def _why_not(cell: str, standing: Standing) -> Decision:
    """The reason, and whether it may be told: what everybody around can see is no secret, all else is."""
    hidden = not _in_audience(standing)
    if standing.evaluates:
        return Decision(False, Reason.EVALUATES, hidden)
    if "a" in cell:
        return Decision(False, Reason.ONLY_COUNTS, hidden)
    if standing.former:
        return Decision(False, Reason.SHARING_ENDED, hidden)
    if "c" in cell:
        return Decision(False, Reason.NOT_SHARED, hidden)
    if "p" in cell:
        return Decision(False, Reason.NOT_PUBLISHED, hidden)
    return Decision(False, Reason.NOT_FOR_THEM, hidden)

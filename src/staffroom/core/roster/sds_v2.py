"""School Data Sync 2 and 2.1: the tables of OneRoster with other headers and freer words for roles.

``forms.SDS_2`` and ``forms.SDS_21`` hold the headers; the readers are those of ``oneroster``. Version 2
keeps role and organizations in users.csv (as OneRoster 1.1 does), version 2.1 in roles.csv (as 1.2 does).
"""

from staffroom.core.roster import oneroster
from staffroom.core.roster.build import Builder
from staffroom.core.roster.model import Roster


def read(builder: Builder) -> Roster:
    """Read the tables of a builder."""
    return oneroster.read(builder)

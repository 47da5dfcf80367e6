"""``staffroom check privacy``: does the running product keep to the visibility matrix?

In a throwaway district the command asks every address as every kind of person (``cells``), puts a token into whatever
somebody wrote and looks for it on every surface (``canary``), looks whether a private record changes what others see
(``sameness``), takes rights away and asks again (``changes``), and counts undeclared columns. What is expected comes
from the matrix and from facts read straight from the tables (``oracle``), which shares no code with the guards.
``plants`` are faults that it must find.
"""

from .checking import Report, check_privacy
from .plants import PLANTS

__all__ = ["PLANTS", "Report", "check_privacy"]

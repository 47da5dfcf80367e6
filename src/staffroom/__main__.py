"""``python -m staffroom`` is the ``staffroom`` command."""

from staffroom.cli import main

main()

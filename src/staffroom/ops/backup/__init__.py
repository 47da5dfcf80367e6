"""One archive with everything a district has written, and the way back. Keys are never in it.

``archive`` knows the tar file and its manifest, ``engines`` the two databases, ``save`` and ``restore`` the acts.
"""

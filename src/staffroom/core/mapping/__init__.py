"""Tables of any make: what each column is, guessed and corrected, then read into the one roster model.

``intake`` turns bytes into sheets without students' columns, ``guess`` proposes, ``plan`` is what was agreed on,
``produce`` makes the roster, ``absences`` the days somebody was away. The same input always gives the same guess.
"""

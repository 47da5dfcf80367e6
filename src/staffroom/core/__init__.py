"""The pure core: ids, dates and numbers in; results and reasons out.

Nothing here imports Django or any other part of Staffroom, opens a file, reads a clock or a network.
"""

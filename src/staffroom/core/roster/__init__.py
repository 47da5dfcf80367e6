"""Rosters: what a district's student information system exports, read into one model and compared.

``read.read_roster`` reads a set of files, ``compare.compare`` says what would change. Pure: binary
streams are handed in, findings and records come out. Names of students and guardians never leave here.
"""

"""Importing a list of participants into a workshop: looked at first, written as a whole, and undone as a whole.

The reading and sorting is that of `lms.rosters`, which is pure; here are the people it is compared with, what was decided, and what was written.
"""

"""How much may be attached. Checked before anything is read: a file of some kilobytes can unpack to gigabytes."""

MOST_BYTES = 10_000_000
"""Of a file as it was sent."""

MOST_FILES = 50
"""In one workshop."""

MOST_UNPACKED_BYTES = 100_000_000
"""Of everything inside a document."""

MOST_PARTS = 2_000
"""Files inside a document."""

MOST_PIXELS = 50_000_000
"""Of a picture as it was sent: the larger cameras of phones."""

LONGEST_SIDE = 3_200
"""Pixels of a picture as it is kept: handwriting on a flip chart can be read."""

LONGEST_NAME = 100
LONGEST_TITLE = 160

"""How large a list may be. Checked before anything is parsed: a file of some kilobytes can unpack to gigabytes."""

MOST_BYTES = 10_000_000
"""Of the file as it was sent."""

MOST_UNPACKED_BYTES = 64_000_000
"""Of everything inside a workbook: twenty thousand rows with all their columns need less."""

MOST_PARTS = 2_000
"""Files inside a workbook."""

MOST_ROWS = 20_000
MOST_COLUMNS = 100

MOST_LETTERS = 1_000
"""In one cell."""

MOST_LETTERS_IN_NAME = 200

"""Lists of participants as organisers send them: from the bytes of a messy file to rows that are new, known, doubtful or refused.

A *book* is a file with its *sheets*; a sheet is a grid of cells, all of them text. The *table* is the part of a sheet that has people in it: a
header and the rows below. A *mapping* says what each column holds; it is guessed, and a person can correct it and hand it back. A *row* is what
the table says of one person. A *known* person is one who was recorded before. Rows are *sorted* by the evidence that they are somebody known.

Everything here is pure: no database, no clock, no network. The steps: `files.open_book`, `tables.find_table`, `columns.guess_mapping`,
`reading.read_rows` (`reading.read_roster` does these four), `sorting.sort_rows`, `outcome.as_json`.
"""

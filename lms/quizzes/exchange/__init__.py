"""Questions in the formats of other systems: Moodle XML and GIFT both ways, Aiken in. No database, but for the command that imports.

`formats` reads a file into *exchanged questions* (`model`), which hold in one language what these formats say, and writes them again. `fit` says
what a bank of Relais can hold of one; `banks` makes the files of a bank; `export` goes the other way. A question that cannot be kept whole is
*refused*, with its line and the reason; what is missing from one that is kept is *lost*, with its line too. Nothing is dropped in silence.

Each reason is one sentence of the catalogue, said at once in the language of the page; in English where there is no application.
"""

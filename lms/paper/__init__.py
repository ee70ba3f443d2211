"""Paper: what every printed thing is made with — fonts, ornament, styles, and lessons' HTML turned into pages.

It knows nothing of modules, sessions or people: they come to it as words. A *block* is one thing on a page (a paragraph, a table, a
box); a *booklet* is a cover, a contents page and blocks. The same content gives the same bytes, day after day.
"""

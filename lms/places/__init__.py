"""Places: regions, cercles and communes of Mali, each in the version of the map in which it stood.

A *place* has a code for life, a kind, a parent, and the dates between which it existed. Mali's map was redrawn in March 2023:
the regions of before and of after are two sets of places, and a record keeps the place as it was recorded. Where the date is
not known the field is empty; nothing is guessed. Data and attribution: `lms/places/data/`.
"""

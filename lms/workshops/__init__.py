"""Workshops: regional trainings of trainers, the people enrolled in them, and who was there.

What is planned stands in `plan`, who takes part in `enrolling`; each has rooms of its own. Here is attendance, and what all of them share.

A *half-day* is the unit of attendance. An *enrolment* is a person in a workshop, with a role and a state. A *mark* says whether
an enrolled person was there on one half-day, by whom, on which device and how it was taken; it is a fact and is never changed: a
correction is a new mark that names those it replaces and, unless it mends one's own slip, its reason. The *standing* of an
enrolment on a half-day is computed from its marks (`rules.standing`) and kept as a cache.
Of somebody enrolled under two records that were merged, one enrolment counts and the other is aside (`merging`).

A half-day is *begun* once anybody is marked, and *complete* (or simply “marked”) once every confirmed participant has a standing and
none is in conflict (`rules.Marking`); until then it is on the organiser's list. Nobody can be marked before the day has come.
"""

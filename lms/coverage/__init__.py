"""Coverage: who and where has been reached, against the targets. It stores nothing; it counts what others store.

Counting conventions (in French on the page «Comment nous comptons»): a *participation* is a person × a session, *reach* is distinct
persons, and the two are never added. A session counts once verified; those waiting form a provisional series shown apart. Each
rate stands beside its n and its N, and below N = 5 no percentage is given. National figures are recomputed from sums, never averaged.
"""

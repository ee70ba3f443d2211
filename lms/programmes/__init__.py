"""Programmes: one mechanism being disseminated, with the modules it teaches, its certificate designs and its targets.

A *target* is a number to reach: indicator × place × period × programme, with where the number comes from. A trainer may be in
two programmes. Who works in a programme is said by the grants of `accounts`.
"""

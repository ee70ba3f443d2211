"""Waivers: somebody is exempted from one requirement of one certificate, by a named person, for a reason.

A waiver stands until it is withdrawn, which it may be while no certificate was issued since. It is decided at a desk: a row, and a line in the
audit. Whatever lists requirements shows who waived which of them and why.
"""

"""Calendars: a workshop as a file, and a feed of one's workshops that a telephone fetches by itself.

The address of a *feed* is secret: whoever has it sees days, hours and places, and no name. An *entry* is what calendars have been told of
one half-day; when that changes, its sequence rises and they replace what they show.
"""

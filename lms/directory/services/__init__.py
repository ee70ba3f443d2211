"""Actions on people: their data, their correction requests, and records that are of one person."""

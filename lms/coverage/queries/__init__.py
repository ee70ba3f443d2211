"""Reads across the programme, grouped by the database: `regions` for figures without names, `trainers` for the list of names."""

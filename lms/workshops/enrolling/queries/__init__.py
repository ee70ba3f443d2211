"""Reads on who takes part in a workshop."""

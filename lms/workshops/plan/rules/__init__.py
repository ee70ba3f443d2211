"""What may be planned: pure calculation, a file per noun."""

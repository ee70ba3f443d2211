"""Actions on the plan of a workshop, a file per noun."""

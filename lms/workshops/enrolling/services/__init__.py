"""Actions on enrolments: the places of participants, the trainers and observers, and people who are not known yet."""

"""The papers of a workshop: sign-in sheets, badges, the list of participants, the per-diem and transport list, the timetable.

A *sheet* is a sign-in sheet as it was printed: its *rows* are frozen, row number → enrolment, and found again by the *code* printed on it,
so that a sheet can be typed after the list of participants has changed. A *badge* bears the code of its person as a QR, and nothing
else that a machine could read. *Terms* are the amounts that an organiser typed: nothing is paid that nobody typed.
"""

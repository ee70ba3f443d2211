"""Files of a workshop: outputs of group work, road maps, evaluation criteria sheets, attached to a session or to the workshop as a whole.

A file is whatever an organiser sends, so it is treated as a stranger's: its type is found in its content and checked, photographs lose what they
tell of place and time, and it is handed over as something to save, never shown within a page. It is not a lesson (`lms.courses`) nor something
that waits for a decision (`lms.uploads`).
"""

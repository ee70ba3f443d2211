"""Courses: modules of lessons, written as files in `modules/` (docs/content-format.md).

A *module* is a course, a *lesson* one page of it, with *check questions* at its end. A *completion* is the fact that a person answered
them, in the version of the text that they read. A module's *guide* is for those who teach it: *activities*, *plans* of sessions made of
them, role plays, flip-chart pages, and what suits each *audience*. On paper a module is a *booklet* and a guide; a *kit* is what one
trainer takes along to one session. Which modules a programme teaches is its own business; what a whole module needs, with its quiz, is
decided in `progress`.
"""

"""Courses: modules of lessons, written as files in `modules/` (docs/content-format.md).

A *module* is a course, a *lesson* one page of it. A *completion* is the fact that a person finished a lesson, in the version of
the text that they read. Which modules a programme teaches is its own business; what a whole module needs, with its quiz, is
decided in `progress`.
"""

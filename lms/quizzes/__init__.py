"""Quizzes: written as files in `quizzes/` (docs/content-format.md), taken in attempts.

A *quiz* has *questions*, each with options and one or more right ones. An *attempt* is one set of answers handed in by one
person; it is a fact. Its *score* is computed by `rules.py` from the answers and the quiz, and kept beside it as a cache.
"""

"""Evaluation: what participants say of a workshop, without anybody being able to tell who said what.

An *item* is a statement with five points, a *comment* an open question; both are content (`workshops/evaluation/`). A *code*, handed out
by lot on paper, opens the form once. An *answer* keeps its ratings and nothing of who gave it, when, or with which code; comments
stand apart from ratings. docs/decisions/0016 says what somebody with the whole database could learn, and what not.
"""

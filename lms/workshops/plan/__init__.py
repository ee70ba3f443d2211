"""Planning a workshop: where and when, its half-days and their sessions, for whom places are meant, and who works on it.

A *status* says how far a workshop has come, and with it what may be done (`rules.status`). A *session* is what takes place within one
half-day between two times. A *quota* is a number of places meant at least for one sex or one type of institution: it is shown and never
blocks. The *team* are the organisers (accounts), the trainers and the observers (people). Modules and quizzes are known here by their
slugs and names alone (`subjects`): courses and quizzes are strangers to workshops.
"""

"""Progress: what each person has completed, across courses and quizzes. It stores nothing; it computes from what others store.

A module is *complete* when every lesson of it has been completed and its module quiz has been passed.
"""

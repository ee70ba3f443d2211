"""Progress: what each person has completed, across courses and quizzes. It stores nothing; it computes from what others store.

A module is *complete* when every lesson of it has been completed and its module quiz has been passed.

Results of quizzes taken on paper at a workshop are typed here (`paper_routes`), since quizzes and workshops are strangers; quizzes keep them.
"""

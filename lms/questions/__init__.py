"""Questions with a right answer, as quizzes and lessons ask them.

A *question* has an id for life and is of one *type*. An *answer* is a list of texts, whatever the type: the options chosen (`["b"]`),
pairs (`["a=x", "b=y"]`), an order (`["c", "a", "b"]`), a number or words (`["12,5"]`), the decisions of a case (`["d1=a", "d2=b"]`). The *key*
is what marks it, as JSON values that travel with the facts, so that a file that changes later changes no result.
"""

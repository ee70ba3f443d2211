"""People and their access.

A *person* is one human being, known before, or without ever, having a login. A *contact* is an address or a number of a
person; neither is unique. An *account* lets one person sign in with an *identifier* (e-mail or phone number, unique) and a
password. A *grant* gives an account a *role* in a programme. A *session* is one browser signed in.
The *audit* says who did what at a desk and who read a list of names; facts born in the field are in the journal instead.

What a role may do is decided in `access.py` and nowhere else.
"""

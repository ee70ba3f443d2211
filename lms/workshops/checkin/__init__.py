"""Marking attendance at the door and from paper, and letting somebody help with it for a day.

*Check-in*: a badge is read by a telephone's camera, or its code is typed; whoever comes before the *hour* of the half-day is present, whoever
comes after it late. An *arrival* read without network is kept by the page and sent later, under the id and with the time it was given then.
A *sheet* is a printed sign-in sheet that came back: only the rows of the exceptions are typed.

A *helper* has no account. An organiser gives them an *access*: a link, or a code to type, for one workshop and one day. It opens that day's
half-days for marking, with names and codes, and nothing else (`lms.accounts.access.Helper`); it can be withdrawn.
"""

"""Who takes part in a workshop, from the invitation to the door.

A participant's *enrolment* has a *state*; `rules.STEPS` says which action leads from which state to which. A *place* is held by whoever is
confirmed and by whoever is invited, until the day given for an answer. An *offer* is the invitation that the first on the waiting list has
when a place becomes free. Nobody sends it off at that moment: who is offered what follows from the enrolments and the day (`rules.offers_due`),
every page shows it, and the next action on the workshop writes it down. All actions on one workshop come one after the other (`services`),
so that there are never more people than places. Each change of state is kept (`models.EnrolmentChange`).
"""

"""What a module gives on paper: the participant's booklet, the facilitator's guide, and the kit of one session.

Each is made from content alone, in the language asked for. A kit also bears names and a place: it is made for one trainer, and kept nowhere.
"""

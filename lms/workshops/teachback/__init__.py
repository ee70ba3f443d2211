"""Teach-backs: a participant gives a short part of the training in front of others, and somebody observes it.

An *observation* says how it went: `convincing`, or `again` when it is to be repeated. It is a fact and is never changed; the one said last
counts, and `withdrawn` takes back what was recorded by mistake. Whoever organises the workshop or is one of its trainers records it. What
was said of the person in words stays between them and the observer: nothing of it is kept.
"""

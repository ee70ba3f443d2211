"""The one door for facts born in the field.

An *event* is something that happened and will not change: a lesson completed, a mark of attendance, an attempt submitted, a
session reported or amended. It has an id made where it was born and two times: when it was said, when it was received.
`services.record` stores events and, in the same transaction, has the domain that owns their type apply them to its tables.
Those tables are *projections*: `services.rebuild_projections` makes them again from the journal alone.

Same id, same content: accepted again, nothing changes. Same id, other content: refused and kept apart for a person to look at.
What only staff do at a desk (planning, targets, accounts) is not an event but an ordinary row with an audit entry.
"""

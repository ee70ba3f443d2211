"""The cascade: onward sessions that trainers give to others, who may train others again.

A *session* is one onward training. It is known by *reports*: the first one, and amendments that each name the report they correct;
the latest is the one that counts. A *head count* is a number of participants by sex and age band; a session without names adds to
participations, never to persons reached. A *decision* of a monitor verifies the session or returns it with a reason. The *state* of a
session is computed from its reports and decisions (`rules.state`) and kept as a cache. No text of a session is about victims.
"""

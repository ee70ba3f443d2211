"""The directory of people: who is recorded, what they did, and which records are of one person.

A *record* is a row of people; a *person* may have several. Records are *merged* by a fact, which a later fact may take back: then they are
*separated*. The record that is *kept* stands for the others, which stay, with their codes. What people did is asked of the domains; how it comes
together when records are merged each domain says for itself (its room `merging`), and `facts` calls them all.

A *correction request* is what somebody writes about their own record; staff answer it. *Not the same* is said of two records that look alike.
"""

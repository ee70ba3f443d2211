"""Proofs: what a certificate says, signed so that it can be checked without a network.

A *proof* is the text `MRN1:…` in the square code: a CWT (RFC 8392) in a COSE_Sign1 (RFC 9052), signed with Ed25519 and written in
base45. A *key* has a short name, its *kid*; the *ring* holds all keys, past and present. The *list* is signed too: the codes of all
certificates that were revoked or replaced. Nothing here knows the database or a page.
"""

"""Certificates: what they require, issuing them, printing them, and checking that one is genuine.

A *design* is a folder in `certificates/`: which requirements, which words. A *requirement* is a rule as data that can say what
is missing. A *certificate* is a frozen snapshot with a serial; it is never edited: a correction is a further *issue* under the same serial.
Its *code*, printed in the QR, is what opens the public page with everything that stands on the paper. Its *paper* is the file as it
was drawn the day of issue.
"""

"""Uploads: files that somebody sent and has not yet decided on.

An import is looked at before it is done. Between the two pages the file rests here, seen by nobody but whoever sent it, and for two days at most,
within an hour: it may hold names.
"""

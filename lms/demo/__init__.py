"""The demonstration programme: invented people in the eight real workshop places, and four logins. Loaded and removed by command.

Everything that happens in it goes through the same services and the same journal as real work does.
"""

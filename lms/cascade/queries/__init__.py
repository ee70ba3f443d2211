"""Reads on sessions: `lists` of them, `histories` of one, `contents` of reports, `checks` for whoever verifies, and `places` to choose from."""

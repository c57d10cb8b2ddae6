"""The session: the only writer of the log while an agent works."""

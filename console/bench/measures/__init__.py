"""How long measures take, beside pandas and the database's own scan."""

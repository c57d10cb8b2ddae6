"""How long measures take, compared with pandas and the database's own scan."""

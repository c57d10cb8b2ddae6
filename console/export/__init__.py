"""From a log to a bundle of tables that an analyst can read without asking."""

"""Child processes: how the console talks with them and keeps them running."""

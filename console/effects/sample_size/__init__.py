"""How many agents a study needs."""

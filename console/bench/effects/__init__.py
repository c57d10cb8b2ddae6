"""How long an analysis takes, and how often its intervals hold."""

"""How a study's guardrails appear in the window."""

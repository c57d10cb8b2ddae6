"""The console's side of the assistant: when to ask for suggestions, and what becomes of the answers."""

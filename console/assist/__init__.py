"""The console's side of the assistant: when to ask the model, and what becomes of its answers."""

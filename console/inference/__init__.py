"""The child's side of the assistant, and the catalogue of models. Knows tokens, not chats."""

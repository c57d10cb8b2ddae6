"""Pages laid over the window: closing a chat, consent, keys, what is recorded."""

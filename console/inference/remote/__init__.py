"""The same work done by a chat-completions server."""

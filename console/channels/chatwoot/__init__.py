"""Live customers of a Chatwoot server."""

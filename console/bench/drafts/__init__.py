"""How fast drafts are written, compared with the bare library and a server."""

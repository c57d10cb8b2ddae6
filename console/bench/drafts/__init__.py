"""How fast drafts are written, beside the bare library and a server."""

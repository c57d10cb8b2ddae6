"""A site: an organisation's folder, with everything that a console needs to know about it."""

"""Live chats under load, with a server that is killed and consoles that are."""

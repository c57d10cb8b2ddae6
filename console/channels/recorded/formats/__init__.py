"""The formats of recorded chats, one module each."""

"""The process that writes drafts: one language model, many chats, one step after the other."""

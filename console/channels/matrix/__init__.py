"""Live customers of a Matrix server: a chat is a room to which the agents are invited."""

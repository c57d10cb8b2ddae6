"""One chat: its heading, the transcript, and the box in which the agent writes."""

"""Who gets the assistant: permuted blocks, the concealed list, and what a desk asks of it."""

"""What is asked of the model, and what is made of its answer before an agent sees it."""

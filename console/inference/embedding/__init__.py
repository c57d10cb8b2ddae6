"""Sentence embeddings of a small model, and their self-check."""

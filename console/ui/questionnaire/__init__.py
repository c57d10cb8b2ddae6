"""Questionnaires in the window: their items, their pages, and when they open."""

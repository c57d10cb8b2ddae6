"""Questionnaires: their files, when they are due, and how they are scored."""

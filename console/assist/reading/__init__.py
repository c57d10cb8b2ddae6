"""Reads what the customers' messages hold: needs met, open questions, mood, order and item."""

from console.assist.reading.model_answers import unsure_needs, with_answers
from console.assist.reading.reader import read_chat

__all__ = ["read_chat", "unsure_needs", "with_answers"]

"""Reads what the customers' messages hold: needs met, open questions, mood, order and item."""

from console.assist.reading.reader import read_chat

__all__ = ["read_chat"]

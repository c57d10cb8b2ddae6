"""Switchboard: a console for agents who chat with several customers at once."""

__version__ = "0.1.0"

"""Guardrails: policies that watch the desk and object before somebody comes to harm."""

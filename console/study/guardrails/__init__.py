"""Guardrails: small policies that watch the desk and speak up before somebody comes to harm."""

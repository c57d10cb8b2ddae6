"""Carries out what agents do for customers outside of the console: operations of a back office."""

"""The study's file: its design, its rules, and messages about faults in it."""

"""The study's file: its design, its rules, and what is said of faults in it."""

"""The measures once more, slow and plain: Python over the facts of one log at a time.

The expressions in ``console.measures`` are compared with these, value by value.
"""

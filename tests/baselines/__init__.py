"""What only developers compare with; the wheel has none of it.

Each program here is a side of a benchmark: it gets its arguments on the command line and prints
what it found as one JSON object. ``console.bench.side_process`` starts them in a checkout.
"""

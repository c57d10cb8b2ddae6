"""Which issue a customer has: a classifier in a process of its own, learnt from examples."""

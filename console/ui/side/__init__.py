"""The right side of the window: customer, orders, issue, and the issue's procedure."""

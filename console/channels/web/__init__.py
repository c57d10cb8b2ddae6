"""Customers on a web page of our own, through a gateway process beside the console."""

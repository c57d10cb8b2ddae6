"""The measures as an analyst would write them in a notebook: pandas, grouped, merged and shifted.

What ``bench measures`` compares speed and results with. Where the order of a chat's facts matters,
a function goes through them, chat by chat.
"""

"""The measures as an analyst would write them in a notebook: pandas, grouped, merged and shifted.

What ``bench measures`` compares speed and results with. Where it matters in which order things
happened in a chat (turns, resumption) or how they lie to its beginning and end (focus, the cursor),
a function goes through them, chat by chat.
"""

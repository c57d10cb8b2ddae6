"""The next move of a chat and an approved wording for it, from rules that one can read.

``situation`` says where a chat stands, ``next_move`` what the agent should say next, ``untrue``
what must not be said now.
"""

from console.assist.moves.rules import NextMove, next_move
from console.assist.moves.situation import Need, Situation, situation
from console.assist.moves.truth import untrue

__all__ = ["Need", "NextMove", "Situation", "next_move", "situation", "untrue"]

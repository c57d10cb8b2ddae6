"""Which completed steps a text claims, and whether what was carried out backs each claim.

A message that says what the agent will do claims nothing; one that says it has been done, or that
it is so, does. Claims are found by their form of speech (``forms``, ``finding``) and compared with
the steps of a procedure by operation and by what it was done to (``operations``, ``backing``).
Where a text can be read either way, it is taken for a claim.
"""

from console.domain.claims.backing import is_backed_by
from console.domain.claims.finding import CompletedClaim, completed_claims
from console.domain.claims.record import record_texts

LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pt")
"""The languages in which claims are found (ISO 639-1); in any other a false one would be missed."""

__all__ = ["LANGUAGES", "CompletedClaim", "completed_claims", "is_backed_by", "record_texts"]

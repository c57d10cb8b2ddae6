"""Sentences of agents that name third parties, buttons or stages of an order claim nothing."""

from pathlib import Path

from console.domain.claims import completed_claims

SENTENCES = Path(__file__).with_name("harmless_sentences.txt").read_text("utf-8").splitlines()


def test_what_is_usual_announced_asked_or_on_record_is_no_claim() -> None:
    """Among them policy, tracking, what the customer got, and what a bank or carrier does."""
    assert len(set(SENTENCES)) >= 80
    assert {text: completed_claims(text) for text in SENTENCES if completed_claims(text)} == {}

"""In each language in which drafts are made, claims are found, and what claims nothing is not."""

import tomllib
from pathlib import Path

import pytest

from console.domain.claims import LANGUAGES, completed_claims

SENTENCES = tomllib.loads(Path(__file__).with_name("claims_by_language.toml").read_text("utf-8"))


def test_every_language_but_english_has_enough_sentences() -> None:
    """English has tests of its own."""
    assert {"en", *SENTENCES} == set(LANGUAGES)
    for kinds in SENTENCES.values():
        assert all(len(set(kinds[kind])) >= 20 for kind in ("claims", "harmless"))


@pytest.mark.parametrize("language", SENTENCES)
def test_what_says_that_something_was_done_is_a_claim(language: str) -> None:
    """Also where a third party is said to have done it, or to be doing it."""
    sentences = SENTENCES[language]["claims"]
    assert [text for text in sentences if not completed_claims(text)] == []


@pytest.mark.parametrize("language", SENTENCES)
def test_announcements_conditions_and_questions_are_none(language: str) -> None:
    """Nor are negations, policy, and what the customer did."""
    sentences = SENTENCES[language]["harmless"]
    assert [text for text in sentences if completed_claims(text)] == []

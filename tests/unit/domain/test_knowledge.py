"""Articles are TOML in front and Markdown below."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.knowledge import ArticleError, parse_article

GOOD = """+++
id = "late-parcel"
title = "Late"
issues = ["late"]
updated = 2026-01-02
steps = ["Look", "Tell"]
+++

# Policy

A table:
+++ is fine here
"""


def test_an_article_is_read_with_its_body() -> None:
    """Front matter becomes fields; all below the second fence is the body."""
    article = parse_article(GOOD, "a.md")
    assert article.updated == date(2026, 1, 2)
    assert article.steps == ("Look", "Tell")
    assert article.ask == ()
    assert article.body.startswith("# Policy")
    assert article.body.endswith("+++ is fine here")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    """Files from other editors are read alike."""
    assert parse_article("\ufeff" + GOOD.replace("\n", "\r\n"), "a.md").id == "late-parcel"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", r"^a\.md: the first line must be"),
        ("+++\nid = 'x'\n", "no closing"),
        ("+++\nid = \n+++\nbody", "not TOML"),
        (GOOD.replace("title", "titel"), r"titel: |title: Field required"),
        (GOOD.replace("2026-01-02", '"soon"'), "updated: "),
        (GOOD.split("# Policy", maxsplit=1)[0], "body: "),
        (GOOD.replace("title", "body"), "belongs below"),
        (GOOD.replace("late-parcel", "Late Parcel"), "id: "),
    ],
)
def test_a_bad_article_is_told_with_source_and_field(text: str, told: str) -> None:
    """One line says where and what."""
    with pytest.raises(ArticleError, match=told) as caught:
        parse_article(text, "a.md")
    assert str(caught.value).startswith("a.md: ")
    assert "\n" not in str(caught.value)


@given(st.text())
def test_any_text_is_an_article_or_an_article_error(text: str) -> None:
    """Nothing else is raised, whatever the file holds."""
    with pytest.raises(ArticleError):
        parse_article("+++\n" + text, "a.md")


MOVES = """
ask = ["Which order?"]
need = [{of = "Which order?", question = "Which order is it?", reads = ["order"]}]
step = [{of = "Look", announce = "I'll look.", kind = "look"}]
answer = [{asked = ["how long"], text = "Two days."}]
"""


def test_wordings_of_single_moves_stand_beside_the_entries_they_are_for() -> None:
    """A need's question and a step's announcement are found by the entry's text."""
    text = GOOD.replace("updated", MOVES.strip() + "\nupdated", 1)
    article = parse_article(text, "a.md")
    need, step = article.need("Which order?"), article.step("Look")
    assert need is not None
    assert step is not None
    assert (need.question, need.reads, step.kind) == ("Which order is it?", ("order",), "look")
    assert article.step("Tell") is None
    assert ("answer", "Two days.") in list(article.approved_texts())


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            'of = "Look"',
            'of = "Listen"',
            r"^a\.md: \[\[step\]\] of 'Listen': no such entry in steps",
        ),
        (
            'of = "Which order?"',
            'of = "Which?"',
            r"\[\[need\]\] of 'Which\?': no such entry in ask",
        ),
        ('kind = "look"', 'kind = "see"', r"^a\.md: step\.0\.kind: "),
        ('["how long"]', "[]", r"^a\.md: answer\.0\.asked: "),
    ],
)
def test_a_wording_for_what_is_not_in_the_article_is_told(
    right: str, wrong: str, told: str
) -> None:
    """Who renames an entry hears of the wording that still has the old name."""
    text = GOOD.replace("updated", MOVES.strip().replace(right, wrong) + "\nupdated", 1)
    with pytest.raises(ArticleError, match=told):
        parse_article(text, "a.md")

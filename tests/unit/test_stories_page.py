"""The page on stories is true: its example is a sound site's, and is played as the page says."""

import re
from datetime import date
from pathlib import Path
from random import Random

import pytest
from documents import ROOT
from pydantic import BaseModel

from console.channels.scripted.conversation import Conversation
from console.channels.scripted.pack import Pack
from console.channels.scripted.script import Expectation, Phrases, Scenario, ScriptedAnswer
from console.domain.slots import slot_values
from console.site.check import site_problems
from console.site.folder import load_site, shipped_site
from console.site.writing import write_site

DOCS = ROOT / "resources" / "docs"
TEXT = (DOCS / "stories.md").read_text(encoding="utf-8")
ARTICLES = (DOCS / "articles.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """A page's code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """A site of the two pages' examples, which is sound."""
    folder = tmp_path / "hotel"
    write_site(folder, "Hotel", date(2026, 3, 12))
    (short,) = blocks(ARTICLES, "markdown")
    tables, issue = blocks(ARTICLES, "toml")
    article = f"\n{tables}+++".join(short.rsplit("+++", 1))
    (folder / "knowledge" / "late-arrival.md").write_text(article, encoding="utf-8")
    with (folder / "issues.toml").open("a", encoding="utf-8") as issues:
        issues.write(f"\n{issue}")
    for name, text in zip(("scenarios.toml", "phrases.toml"), blocks(TEXT, "toml"), strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    assert [str(problem) for problem in site_problems(folder)] == []
    return load_site(folder).pack


def test_the_story_is_played_as_it_stands(pack: Pack) -> None:
    """Questions are answered; content is who was helped and told, and nobody before."""
    (story,) = pack.scenarios
    customer = pack.customer(story.customer)
    article = pack.article("late-arrival")
    talk = Conversation(story, pack.phrases["en"], slot_values(customer, None), Random(1))
    assert talk.opening == [story.opening[0]]
    assert story.answers[0].reply in talk.reply_to("About what time do you expect to be here?")
    (safe,) = article.step_wordings
    report = "I've set up the key safe beside the green door and texted you the code."
    early = Conversation(story, pack.phrases["en"], {}, Random(1))
    early.reply_to("We have a key safe, and a code is sent by text.")
    assert not early.content
    talk.see_action(safe.of, safe.operation, True)
    assert talk.reply_to(report) == [story.thanks]
    assert talk.solved


@pytest.mark.parametrize("kind", [Scenario, Expectation, ScriptedAnswer, Phrases])
def test_every_key_is_on_the_page(kind: type[BaseModel]) -> None:
    """With a row of its own, or together with others."""
    cells = re.findall(r"^\| (`[^|]+`) \|", TEXT, re.MULTILINE)
    assert set(kind.model_fields) - set(re.findall(r"`(\w+)`", " ".join(cells))) == set()


def test_lines_are_for_what_the_page_says() -> None:
    """As the check of a site says it too, where one is missing."""
    for name, field in Phrases.model_fields.items():
        assert name == "answers" or f"| `{name}` | {field.description} |" in TEXT


def test_the_shop_has_as_many_stories_as_the_page_says() -> None:
    """Which it names as those to learn from."""
    told = re.search(r"has (\d+) to learn from", TEXT)
    assert told is not None
    assert int(told[1]) == len(shipped_site().pack.scenarios)

"""Articles come from the shop and the site, are found by words and meaning, and cited by number."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.assist.drafting.snippets import Snippet, cited, snippets
from console.assist.knowledge.articles import load_articles, merged
from console.assist.knowledge.search import ArticleMatch, Knowledge, fused
from console.channels.scripted.pack import Pack
from console.domain.knowledge import Article, ArticleError
from console.domain.slots import fill, slot_values
from console.store.search import TextIndex

ARTICLE = """+++
id = "{id}"
title = "{title}"
issues = ["unheard_of"]
updated = 2026-01-02
+++

First paragraph.

Second paragraph, about kayaks.
"""


@pytest.fixture(scope="module")
def knowledge(pack: Pack) -> Knowledge:
    """What is known about the shop's issues."""
    return Knowledge(pack.issues, pack.articles, TextIndex)


def _write(folder: Path, name: str, article: str = "kayaks", title: str = "Kayaks") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ARTICLE.format(id=article, title=title), encoding="utf-8")
    return path


def test_a_site_brings_its_own_articles(tmp_path: Path, pack: Pack) -> None:
    """They come from any depth, may name unknown issues, and replace the shop's of the same id."""
    _write(tmp_path, "deep/er/kayaks.md")
    _write(tmp_path, "warranty.md", "warranty", "Our own warranty")
    (tmp_path / "notes.txt").write_text("no article")
    site = load_articles(tmp_path)
    assert [article.id for article in site] == ["warranty", "kayaks"]
    both = merged(pack.articles, site)
    assert len(both) == len(pack.articles) + 1
    knowledge = Knowledge(pack.issues, both, TextIndex)
    assert knowledge.find("kayaks")[0].id == "kayaks"
    match = knowledge.about("warranty")
    assert match.article is not None
    assert match.article.title == "Our own warranty"


def test_an_empty_folder_has_no_articles(tmp_path: Path) -> None:
    """A site may begin with nothing."""
    assert load_articles(tmp_path) == ()


def test_a_link_to_its_own_folder_does_not_go_round_for_ever(tmp_path: Path) -> None:
    """Each folder is read once, also where links lead in a circle."""
    _write(tmp_path, "sub/kayaks.md")
    (tmp_path / "sub" / "round").symlink_to(tmp_path, target_is_directory=True)
    assert len(load_articles(tmp_path)) == 1


def test_unusable_files_are_named_with_what_is_wrong(tmp_path: Path) -> None:
    """One line says which file, which field or byte, and what to do."""
    bad = tmp_path / "bad.md"
    bad.write_bytes(b"+++\nid = \xff\n+++\nx")
    with pytest.raises(ArticleError, match=r"bad\.md: is not UTF-8 text \(byte 9\)"):
        load_articles(tmp_path)
    bad.write_bytes(b"+" * 300_000)
    with pytest.raises(ArticleError, match=r"bad\.md: is larger than 256 KB"):
        load_articles(tmp_path)
    bad.write_text(ARTICLE.format(id="x", title="").replace("title", "titel"))
    with pytest.raises(ArticleError, match=r"bad\.md: tit"):
        load_articles(tmp_path)
    bad.write_text(ARTICLE.format(id="x", title="X").replace("updated", 'reply = "{zip}"\nupdated'))
    with pytest.raises(ArticleError, match=r"bad\.md: reply: unknown slot \{zip\}"):
        load_articles(tmp_path)
    bad.unlink()
    bad.symlink_to(tmp_path / "gone.md")
    with pytest.raises(ArticleError, match=r"bad\.md: can't be read"):
        load_articles(tmp_path)
    bad.unlink()
    os.mkfifo(bad)
    with pytest.raises(ArticleError, match=r"bad\.md: is not a file"):
        load_articles(tmp_path)
    with pytest.raises(ArticleError, match="no such folder"):
        load_articles(tmp_path / "nowhere")


def test_two_articles_of_one_name_are_an_error(tmp_path: Path) -> None:
    """Within one folder nobody could say which counts."""
    _write(tmp_path, "a.md")
    _write(tmp_path, "b.md")
    with pytest.raises(ArticleError, match=r"b\.md: id: 'kayaks' is taken by .*a\.md"):
        load_articles(tmp_path)


_RANKINGS = st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=4)


@given(_RANKINGS)
def test_fusing_keeps_everything_once_and_prefers_what_all_prefer(
    rankings: list[list[str]],
) -> None:
    """What stands first everywhere stays first; nothing is lost or doubled."""
    together = fused(*rankings)
    assert sorted(together) == sorted({key for ranking in rankings for key in ranking})
    firsts = {ranking[0] for ranking in rankings if ranking}
    if len(firsts) == 1 and all(rankings):
        assert together[0] == firsts.pop()


@given(st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_one_ranking_alone_is_kept_as_it_is(ranking: list[str]) -> None:
    """Without embeddings the full-text search decides."""
    assert fused(ranking, ()) == ranking


def test_both_searches_count_and_unknown_ids_do_no_harm(knowledge: Knowledge) -> None:
    """What only embeddings find is found; what both find comes first."""
    words = "my parcel is late"
    by_words = [article.id for article in knowledge.find(words)]
    together = [a.id for a in knowledge.find(words, ["gone", by_words[1], "tone"])]
    assert together[0] == by_words[1]
    assert "tone" in together
    assert "gone" not in together
    assert knowledge.find("", ()) == []


def test_most_of_the_shops_stories_find_their_article(pack: Pack, knowledge: Knowledge) -> None:
    """The opening words find the article of the issue among the best five, four times in five."""
    stories = [story for story in pack.scenarios if story.language == "en"]
    hits = 0
    for story in stories:
        values = slot_values(pack.customer(story.customer), pack.order(story))
        words = " ".join(fill(line, values) for line in story.opening)
        best = [article.id for article in knowledge.find(words)[:5]]
        hits += pack.issue(story.issue).article in best
    assert hits / len(stories) >= 0.8


def test_a_finding_names_up_to_two_other_articles(knowledge: Knowledge) -> None:
    """The issue's own article comes first and not again."""
    match = knowledge.about("damaged_item", "The lantern came broken, is that under warranty?")
    assert match.article is not None
    assert 1 <= len(match.others) <= 2
    assert match.article not in match.others
    assert knowledge.about("damaged_item").others == ()


def _article(name: str, body: str) -> Article:
    return Article(id=name, title=name.title(), updated=date(2026, 1, 2), body=body)


def test_a_snippet_is_the_paragraph_that_fits(knowledge: Knowledge) -> None:
    """Of each article the paragraph with most of the customer's words, at a readable length."""
    first = _article("first", "About nothing.\n\nKayaks float.\n\nMore.")
    second = _article("second", "A sentence of some length here. " * 40)
    pieces = snippets(ArticleMatch(None, first, (second,)), "my kayaks sink")
    assert [snippet.number for snippet in pieces] == [1, 2]
    assert pieces[0].text == "Kayaks float."
    assert len(pieces[1].text) <= 400
    assert pieces[1].text.endswith("here.")
    assert str(pieces[0]) == "[1] First: Kayaks float."


def test_only_numbers_that_exist_are_citations() -> None:
    """A made-up source is none; titles are never the model's."""
    given_ = (Snippet(1, "a", "A", "x"), Snippet(2, "b", "B", "y"))
    draft = "It takes long [2], very long [7] and longer [2][1]."
    assert cited(draft, given_) == ("b", "a")
    assert cited(draft, ()) == ()


def test_articles_are_given_to_be_embedded(knowledge: Knowledge, pack: Pack) -> None:
    """Each with its title and all that is said in it."""
    passages = knowledge.passages()
    assert [passage.id for passage in passages] == [article.id for article in pack.articles]
    assert all(
        a.title in p.text and a.body in p.text for a, p in zip(pack.articles, passages, strict=True)
    )

"""What is found out about a text, with and without embeddings."""

from collections.abc import Sequence

import numpy as np
import pytest

from console.diagnosis.features import Numbers
from console.diagnosis.protocol import DiagnosisQuestion, Example, Learn, Passage
from console.diagnosis.reader import MOST_PASSAGES, DiagnosisModel, EmbeddingCache

TOPICS = ("parcel", "mug", "refund")
EXAMPLES = tuple(
    Example(text=text, issue=issue)
    for issue, texts in {
        "late": ["where is my parcel", "my parcel is late", "the parcel has not arrived"],
        "broken": ["the mug is broken", "my mug has a crack", "the mug is in pieces"],
    }.items()
    for text in texts
)
PASSAGES = tuple(Passage(id=topic, text=f"All about a {topic}.") for topic in TOPICS)


class TopicEmbedder:
    """Embeds texts by which topic they name, and writes down what it was asked for."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> Numbers:
        """One unit vector per text; the last dimension is for texts without a topic."""
        self.batches.append(list(texts))
        named = [[topic in text for topic in TOPICS] for text in texts]
        rows = np.array([[*row, not any(row)] for row in named], dtype=np.float32)
        unit: Numbers = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    @property
    def texts(self) -> list[str]:
        """All it has embedded, in order."""
        return [text for batch in self.batches for text in batch]


def ask(text: str) -> DiagnosisQuestion:
    """A question about a text."""
    return DiagnosisQuestion(request="q", text=text)


@pytest.fixture(scope="module")
def by_words() -> DiagnosisModel:
    """Has learnt without an embedding model."""
    model = DiagnosisModel()
    model.learn(Learn(examples=EXAMPLES, passages=PASSAGES))
    return model


@pytest.fixture(scope="module")
def by_meaning() -> DiagnosisModel:
    """Has learnt with one."""
    model = DiagnosisModel(EmbeddingCache(TopicEmbedder()))
    model.learn(Learn(examples=EXAMPLES, passages=PASSAGES))
    return model


def test_before_it_has_learnt_it_knows_nothing() -> None:
    """The language it knows all the same."""
    answer = DiagnosisModel().read(ask("Wo ist mein Paket geblieben, bitte?"))
    assert (answer.guesses, answer.sure, answer.evidence, answer.passages) == ((), False, (), ())
    assert answer.language == "de"


def test_learning_says_what_was_learnt() -> None:
    """How much, and whether with embeddings."""
    learn = Learn(request="first", examples=EXAMPLES)
    learnt = DiagnosisModel().learn(learn)
    assert (learnt.request, learnt.examples, learnt.issues) == ("first", 6, 2)
    assert not learnt.embeddings
    assert DiagnosisModel(EmbeddingCache(TopicEmbedder())).learn(learn).embeddings


def test_words_alone_tell_the_issue_but_no_passages(by_words: DiagnosisModel) -> None:
    """Passages are found by their embeddings."""
    answer = by_words.read(ask("Hello, my parcel has not arrived"))
    assert (answer.request, answer.guesses[0].issue) == ("q", "late")
    assert sum(guess.probability for guess in answer.guesses) == pytest.approx(1, abs=1e-3)
    assert answer.evidence
    assert answer.passages == ()


def test_passages_come_with_their_nearness_best_first(by_meaning: DiagnosisModel) -> None:
    """The nearest is the one on the same topic."""
    passages = by_meaning.read(ask("what about a refund")).passages
    assert passages[0][0] == "refund"
    assert passages[0][1] == pytest.approx(1, abs=1e-5)
    assert [near for _, near in passages] == sorted((n for _, n in passages), reverse=True)
    assert len(passages) == min(len(PASSAGES), MOST_PASSAGES)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_text_is_near_nothing(by_meaning: DiagnosisModel, text: str) -> None:
    """And about nothing."""
    answer = by_meaning.read(ask(text))
    assert (answer.guesses, answer.passages, answer.language) == ((), (), None)


def test_a_later_lesson_replaces_the_first() -> None:
    """What it does not name is forgotten."""
    model = DiagnosisModel()
    model.learn(Learn(examples=EXAMPLES))
    model.learn(Learn(examples=(*EXAMPLES[:3], Example(text="an invoice", issue="invoice"))))
    issues = {guess.issue for guess in model.read(ask("the mug is broken")).guesses}
    assert issues == {"late", "invoice"}


def test_evidence_without_end_is_cut_off(by_words: DiagnosisModel) -> None:
    """A pasted word of a megabyte costs nobody an answer."""
    answer = by_words.read(ask("my parcel" + "l" * 1_000_000))
    assert all(len(words) <= 200 for words in answer.evidence)


def test_only_new_texts_are_embedded_when_it_learns_more() -> None:
    """One more example is quick to learn."""
    embed = TopicEmbedder()
    cache = EmbeddingCache(embed)
    first = cache.embed_all(["a", "b", "a"])
    again = cache.embed_all(["c", "a", "b"])
    assert embed.texts == ["a", "b", "c"]
    assert first is not None
    assert again is not None
    assert np.array_equal(first[[0, 1]], again[[1, 2]])


def test_texts_that_are_gone_are_forgotten() -> None:
    """Memory holds what was learnt last; a question's text is never kept."""
    embed = TopicEmbedder()
    cache = EmbeddingCache(embed)
    cache.embed_all(["a", "b"])
    assert cache.embed_all([]) is None
    cache.embed_one("a")
    cache.embed_all(["a"])
    assert embed.texts == ["a", "b", "a", "a"]


def test_many_texts_are_embedded_in_batches() -> None:
    """Between two of them a question can be answered."""
    embed = TopicEmbedder()
    rows = EmbeddingCache(embed).embed_all([f"text {n}" for n in range(50)])
    assert max(len(batch) for batch in embed.batches) <= 16
    assert rows is not None
    assert len(rows) == 50


def test_what_is_written_last_in_a_long_chat_is_embedded_too() -> None:
    """A model reads a limited stretch at once: the beginning and the end count the same."""
    embed = TopicEmbedder()
    cache = EmbeddingCache(embed)
    small_talk = "\n".join("so it goes on and on" for _ in range(400))
    row = cache.embed_one(f"my parcel is late\n{small_talk}\n{'and ' * 200}the mug is broken")[0]
    assert len(embed.texts) == 3
    assert row[0] == row[1] > 0
    assert np.isclose(np.linalg.norm(row), 1)


def test_a_short_chat_is_embedded_as_a_whole() -> None:
    """Its lines stay together."""
    embed = TopicEmbedder()
    EmbeddingCache(embed).embed_one("hello\nmy parcel is late")
    assert embed.texts == ["hello\nmy parcel is late"]

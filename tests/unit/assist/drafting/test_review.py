"""The model's words become a draft only if the guard lets them; else it is the approved wording."""

from datetime import UTC, datetime

import pytest

from console.assist.drafting.prompts import Brief, prompt
from console.assist.drafting.review import hint, review
from console.assist.drafting.style import ALL_LANGUAGES, Style
from console.channels.scripted.pack import Pack
from console.domain import claims
from console.domain.chat import Chat, Delivery, Message
from console.domain.events import SuggestionKind

AT = datetime(2026, 3, 12, tzinfo=UTC)


def brief_of(pack: Pack, *, known: bool = True, **more: object) -> Brief:
    """A customer who asks about a parcel; without ``known`` nobody can tell what it is about."""
    chat = Chat("c", pack.customers[0], None, queued_at=AT)
    chat.messages.append(Message("m", "Where is it?", AT, False, Delivery.RECEIVED))
    issue = pack.issue("late_parcel") if known else None
    article = pack.article(issue.article) if issue else None
    values = {"about": SuggestionKind.SOLUTION, **more}
    return Brief(chat=chat, shop="the shop", issue=issue, article=article, **values)  # type: ignore[arg-type] # any field


def test_a_harmless_draft_is_shown_as_it_is(pack: Pack) -> None:
    """It is the model's, and there is nothing to note."""
    reviewed = review(brief_of(pack), " thank you for your patience.", cut_off=False)
    assert reviewed.text is not None
    assert reviewed.text.endswith("thank you for your patience.")
    assert (reviewed.strategy, reviewed.objections, reviewed.notes) == ("generate", (), ())


def test_a_draft_that_is_held_back_gives_way_to_the_approved_wording(pack: Pack) -> None:
    """With the guard's reasons for the record and the agent."""
    brief = brief_of(pack)
    reviewed = review(brief, " you get $4,711.00 back.", cut_off=False)
    assert (reviewed.text, reviewed.strategy) == (brief.template, "template")
    assert "held back" in reviewed.notes[0]


def test_without_an_approved_wording_there_is_nothing_to_show(pack: Pack) -> None:
    """The reasons stay."""
    reviewed = review(brief_of(pack, known=False), "You get $4,711.00 back.", cut_off=False)
    assert reviewed.text is None
    assert reviewed.objections


def test_a_draft_that_was_cut_off_ends_with_a_whole_sentence(pack: Pack) -> None:
    """Half a sentence is no message."""
    reviewed = review(brief_of(pack), " thank you for writing. We will loo", cut_off=True)
    assert reviewed.text is not None
    assert reviewed.text.endswith("thank you for writing.")


def test_the_hint_says_what_was_wrong_without_repeating_it(pack: Pack) -> None:
    """An invented amount that is read again would be written again."""
    reviewed = review(brief_of(pack), " you get $4,711.00 back.", cut_off=False)
    hints = hint(reviewed.objections)
    assert hints == "Do not name an amount that is not above."
    assert prompt(brief_of(pack), hints).tail[-1].text.endswith(hints)
    assert hint(["something else"])


def test_tone_and_length_are_told_once_for_all_chats(pack: Pack) -> None:
    """They stand in the part that is read once."""
    brief = brief_of(pack, style=Style(tone="formal", length="short"))
    assert "one or two short, formal, courteous sentences" in prompt(brief).prefix[0].text
    assert prompt(brief).prefix == prompt(brief_of(pack, style=brief.style, known=False)).prefix


def test_the_model_answers_in_the_customers_language_if_it_can(pack: Pack) -> None:
    """The facts stay those of the approved wording; the first words can't be English ones."""
    able = Style(languages=("en", "de"))
    german = brief_of(pack, style=able, language="de")
    assert "Write in German." in prompt(german).tail[0].text
    assert prompt(german).opening == ""
    assert german.template is not None
    assert german.template in prompt(german).tail[0].text
    for other in (brief_of(pack, style=able, language="fr"), brief_of(pack, language="de")):
        assert "Write in" not in prompt(other).tail[0].text
        assert prompt(other).opening


@pytest.mark.parametrize("language", sorted({*ALL_LANGUAGES} - {*claims.LANGUAGES}))
def test_no_draft_is_made_in_a_language_in_which_claims_are_not_found(
    pack: Pack, language: str
) -> None:
    """The model gets the English wording and begins with its words, whatever it can write."""
    brief = brief_of(pack, style=Style(languages=ALL_LANGUAGES), language=language)
    assert brief.foreign is None
    assert "Write in" not in prompt(brief).tail[0].text
    assert prompt(brief).opening


@pytest.mark.parametrize(
    "draft", ["您的退款已经处理了。", "返金は完了しました。", "Деньги возвращены."]
)
def test_a_foreign_draft_in_another_script_is_held_back(pack: Pack, draft: str) -> None:
    """Nobody could say what it claims; one in the language that was asked for is shown."""
    brief = brief_of(pack, style=Style(languages=ALL_LANGUAGES), language="de")
    held_back = review(brief, draft, cut_off=False)
    assert held_back.text == brief.template
    assert "can't be checked" in " ".join(held_back.objections)
    assert hint(held_back.objections) == "Write only in the language that you are told."
    assert review(brief, "Danke für Ihre Geduld!", cut_off=False).strategy == "generate"

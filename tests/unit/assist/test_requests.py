"""A draft that is held back is written once more, then left out: the approved wording stays."""

import sys
import time

import pytest
from assist_scene import arrives, assistant_at, live
from strategies import Workplace

from console.assist.clients.draft_client import DraftClient
from console.assist.drafting.style import Style
from console.channels.scripted.pack import Pack
from console.domain import events as ev
from console.domain.chat import Chat
from console.domain.clock import SystemClock
from console.domain.suggestions import Progress
from console.inference.protocol import Done, Load, Ready
from console.ipc.messages import RequestFailed, WireMessage, encode

pytestmark = pytest.mark.process

LATE = "Hi, my parcel still has not arrived. Where is it?"
READY = Ready(request="load", model="m", context=512, threads=1, load_ms=1)
INVENTED, HARMLESS = " You get $4,711.00 back.", "KEPT Thank you for your patience."


def done(text: str) -> Done:
    """A draft of these words."""
    return Done(
        request="REQUEST",
        text=text,
        tokens=5,
        prompt_tokens=1,
        reused_tokens=0,
        first_token_ms=1,
        total_ms=1,
        stopped_by="end",
    )


def line(message: WireMessage) -> str:
    """A message as a child says it."""
    return encode(message).decode().strip()


def child(first: WireMessage, second: WireMessage) -> tuple[str, ...]:
    """A child that answers each request's first draft so, and the one after a hint so."""
    code = (
        "import json, sys\n"
        f"print({line(READY)!r}, flush=True)\n"
        "for message in map(json.loads, sys.stdin):\n"
        " if message['kind'] != 'draft': continue\n"
        " hinted = 'Do not name an amount' in message['prompt']['tail'][-1]['text']\n"
        f" answer = {line(second)!r} if hinted else {line(first)!r}\n"
        " kept = message['likely'][len(message['prompt']['opening']):]\n"
        " answer = answer.replace('REQUEST', message['request'])\n"
        " print(answer.replace('KEPT', json.dumps(kept)[1:-1]), flush=True)\n"
    )
    return (sys.executable, "-c", code)


def drafted(place: Workplace, pack: Pack, command: tuple[str, ...]) -> Chat:
    """A chat whose suggestions that child has answered."""
    client = DraftClient(Load(path="m"), SystemClock(), command)
    assistant = assistant_at(place, pack, client, style=Style())
    chat = arrives(place, pack, "c", LATE)
    limit = time.monotonic() + 60
    while assistant.is_writing:
        assert time.monotonic() < limit
        assistant.poll()
        time.sleep(0.01)
    assistant.stop()
    return chat


def test_a_second_draft_that_is_harmless_is_shown(place: Workplace, pack: Pack) -> None:
    """With a note of what was wrong with the first."""
    (suggestion,) = live(drafted(place, pack, child(done(INVENTED), done(HARMLESS))))
    assert suggestion.version is ev.Version.MODEL
    assert suggestion.text.endswith("Thank you for your patience.")
    assert "an amount" in suggestion.notes[0]


def test_after_two_drafts_that_are_held_back_the_approved_wording_stays(
    place: Workplace, pack: Pack
) -> None:
    """Nothing of what the model wrote reaches the agent's message."""
    (suggestion,) = live(drafted(place, pack, child(done(INVENTED), done(INVENTED))))
    assert suggestion.version is ev.Version.APPROVED
    assert suggestion.revision is None
    assert "4,711" not in suggestion.text


def test_a_model_that_cannot_write_leaves_the_approved_wording(
    place: Workplace, pack: Pack
) -> None:
    """A prompt may be too long for it, for one."""
    failed = RequestFailed(request="REQUEST", reason="the prompt is too long")
    (suggestion,) = live(drafted(place, pack, child(failed, failed)))
    assert suggestion.progress is Progress.READY
    assert suggestion.version is ev.Version.APPROVED


def test_the_models_version_waits_beside_a_card_that_was_seen(place: Workplace, pack: Pack) -> None:
    """The agent may have begun to read; nobody has seen the card of a chat in another tab."""
    client = DraftClient(Load(path="m"), SystemClock(), child(done(HARMLESS), done(HARMLESS)))
    assistant = assistant_at(place, pack, client, style=Style())
    chat = arrives(place, pack, "c", LATE)
    place.session.accept("c")
    place.session.attention.show_tab("c")
    place.session.attention.activate_window(True)
    (card,) = live(chat)
    place.session.attention.mark_suggestion_shown("c", card.id)
    approved = card.text
    limit = time.monotonic() + 60
    while assistant.is_writing:
        assert time.monotonic() < limit
        assistant.poll()
        time.sleep(0.01)
    assistant.stop()
    assert (card.text, card.version) == (approved, ev.Version.APPROVED)
    assert card.revision is not None
    place.session.take_revision("c", card.id, by_agent=True)
    assert (card.text, card.version) == (chat.suggestions[card.id].text, ev.Version.MODEL)
    assert card.text != approved

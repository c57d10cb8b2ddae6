"""Without texts, nothing comes out that nobody has looked at."""

import json
import stat
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from console.domain import events as ev
from console.domain.customers import Customer
from console.export.errors import ExportError
from console.export.privacy import (
    OPEN_FIELDS,
    OPEN_OF_KINDS,
    PRIVATE_FIELDS,
    TextPolicy,
    TextPrivacy,
)
from console.export.pseudonyms import KEY_BYTES, pseudonym_key
from console.measures.events import rows

_SPECIAL = {"agent", "colleague", "customer", "host", "measured", "model"}
"""Fields that come out changed."""

_NUMBERS = (bool, int, float, bool | None, int | None, float | None)
"""What can't hold a text."""

_ANN = Customer(id="ann-1", name="Ann Varga", email="a@b.c")


def told(policy: TextPolicy, facts: Iterable[ev.AnyFact]) -> list[dict[str, Any]]:
    """The rows of a log of these facts as a policy tells them."""
    tell = TextPrivacy(policy, None if policy == "full" else b"k" * 32).of_log()
    events = [
        ev.Event(seq=seq, session="s", wall=datetime(2024, 1, 1, tzinfo=UTC), mono_ns=0, fact=fact)
        for seq, fact in enumerate(facts, 1)
    ]
    return [tell(event, row) for event, row in rows(events, "s")]


def scrubbed(fact: ev.AnyFact, policy: TextPolicy = "none") -> dict[str, Any]:
    """The body of a fact as it comes out."""
    (row,) = told(policy, [fact])
    body: dict[str, Any] = json.loads(row["body"])
    return body


def started(agent: str) -> ev.SessionStarted:
    """A session of an agent."""
    return ev.SessionStarted(
        run="r", agent=agent, version="1", channel="c", wall_minus_mono_ns=0, utc_offset_s=0
    )


@pytest.mark.parametrize("kind", ev.FACT_TYPES)
def test_every_field_of_every_fact_has_been_looked_at(kind: type[ev.Fact]) -> None:
    """A field that can hold text is open, private or changed, by name; a new one has to choose."""
    for name, field in kind.model_fields.items():
        if field.annotation in _NUMBERS:
            continue
        ours = kind.model_fields["kind"].default in OPEN_OF_KINDS.get(name, ())
        private = name in PRIVATE_FIELDS and not ours
        known = (name in OPEN_FIELDS, ours, private, name in _SPECIAL)
        assert sum(known) == 1, f"{kind.__name__}.{name}"


@pytest.mark.parametrize("policy", ["none", "redacted"])
def test_colleagues_are_pseudonyms(policy: TextPolicy) -> None:
    """Who took a chat, or has it now, is named no more than the agent is."""
    taken = scrubbed(ev.ChatTakenElsewhere(chat="c", colleague="kim"), policy)
    passed_on = scrubbed(ev.ChatTransferred(chat="c", colleague="kim"), policy)
    assert taken["colleague"] == passed_on["colleague"]
    assert "kim" not in taken["colleague"]


@pytest.mark.parametrize("policy", ["none", "redacted"])
def test_what_a_study_calls_its_parts_is_told(policy: TextPolicy) -> None:
    """Names of arms, strata, guardrails and questions come from the study's file, not of people."""
    lot = ev.ArmAssigned(
        arm=ev.Arm.TREATMENT, method="lot", name="early", stratum="low", guardrails=("calmer",)
    )
    told_lot = scrubbed(lot, policy)
    assert (told_lot["name"], told_lot["stratum"]) == ("early", "low")
    assert told_lot["guardrails"] == ["calmer"]
    answer = ev.QuestionAnswered(sitting="q", questionnaire="sus", item="q1", value=4)
    assert scrubbed(answer, policy)["value"] == 4
    assert "characters" not in scrubbed(answer, policy)


def test_what_agents_write_about_a_study_is_a_text() -> None:
    """Answers in words and reasons for going on are null, or without the names of people."""
    answer = ev.QuestionAnswered(
        sitting="q", questionnaire="sus", item="q1", text="Ask a.varga@example.org"
    )
    reason = "a.varga@example.org waits"
    against = ev.GuardrailOverridden(trigger="t", guardrail="calmer", reason=reason)
    assert scrubbed(answer)["text"] is None
    assert scrubbed(answer)["characters"] == len(answer.text or "")
    assert scrubbed(against)["reason"] is None
    assert scrubbed(answer, "redacted")["text"] == "Ask [EMAIL]"
    assert scrubbed(against, "redacted")["reason"] == "[EMAIL] waits"


@pytest.mark.parametrize("policy", ["none", "redacted"])
def test_a_field_nobody_knows_is_left_out(policy: TextPolicy) -> None:
    """Text in an unlisted field becomes null."""
    event = ev.Event(
        seq=1,
        session="s",
        wall=datetime(2024, 1, 1, tzinfo=UTC),
        mono_ns=0,
        fact=ev.WindowActivated(),
    )
    row = {"body": '{"kind":"news","gossip":"Ann is ill","n":3}'}
    body = TextPrivacy(policy, b"k" * 32).of_log()(event, row)["body"]
    assert json.loads(body) == {"kind": "news", "gossip": None, "n": 3}


def test_a_text_leaves_its_length() -> None:
    """How much was written is no secret, and the row has no text."""
    fact = ev.DraftChanged(chat="a", text="Dear Ann")
    assert "text" not in told("none", [fact])[0]
    assert scrubbed(fact) == {
        "kind": "draft_changed",
        "chat": "a",
        "text": None,
        "characters": 8,
        "suggestion": None,
        "canned": None,
    }


@pytest.mark.parametrize("policy", ["none", "redacted"])
def test_people_leave_pseudonyms(policy: TextPolicy) -> None:
    """Names, e-mail and orders are gone, and who it was needs the key."""
    _, row = told(policy, [started("bo"), ev.ChatQueued(chat="a", customer=_ANN)])
    customer = json.loads(row["body"])["customer"]
    assert list(customer) == ["id"]
    assert customer["id"] == row["customer"]
    assert customer["id"].startswith("c-")
    assert "ann" not in customer["id"]
    (other,) = told(policy, [started("bo")])
    assert other["agent"] == json.loads(other["body"])["agent"]
    assert other["agent"].startswith("a-")


@pytest.mark.parametrize("model", ["/home/ann/models/a.gguf", r"C:\Users\Ann\a.gguf", "a.gguf"])
def test_a_models_folder_is_not_told(model: str) -> None:
    """A path to a model may hold the agent's name."""
    fact = ev.AssistantStarted(model=model, load_ms=1)
    assert scrubbed(fact)["model"] == "a.gguf"


def test_the_program_s_own_reasons_stay() -> None:
    """Why a suggestion was superseded is no secret, why a customer left may be."""
    overtaken = ev.SuggestionSuperseded(chat="a", suggestion="g", reason="new message")
    assert scrubbed(overtaken)["reason"] == "new message"
    assert scrubbed(ev.ChatAbandoned(chat="a", reason="my cat is ill"))["reason"] is None


def test_redacted_texts_know_their_own_chats_customer() -> None:
    """Each chat has a redactor of its own; what another chat's customer is called is a word."""
    facts: list[ev.AnyFact] = [
        ev.ChatQueued(chat="a", customer=_ANN),
        ev.ChatQueued(chat="b", customer=Customer(id="bob-2", name="Bob")),
        ev.MessageReceived(chat="a", message="m1", text="ann here, order #123456"),
        ev.MessageReceived(chat="b", message="m2", text="a varga is a bird"),
    ]
    *_, one, other = told("redacted", facts)
    assert one["text"] == "[NAME] here, order [ORDER]"
    assert json.loads(one["body"])["text"] == one["text"]
    assert json.loads(one["body"])["characters"] == 23
    assert other["text"] == "a varga is a bird"


def test_redaction_reaches_every_private_field() -> None:
    """Lists of texts, comments and reasons are redacted too."""
    facts: list[ev.AnyFact] = [
        ev.ChatQueued(chat="a", customer=_ANN),
        ev.ChatDiagnosed(chat="a", evidence=("ann varga", "late"), elapsed_ms=1),
        ev.ChatRated(chat="a", rating=5, comment="Ann is happy"),
        ev.ChatAbandoned(chat="a", reason="write to a@b.c"),
    ]
    _, diagnosed, rated, left = told("redacted", facts)
    assert json.loads(diagnosed["body"])["evidence"] == ["[NAME]", "late"]
    assert json.loads(rated["body"])["comment"] == "[NAME] is happy"
    assert left["reason"] == json.loads(left["body"])["reason"] == "write to [EMAIL]"


def test_names_said_in_a_chat_are_known_from_then_on() -> None:
    """The record has no name, the customer says one, the agent uses it."""
    facts: list[ev.AnyFact] = [
        ev.ChatQueued(chat="a", customer=Customer(id="x-1", name="Customer 1")),
        ev.MessageReceived(chat="a", message="m1", text="My name is Zoltan Varga."),
        ev.MessageSent(chat="a", message="m2", text="I see, zoltan", origin=ev.Origin.TYPED),
    ]
    assert [row["text"] for row in told("redacted", facts)[1:]] == [
        "My name is [NAME].",
        "I see, [NAME]",
    ]


def test_a_half_typed_name_is_not_told() -> None:
    """Drafts are saved at any letter."""
    facts: list[ev.AnyFact] = [
        ev.ChatQueued(chat="a", customer=_ANN),
        ev.DraftChanged(chat="a", text="Is that right, Ms Var"),
    ]
    assert told("redacted", facts)[1]["text"] == "Is that right, Ms [NAME]"


def test_all_texts_means_all() -> None:
    """Under full nothing is changed."""
    (row,) = told("full", [ev.DraftChanged(chat="a", text="Dear Ann")])
    assert row["text"] == json.loads(row["body"])["text"] == "Dear Ann"


@pytest.mark.parametrize("policy", ["none", "redacted"])
def test_pseudonyms_need_a_key(policy: TextPolicy) -> None:
    """Without a key there is no bundle that hides people."""
    with pytest.raises(ValueError, match="needs a key"):
        TextPrivacy(policy, None)


def test_the_key_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    """The second call reads what the first has made; nobody else may."""
    path = tmp_path / "new" / "pseudonym.key"
    key = pseudonym_key(path)
    assert len(key) == KEY_BYTES
    assert pseudonym_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_broken_key_is_not_used(tmp_path: Path) -> None:
    """A key of another length would give people new names; it is refused."""
    (tmp_path / "pseudonym.key").write_bytes(b"short")
    with pytest.raises(ExportError, match="is not a pseudonym key"):
        pseudonym_key(tmp_path / "pseudonym.key")


def test_a_key_that_can_t_be_made_is_an_error_with_its_path(tmp_path: Path) -> None:
    """The line names the file."""
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match=r"cannot use the pseudonym key .*pseudonym\.key"):
        pseudonym_key(tmp_path / "file" / "pseudonym.key")

"""Without texts, nothing comes out that nobody has looked at."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.domain import events as ev
from console.domain.customers import Customer
from console.export.errors import ExportError
from console.export.log_tables import EVENTS
from console.export.privacy import OPEN_FIELDS, PRIVATE_FIELDS, Discretion
from console.export.pseudonyms import KEY_BYTES, pseudonym_key

_SPECIAL = {"agent", "customer", "host", "model"}
"""Fields that come out changed."""


def scrubbed(fact: ev.AnyFact) -> dict[str, object]:
    """The body of a fact as it comes out without texts."""
    event = ev.Event(
        seq=1, session="s", wall=datetime(2024, 1, 1, tzinfo=UTC), mono_ns=0, fact=fact
    )
    (body,) = (column for column in EVENTS.columns if column.name == "body")
    found: dict[str, object] = json.loads(Discretion("none", b"k" * 32).value(body, event))
    return found


@pytest.mark.parametrize("kind", ev.FACT_TYPES)
def test_every_field_of_every_fact_has_been_looked_at(kind: type[ev.Fact]) -> None:
    """A field that can hold text is open, private or changed, by name; a new one has to choose."""
    for name, field in kind.model_fields.items():
        if field.annotation in (bool, int, float, int | None, float | None):
            continue
        known = (name in OPEN_FIELDS, name in PRIVATE_FIELDS, name in _SPECIAL)
        assert sum(known) == 1, f"{kind.__name__}.{name}"


def test_a_field_nobody_knows_is_left_out() -> None:
    """Text in an unlisted field becomes null."""
    discretion = Discretion("none", b"k" * 32)
    (body,) = (column for column in EVENTS.columns if column.name == "body")
    guard = discretion._guards[body.privacy]
    assert json.loads(guard('{"kind":"news","gossip":"Ann is ill","n":3}')) == {
        "kind": "news",
        "gossip": None,
        "n": 3,
    }


def test_a_text_leaves_its_length() -> None:
    """How much was written is no secret."""
    fact = ev.DraftChanged(chat="a", text="Dear Ann")
    assert scrubbed(fact) == {
        "kind": "draft_changed",
        "chat": "a",
        "text": None,
        "characters": 8,
        "suggestion": None,
        "canned": None,
    }


def test_a_customer_leaves_a_pseudonym() -> None:
    """Name, e-mail and orders are gone, and who it was needs the key."""
    fact = ev.ChatQueued(chat="a", customer=Customer(id="ann-1", name="Ann", email="a@b.c"))
    customer = scrubbed(fact)["customer"]
    assert isinstance(customer, dict)
    assert list(customer) == ["id"]
    assert customer["id"].startswith("c-")
    assert "ann" not in customer["id"]


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


def test_pseudonyms_need_a_key() -> None:
    """Without a key there is no bundle without texts."""
    with pytest.raises(ValueError, match="needs a key"):
        Discretion("none", None)


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

"""The sheet says what leaves the computer, and only that."""

from pathlib import Path

from console.app.destinations import destinations
from console.settings import OperationSettings, Server, Settings
from console.site.folder import Site, load_site, shipped_site

OUTSIDE = Settings(
    server=Server(url="https://models.example/v1", model="m"),
    operations=OperationSettings(url="https://crm.example/do"),
)


def _site(folder: Path, channel: str) -> Site:
    shipped = shipped_site()
    file = folder / "site.toml"
    for path in shipped.folder.iterdir():
        (folder / path.name).symlink_to(path)
    file.unlink(missing_ok=True)
    file.write_text(channel, encoding="utf-8")
    return load_site(folder)


def test_practice_with_a_model_of_its_own_sends_nothing() -> None:
    """Then everything stays here."""
    assert destinations(None, Settings()) == ()


def test_a_server_and_a_hook_are_named_by_their_host() -> None:
    """The one is left out where there are no suggestions, the other never."""
    model, hook = destinations(None, OUTSIDE)
    assert "models.example" in model.text
    assert model.of_assistant
    assert "crm.example" in hook.text
    assert not hook.of_assistant


def test_each_channel_says_where_messages_go(tmp_path: Path) -> None:
    """The page itself, or the server between."""
    for name, channel, told in (
        ("web", 'kind = "web"', "customer's page"),
        ("matrix", 'kind = "matrix"\nserver = "https://chat.example"', "chat.example"),
        ("chatwoot", 'kind = "chatwoot"\nserver = "https://desk.example"\naccount = 1',
         "private note, which all agents"),
    ):  # fmt: skip
        folder = tmp_path / name
        folder.mkdir()
        (customers,) = destinations(_site(folder, f"[channel]\n{channel}\n"), Settings())
        assert told in customers.text

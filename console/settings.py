"""What a person can set, read from one TOML file; anything unknown or impossible is an error."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from console.domain.errors import UsageError
from console.domain.events import Arm
from console.domain.structured_text import parse_toml

DEFAULT_MODEL = "qwen2.5-coder-0.5b-instruct"


class Server(BaseModel):
    """A server that speaks OpenAI's chat completions, to use instead of a model on this machine.

    ``url`` is the address up to and with ``/v1``. ``key_variable`` names the environment variable
    that holds the key, if the server wants one: keys don't belong into files that get copied.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(pattern=r"^https?://[^\s/@]+(/\S*)?$")
    model: str = Field(min_length=1)
    key_variable: str | None = None


class OperationSettings(BaseModel):
    """What carries out the steps of this site's procedures: a command or a web hook.

    ``command`` is a program with its arguments; it gets each task as a JSON object on its standard
    input. ``url`` is an https address, or an http one on this machine, to which it is posted;
    ``key_variable`` names the environment variable that holds its key. After ``limit_s`` seconds a
    task has failed. ``names`` are the operations that are carried out so, all if there are none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    command: tuple[str, ...] = ()
    url: str | None = Field(
        default=None,
        pattern=r"^(https://[^\s/@]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)(/\S*)?$",
    )
    key_variable: str | None = None
    limit_s: float = Field(default=10.0, gt=0, le=120)
    names: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.command) == (self.url is not None):
            raise ValueError("name either a command or a url")
        return self


class Settings(BaseModel):
    """Everything with its default; the file holds what differs.

    ``idle_limit_s`` is the time without key or pointer after which the agent counts as idle.
    ``send_with`` is the key that sends; the other one of the two makes a new line.
    For ``undo_send_s`` seconds a sent message waits and can be taken back; 0 sends at once.
    ``keys`` are the keys that differ, by the name of what they do; none switches one off.
    ``tone`` and ``length`` are of the suggestions. ``strategy`` is how they come to be, null for
    what the model's catalogue entry says. ``knowledge`` is a folder of the site's own articles.
    ``past_replies`` has suggestions go by what this site's agents answered (``switchboard learn``).
    ``server``, if there is one, does the model's work. ``operations`` carries out the steps of
    procedures, in place of the simulated back office. ``study`` is the file of the study that
    sessions are part of, and ``site`` where the agent works, if it stratifies by site.
    ``languages`` are those that suggestions are made in, if claims are found in them; without any,
    all that the model writes.
    ``limit`` is how many chats an agent has at once at most, ``wrap_up_s`` the pause after a chat.
    ``site_folder`` is the folder of the site that the console opens on, and ``mode`` whether its
    customers are made up or live; the console asks for them on its first start. Without
    ``store_texts`` the log holds no texts, and what is measured of them is measured as they pass.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agent: str = Field(default="Robin", min_length=1, max_length=80)
    tier: str | None = None
    arm: Arm = Arm.TREATMENT
    model: str = DEFAULT_MODEL
    theme: Literal["light", "dark", "system"] = "system"
    text_scale: float = Field(default=1.0, ge=0.75, le=2.0)
    send_with: Literal["enter", "ctrl+enter"] = "enter"
    undo_send_s: float = Field(default=5.0, ge=0, le=60)
    idle_limit_s: float = Field(default=60.0, gt=0)
    tone: Literal["friendly", "neutral", "formal"] = "friendly"
    length: Literal["short", "medium", "long"] = "medium"
    languages: tuple[str, ...] = ()
    limit: int | None = Field(default=None, ge=1, le=50)
    wrap_up_s: float = Field(default=0.0, ge=0, le=600)
    strategy: Literal["generate", "template"] | None = None
    knowledge: Path | None = None
    past_replies: bool = False
    server: Server | None = None
    operations: OperationSettings | None = None
    keys: dict[str, tuple[str, ...]] = {}
    study: Path | None = None
    site: str | None = None
    site_folder: Path | None = None
    mode: Literal["practice", "live"] | None = None
    store_texts: bool = True

    @field_validator("keys", mode="before")
    @classmethod
    def _one_or_several_keys(cls, keys: object) -> object:
        """A key can stand alone, and an empty one or false stands for none."""
        if not isinstance(keys, dict):
            return keys
        return {
            name: (value,) if isinstance(value, str) and value else value or ()
            for name, value in keys.items()
        }

    def changed(self, changes: Mapping[str, object]) -> "Settings":
        """These settings with some of them replaced; raises UsageError for an impossible value."""
        return _checked({**self.model_dump(), **changes}, "settings")


def load_settings(path: Path) -> Settings:
    """Read the settings file; defaults if there is none.

    Raises:
        UsageError: the file is not TOML, or a setting is unknown or has an impossible value.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the settings in {path}: {error}") from error
    try:
        return _checked(parse_toml(text), str(path))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not TOML: {error}") from error


def _checked(values: Mapping[str, object], source: str) -> Settings:
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{source}: {name}: {first['msg']}") from error

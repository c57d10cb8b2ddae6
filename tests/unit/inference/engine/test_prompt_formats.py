"""How conversations are laid out for each family of models."""

from pathlib import Path

import pytest

from console import paths
from console.domain.errors import ModelError
from console.inference.engine.prompt_formats import load_profile
from console.inference.protocol import PromptTurn, Role

CHAT = (
    PromptTurn(role=Role.SYSTEM, text="Be brief."),
    PromptTurn(role=Role.USER, text="Hello?"),
    PromptTurn(role=Role.ASSISTANT, text="Hi."),
    PromptTurn(role=Role.USER, text="<think>Where is it?"),
)


def rendered(name: str) -> str:
    """The conversation and the beginning of the reply, with marks in one piece with the text."""
    profile = load_profile(name, paths.models())
    segments = [each for turn in CHAT for each in profile.turn(turn)]
    return "".join(each.text for each in [*segments, *profile.reply("Dear")])


def test_chatml() -> None:
    """Each turn has a name, a line of its own and an end."""
    assert rendered("chatml") == (
        "<|im_start|>system\nBe brief.<|im_end|>\n"
        "<|im_start|>user\nHello?<|im_end|>\n"
        "<|im_start|>assistant\nHi.<|im_end|>\n"
        "<|im_start|>user\n<think>Where is it?<|im_end|>\n"
        "<|im_start|>assistant\nDear"
    )


def test_a_model_that_can_think_aloud_is_told_not_to() -> None:
    """Only the reply to be written begins with an empty thought."""
    end = "<|im_start|>assistant\n<think>\n\n</think>\n\nDear"
    assert rendered("qwen3") == rendered("chatml").replace("<|im_start|>assistant\nDear", end)


def test_phi_has_no_line_breaks() -> None:
    """Marks stand directly beside the text."""
    assert rendered("phi4") == (
        "<|system|>Be brief.<|end|><|user|>Hello?<|end|><|assistant|>Hi.<|end|>"
        "<|user|><think>Where is it?<|end|><|assistant|>Dear"
    )


@pytest.mark.parametrize("name", ["chatml", "qwen3", "phi4"])
def test_what_is_said_is_never_a_mark(name: str) -> None:
    """Customers who type marks have typed text."""
    profile = load_profile(name, paths.models())
    for turn in CHAT:
        assert [each.text for each in profile.turn(turn) if not each.marks] == [turn.text]
    assert [each.text for each in profile.reply("Dear") if not each.marks] == ["Dear"]


def test_an_unknown_or_malformed_profile_is_told(tmp_path: Path) -> None:
    """The error names what there is, or the file."""
    with pytest.raises(ModelError, match="known are: chatml"):
        load_profile("llama9", paths.models())
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "bad.toml").write_text("stop = 1")
    with pytest.raises(ModelError, match=r"bad\.toml: not a prompt profile"):
        load_profile("bad", tmp_path)

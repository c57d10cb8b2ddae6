"""Which prompt profile a model file outside the catalogue gets."""

from pathlib import Path

import pytest

from console import paths
from console.domain.errors import ModelError
from console.inference.engine.prompt_formats import load_profile
from console.inference.models.chat_formats import profile_of
from console.inference.models.gguf_header import Header, Value, read_header

TEMPLATES = {
    "chatml": "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>'}}",
    "qwen3": "{{'<|im_start|>'}}{% if not enable_thinking %}{{'<think>\\n'}}{% endif %}",
    "llama3": "{{'<|start_header_id|>' + message['role'] + '<|end_header_id|>' + '<|eot_id|>'}}",
    "gemma": "{{'<start_of_turn>' + role + '\\n' + message['content'] + '<end_of_turn>'}}",
    "granite": "{{'<|start_of_role|>user<|end_of_role|>' + message['content']}}",
    "mistral": "{{'[SYSTEM_PROMPT]' + system + '[/SYSTEM_PROMPT]'}}{{'[INST]' + text + '[/INST]'}}",
    "phi4": "{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}",
    "phi3": "{{'<|user|>\\n' + message['content'] + '<|end|>\\n'}}{{eos_token}}",
    "zephyr": "{{'<|user|>\\n' + message['content'] + eos_token}}",
    "deepseek": "{{'<｜User｜>' + message['content'] + '<｜Assistant｜><think>\\n'}}",
}


def header(template: Value) -> Header:
    """A header of a model file with this template."""
    return Header(3, {}, {"tokenizer.chat_template": template}, 0)


@pytest.mark.parametrize("profile", TEMPLATES)
def test_a_family_is_recognised_by_its_marks(profile: str) -> None:
    """Each family of models gets its own profile, which exists."""
    assert profile_of(header(TEMPLATES[profile]), "m.gguf") == profile
    assert load_profile(profile, paths.models()).stop


@pytest.mark.parametrize("template", [None, "", "  ", 7])
def test_a_file_without_a_template_gets_the_usual_one(template: Value) -> None:
    """A base model, or an odd header, is tried with the format that most models understand."""
    assert profile_of(header(template), "m.gguf") == "chatml"


@pytest.mark.parametrize("template", ["{{'### Human: '}}", "<|im_start|>user<|im_sep|>"])
def test_an_unknown_format_is_refused_with_a_remedy(template: str) -> None:
    """A wrong format makes a model talk nonsense, so nobody is left to guess."""
    with pytest.raises(ModelError, match=r"m\.gguf: its chat format is not known.*server"):
        profile_of(header(template), "m.gguf")


def test_the_small_model_says_its_format(small_model: Path) -> None:
    """A real file's header names the profile that the catalogue has for it."""
    assert profile_of(read_header(small_model), str(small_model)) == "chatml"

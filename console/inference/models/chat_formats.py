"""Recognises which chat format a model file asks for, from the template in its header.

The template is a program (Jinja) by whoever made the file, so it is never run. Families of models
have marks of their own in it, and for each family there is a prompt profile (``models/profiles``).
"""

from console.domain.errors import ModelError
from console.inference.models.gguf_header import Header

USUAL_PROFILE = "chatml"
"""For files that say nothing; most small models understand it."""

_TEMPLATE = "tokenizer.chat_template"

_FORMATS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("qwen3", ("<|im_start|>", "<think>"), ("<|im_sep|>",)),
    ("chatml", ("<|im_start|>",), ("<|im_sep|>",)),
    ("deepseek", ("<｜User｜>", "<｜Assistant｜>"), ()),
    ("llama3", ("<|start_header_id|>", "<|eot_id|>"), ()),
    ("gemma", ("<start_of_turn>",), ()),
    ("granite", ("<|start_of_role|>", "<|end_of_role|>"), ()),
    ("mistral", ("[SYSTEM_PROMPT]", "[INST]"), ()),
    ("phi4", ("'<|' + message['role'] + '|>'", "<|end|>"), ()),
    ("phi3", ("<|user|>", "<|end|>"), ()),
    ("zephyr", ("<|user|>", "eos_token"), ()),
)
"""Profiles with the marks that a template of the family has, and those that it has not."""


def profile_of(header: Header, source: str) -> str:
    """The name of the prompt profile for a model file; ``source`` names the file in errors.

    Raises:
        ModelError: the file has a template of a family that is not known here.
    """
    template = header.metadata.get(_TEMPLATE)
    if not isinstance(template, str) or not template.strip():
        return USUAL_PROFILE
    for profile, marks, others in _FORMATS:
        has_others = any(mark in template for mark in others)
        if not has_others and all(mark in template for mark in marks):
            return profile
    known = ", ".join(profile for profile, *_ in _FORMATS)
    raise ModelError(
        f"{source}: its chat format is not known here (known are those of {known}); "
        "run it on a server instead and name that in the settings"
    )

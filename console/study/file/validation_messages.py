"""Pydantic's errors about a study file, in words that say what to write instead."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from console.study.file.design import TIER_PATTERN, WORDS_PATTERN, Study
from console.study.file.problem import Place, StudyFileProblem, suggestion
from console.study.guardrails.settings import GuardrailRule

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_POLICIES: dict[str, type[BaseModel]] = {
    get_args(rule.model_fields["policy"].annotation)[0]: rule
    for rule in get_args(get_args(GuardrailRule)[0])
}


_NAME = "use small letters, digits and {}, the first a letter, 40 at most"
_PATTERNS = {
    r"^[a-z][a-z0-9-]{0,39}$": _NAME.format("hyphens"),
    r"^[a-z][a-z0-9_]{0,39}$": _NAME.format("underscores"),
    WORDS_PATTERN: "write what agents are told, or leave it out",
    TIER_PATTERN: "use 1 to 40 characters without slashes, and no spaces at the ends",
}


def validation_messages(
    faults: Sequence["ErrorDetails"], content: Mapping[str, object]
) -> list[StudyFileProblem]:
    """The message for each fault at its place in the file.

    A list counts as empty only if nothing in it is wrong.

    Args:
        faults: pydantic's errors.
        content: what the file holds.
    """
    places = [_in_file(fault["loc"]) for fault in faults]
    return [
        StudyFileProblem(place, _why(fault, place, content))
        for fault, place in zip(faults, places, strict=True)
        if fault["type"] != "too_short" or not any(_is_inside(other, place) for other in places)
    ]


def _is_inside(inner: Place, outer: Place) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _in_file(loc: Sequence[str | int]) -> Place:
    """The place without the names of policies, which distinguish types and are no keys."""
    in_guardrails = loc[:1] == ("guardrails",)
    return tuple(
        part for n, part in enumerate(loc) if not (in_guardrails and n == 2 and part in _POLICIES)
    )


def _why(fault: "ErrorDetails", place: Place, content: Mapping[str, object]) -> str:
    context = fault.get("ctx", {})
    match fault["type"]:
        case "study":
            why = str(context["why"])
        case "extra_forbidden":
            why = _unknown(str(place[-1]), _keys(place[:-1], content))
        case "missing":
            why = "is missing; add it"
        case "union_tag_not_found":
            why = f"says no policy; add policy = one of {', '.join(_POLICIES)}"
        case "union_tag_invalid":
            why = _unknown(str(context["tag"]), _POLICIES, "policy")
        case "literal_error":
            why = f"is {fault['input']!r}; write {context['expected']}"
        case "string_pattern_mismatch":
            why = f"is {fault['input']!r}; {_PATTERNS[context['pattern']]}"
        case "too_short":
            why = "there is none; add one"
        case _:
            why = f"is {_shown(fault['input'])}; {_decapitalised(fault['msg'])}"
    return why


def _unknown(name: str, known: Iterable[str], what: str = "key") -> str:
    listed = list(known)
    remedy = suggestion(name, listed, f"there is {', '.join(listed)}")
    return f"unknown {what}; {remedy}"


def _keys(place: Place, content: Mapping[str, object]) -> list[str]:
    """The keys that the table at that place can have."""
    model: type[BaseModel] | None = Study
    value: Any = content  # tables within tables, of which pydantic has said that they exist
    for part in place:
        value = value[part]
        if isinstance(part, str) and model is not None:
            model = _model_of(model.model_fields[part].annotation)
    if model is None:
        model = _POLICIES[value["policy"]]
    return list(model.model_fields)


def _model_of(annotation: object) -> type[BaseModel] | None:
    """The model inside an annotation such as ``tuple[ArmDesign, ...]``; None for guardrails."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    models = [model for inner in get_args(annotation) if (model := _model_of(inner))]
    return models[0] if len(models) == 1 else None


def _shown(value: object) -> str:
    text = repr(value) if not hasattr(value, "isoformat") else value.isoformat()
    return text if len(text) <= 40 else f"{text[:37]}..."


def _decapitalised(message: str) -> str:
    return message[:1].lower() + message[1:]

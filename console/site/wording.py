"""What is wrong with a value of a site's file, in words that say what to write instead."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from console.study.file.problem import Place, suggestion

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Problem = tuple[Place, str]
"""Where in a file, and what is wrong there, with the remedy."""


def problems_of(kind: type[BaseModel], value: object, place: Place = ()) -> Iterator[Problem]:
    """What keeps a value from being a record of this kind.

    Args:
        kind: what it is to be.
        value: as a TOML reader gives it.
        place: where in the file it stands.
    """
    try:
        kind.model_validate(value)
    except ValidationError as error:
        for fault in error.errors():
            yield (*place, *_written(fault["loc"], value)), _why(fault, kind)


def _written(place: Place, value: object) -> Place:
    """The place without what pydantic puts into it for one of several kinds of table."""
    written: list[str | int] = []
    for part in place:
        if isinstance(value, Mapping) and part == value.get("kind") and part not in value:
            continue
        written.append(part)
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
    return tuple(written)


def _why(fault: "ErrorDetails", kind: type[BaseModel]) -> str:
    match fault["type"]:
        case "missing":
            field = _field(kind, fault["loc"])
            meaning = field.description if field is not None else None
            why = f"is missing; add it: {meaning}" if meaning else "is missing; add it"
        case "extra_forbidden":
            known = _keys(kind, fault["loc"][:-1])
            otherwise = f"there is {', '.join(known)}" if known else "take it out"
            why = f"unknown key; {suggestion(str(fault['loc'][-1]), known, otherwise)}"
        case "literal_error":
            why = f"is {fault['input']!r}; write {fault['ctx']['expected']}"
        case "union_tag_not_found":
            why = "there is no kind; say which kind of table it is"
        case "union_tag_invalid":
            why = f"kind: is {_shown(fault['ctx']['tag'])}; write {fault['ctx']['expected_tags']}"
        case "value_error":
            why = f"{fault['ctx']['error']}; make the two agree"
        case "string_pattern_mismatch":
            why = f"is {_shown(fault['input'])}; {_form(fault['loc'])}"
        case "string_too_short" | "too_short":
            why = "is empty; fill it in"
        case "tuple_type" | "list_type":
            why = f'is {_shown(fault["input"])}; write a list in brackets: ["…", "…"]'
        case "model_type" | "dict_type":
            why = f"is {_shown(fault['input'])}; write a table, with keys of its own"
        case "string_type":
            why = f"is {_shown(fault['input'])}; write a text in quotes"
        case _:
            why = f"is {_shown(fault['input'])}; {fault['msg'][:1].lower()}{fault['msg'][1:]}"
    return why


def _form(place: Place) -> str:
    """What a text with a pattern has to look like."""
    forms = {
        "id": "use small letters, digits and hyphens, the first a letter",
        "name": "use small letters, digits and hyphens, the first a letter",
        "server": "write https://HOST, or http://localhost:PORT for a server on this machine",
        "url": "write https://HOST/PATH, or http://localhost:PORT/PATH for one on this machine",
    }
    return forms.get(str(place[-1]), "write it in the form that the docs show")


def _field(kind: type[BaseModel], place: Place) -> FieldInfo | None:
    """The field of a record that stands at a place; null if the place is in no record."""
    model: type[BaseModel] | None = kind
    field: FieldInfo | None = None
    for part in place:
        if isinstance(part, str) and model is not None:
            fields = {(each.alias or name): each for name, each in model.model_fields.items()}
            field = fields.get(part)
            model = _model_in(field.annotation) if field is not None else None
    return field


def _keys(kind: type[BaseModel], place: Place) -> list[str]:
    """The keys of the table at that place of a record, as they are written."""
    named = [part for part in place if isinstance(part, str)]
    field = _field(kind, place) if named else None
    model = _model_in(field.annotation) if field is not None else None if named else kind
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items() if name != "body"]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inside = (_model_in(inner) for inner in get_args(annotation))
    return next((model for model in inside if model is not None), None)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."

"""Text from files as the log can keep it."""

from console.domain import structured_text
from console.domain.text import storable


def clean(text: str) -> str:
    """``text``, storable and with one kind of line end."""
    return storable(text.replace("\r\n", "\n"))


def parse_json(text: str) -> object:
    """Read JSON with every string in it cleaned; raises ValueError for anything else."""
    try:
        return _cleaned(structured_text.parse_json(text))
    except RecursionError as error:
        raise ValueError(structured_text.TOO_DEEP) from error


def _cleaned(value: object) -> object:
    match value:
        case str():
            return clean(value)
        case list():
            return [_cleaned(item) for item in value]
        case dict():
            return {clean(key): _cleaned(item) for key, item in value.items()}
        case _:
            return value

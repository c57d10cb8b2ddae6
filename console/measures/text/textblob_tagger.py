"""TextBlob's tagger for English, without the rest of TextBlob.

Importing the package imports NLTK, and with it SciPy and scikit-learn: seconds and 200 MB in every
process that measures texts. The tagger is a module and a list of words that need none of these.
"""

import importlib.util
import warnings
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

_PACKAGE = "textblob"
_MODULE = "_text.py"
_LEXICON = "en/en-lexicon.txt"


def tags(words: list[str]) -> list[str]:
    """The Penn Treebank tags of lower-case words: those they mostly have, or their endings'."""
    module, lexicon = _tagger()
    tagged: list[list[str]] = module.find_tags(words, lexicon=lexicon, language="en")
    return [tag for _, tag in tagged]


@cache
def _tagger() -> tuple[ModuleType, Any]:  # Any: a class of a module without types
    folder = _folder()
    module = _load_without_package(folder / _MODULE)
    lexicon = module.Lexicon(path=str(folder / _LEXICON))
    with warnings.catch_warnings():
        # The list is read at the first look, from a file that is left to the collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        len(lexicon)
    return module, lexicon


def _folder() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"No module named {_PACKAGE!r}", name=_PACKAGE)
    return Path(spec.submodule_search_locations[0])


def _load_without_package(path: Path) -> ModuleType:
    """A module, loaded without the package it is in."""
    spec = importlib.util.spec_from_file_location(f"{_PACKAGE}_tagger", path)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"{path} is no module", path=str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

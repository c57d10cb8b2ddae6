"""Models in several files, ``NAME-00001-of-00003.gguf`` and so on, which the library finds by name.

They lie beside each other, or links of these names do, as in the cache of a hub: a link that was
followed has another name, by which the others aren't found.
"""

import hashlib
import re
from pathlib import Path

from console.domain.errors import ModelError
from console.inference.models.hashes import sha256_of

_NAME = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf", re.DOTALL)


def files_of(path: Path) -> tuple[Path, ...]:
    """All files of the model whose first one is named: usually that alone.

    Raises:
        ModelError: another than the first is named, or one is missing.
    """
    name = _NAME.fullmatch(path.name)
    if name is None or int(name["count"]) < 2:
        return (path,)
    parts = tuple(
        path.with_name(f"{name['stem']}-{number:05}-of-{name['count']}.gguf")
        for number in range(1, int(name["count"]) + 1)
    )
    if path != parts[0]:
        raise ModelError(f"{path}: one part of a model; name the first, {parts[0].name}")
    missing = [part.name for part in parts if not part.is_file()]
    if missing:
        more = f" and {len(missing) - 1} more are" if len(missing) > 1 else " is"
        raise ModelError(f"{path}: {missing[0]}{more} missing beside it; fetch all parts")
    return parts


def sha256_of_model(files: tuple[Path, ...]) -> str:
    """The SHA-256 of a file; of several, that of their SHA-256 in hexadecimal, a line each."""
    digests = [sha256_of(file) for file in files]
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(f"{digest}\n" for digest in digests).encode()).hexdigest()

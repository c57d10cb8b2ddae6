"""Writes what the program is made of, as a CycloneDX 1.5 document, from the pinned requirements.

``python build_spec/sbom.py [FILE]`` needs no network: names, versions and hashes are the pins'.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(requirements: str) -> Iterator[dict[str, Any]]:
    """Each pinned package with the SHA-256 of its files."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", requirements.replace("\\\n", " ")):
        pin = _PIN.match(block)
        if pin is None:
            continue
        name, version = re.sub(r"[-_.]+", "-", pin[1]).lower(), pin[2]
        yield {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "hashes": [{"alg": "SHA-256", "content": each} for each in _HASH.findall(block)],
        }


def sbom() -> dict[str, Any]:
    """The document; the same for the same pins."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": project["name"]}},
        "components": list(components(pins)),
    }


if __name__ == "__main__":
    text = json.dumps(sbom(), indent=1) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)

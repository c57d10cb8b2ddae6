"""The page's own files, with the headers that let a browser do no more with them than it must."""

import json
from dataclasses import dataclass
from pathlib import Path

from console import paths

_KINDS = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class File:
    """What is served at one path."""

    kind: str
    body: bytes


def served_files(title: str, folder: Path | None = None) -> dict[str, File]:
    """All that is served, by path; nothing is read from the disk for a request."""
    folder = folder or paths.resources() / "web"
    files = {
        path: File(kind, (folder / name).read_bytes()) for path, (name, kind) in _KINDS.items()
    }
    about = json.dumps({"title": title}, ensure_ascii=False).encode("utf-8", "replace")
    files["/site.json"] = File("application/json; charset=utf-8", about)
    return files


def headers_of(embed_on: tuple[str, ...], *, secure: bool) -> list[tuple[str, str]]:
    """The headers of every answer; ``embed_on`` may show the page in a frame."""
    framed_by = " ".join(("'self'", *embed_on))
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {framed_by}"
    )
    headers = [
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cache-Control", "no-cache"),
    ]
    if secure:
        headers.append(("Strict-Transport-Security", "max-age=31536000"))
    return headers

"""Reads a site's folder: the shop's files, and ``site.toml``."""

import re
from dataclasses import dataclass
from pathlib import Path

from console import paths
from console.channels.scripted.pack import Pack, load_pack
from console.channels.scripted.toml_records import checked, read_table
from console.settings import Settings
from console.site import require_folder
from console.site.description import SiteDescription
from console.site.practice import with_practice_customers

DESCRIPTION = "site.toml"


@dataclass(frozen=True, slots=True)
class Site:
    """An organisation as its folder describes it; ``pack`` has practice customers in any case."""

    folder: Path
    pack: Pack
    description: SiteDescription

    @property
    def slug(self) -> str:
        """A name for files: small letters, digits and hyphens."""
        slug = re.sub(r"[^a-z0-9]+", "-", self.folder.resolve().name.lower()).strip("-")
        return slug or "site"

    @property
    def study(self) -> Path | None:
        """The site's study file."""
        study = self.description.study
        return None if study is None else self.folder / study

    def settings(self, own: Settings) -> Settings:
        """A person's settings with the site's in place of theirs, where it has any."""
        told = self.description
        site = {
            "tone": told.tone,
            "length": told.length,
            "operations": told.actions.model_dump() if told.actions else None,
            "study": self.study,
            "limit": told.limit,
            "wrap_up_s": told.wrap_up_s or None,
            "languages": told.languages or None,
            "store_texts": None if told.store_texts else False,
        }
        return own.changed({name: value for name, value in site.items() if value is not None})


def load_site(folder: Path) -> Site:
    """Read a site.

    Raises:
        UsageError: there is no such folder.
        ChannelError: a file is missing or wrong; ``console.site.check`` finds all that is.
    """
    require_folder(folder)
    file = folder / DESCRIPTION
    table = read_table(file) if file.exists() else {}
    description = checked(file, SiteDescription, table, "")
    return Site(folder, with_practice_customers(load_pack(folder)), description)


def shipped_site() -> Site:
    """The invented shop that ships with the program."""
    return load_site(paths.resources() / "shop")

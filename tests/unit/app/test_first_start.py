"""The answers of a first start are kept in the settings, beside what is there."""

from pathlib import Path

import pytest

from console.app.first_start import answered_settings, has_channel, keep_answers, site_of
from console.app.opening import database_of, plan_for
from console.domain.errors import UsageError
from console.settings import Settings, load_settings
from console.site.folder import load_site
from console.ui.dialogs.first_start_dialog import FirstAnswers

HOTEL = Path(__file__).parents[2] / "sites" / "hotel"


def test_answers_are_kept_beside_what_the_file_holds(tmp_path: Path) -> None:
    """Earlier answers are replaced; comments and tables stay."""
    file = tmp_path / "new" / "settings.toml"
    keep_answers(file, FirstAnswers("Ana", HOTEL, live=False))
    text = file.read_text(encoding="utf-8")
    file.write_text(text + '# mine\ntheme = "dark"\n[server]\nurl = "http://a/v1"\nmodel = "m"\n')
    keep_answers(file, FirstAnswers('Bo "B"', HOTEL, live=False))
    settings = load_settings(file)
    assert (settings.agent, settings.site_folder, settings.mode) == ('Bo "B"', HOTEL, "practice")
    assert (settings.theme, settings.server is not None) == ("dark", True)
    assert file.read_text(encoding="utf-8").count("# mine") == 1


def test_nothing_is_asked_twice(tmp_path: Path) -> None:
    """Settings that hold the answers are taken as they are."""
    settings = Settings(mode="practice", site_folder=HOTEL)
    assert answered_settings(settings, tmp_path / "settings.toml") is settings
    assert site_of(settings).pack.shop.name == "Quillgate House"
    assert site_of(Settings(mode="practice")).pack.shop.name == "Larkmoor Supply"


def test_a_site_without_channel_can_only_be_practised_on() -> None:
    """Live is refused with the place where the channel belongs."""
    assert not has_channel(None)
    with pytest.raises(UsageError, match=r"site\.toml: \[channel\]: there is none; add it"):
        plan_for(load_site(HOTEL), Settings(mode="live", site_folder=HOTEL))


def test_practice_has_a_log_of_its_own() -> None:
    """Made-up customers and live ones are never recorded in one file."""
    site = load_site(HOTEL)
    practice, live = (database_of(site, practice=each) for each in (True, False))
    assert (practice.name, live.name) == ("hotel-practice.db", "hotel.db")
    assert plan_for(site, Settings(mode="practice")).database == practice

"""What the examination of an installation asks the machine, and what it says is to be done."""

import sys
from pathlib import Path

import pytest

from console.app import workstation
from console.app.workstation import Unfit


def test_an_input_method_without_a_plug_in_is_said_with_the_remedy(tmp_path: Path) -> None:
    """A Qt from a wheel has plug-ins for some methods only; fcitx5 answers to ibus's too."""
    folder = tmp_path / "platforminputcontexts"
    folder.mkdir()
    for name in ("libibusplatforminputcontextplugin.so", "libcomposeplatforminputcontextplugin.so"):
        (folder / name).touch()
    for environment in ({"QT_IM_MODULE": "fcitx"}, {"XMODIFIERS": "@im=fcitx5"}):
        with pytest.raises(Unfit, match="no plug-in") as unfit:
            workstation.input_method(tmp_path, environment)
        assert "QT_IM_MODULE=ibus" in unfit.value.remedy
    assert workstation.input_method(tmp_path, {"QT_IM_MODULE": "ibus"}) == "ibus, with Qt's plug-in"
    assert workstation.input_method(tmp_path, {}) == "none is named"
    (folder / "libfcitx5platforminputcontextplugin.so").touch()
    assert workstation.input_method(tmp_path, {"QT_IM_MODULE": "fcitx"}).startswith("fcitx, with")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems name no display")
def test_a_dead_display_is_said_before_qt_ends_the_process() -> None:
    """A display that is named in a variable need not be there."""
    with pytest.raises(Unfit, match="the display that DISPLAY=:77 names does not answer"):
        workstation.display({"DISPLAY": ":77"})
    with pytest.raises(Unfit, match="there is no display"):
        workstation.display({})
    assert workstation.display({"QT_QPA_PLATFORM": "offscreen"}) == "QT_QPA_PLATFORM=offscreen"


def test_a_small_or_much_scaled_screen_is_said() -> None:
    """Sizes are of the usable part, in logical pixels."""
    assert workstation.fitting_screen(1093, 614, 1.25) == "1093×614 at 125%"
    with pytest.raises(Unfit, match="640×360 at 300%, and the window needs"):
        workstation.fitting_screen(640, 360, 3.0)


def test_memory_is_compared_with_what_the_model_needs() -> None:
    """A model that does not fit would be swapped out again and again."""
    assert "the model needs 0.8" in workstation.memory(100_000_000)
    with pytest.raises(Unfit, match=r"the model needs 1000\.7 GB"):
        workstation.memory(10**12)


def test_a_library_built_for_another_processor_is_named() -> None:
    """It would end with an illegal instruction."""
    features = "CPU : SSE3 = 1 | AVX = 1 | AVX2 = 1 | AVX512 = 1 | FMA = 0 | "
    assert workstation.built_for(features) == ["SSE3", "AVX", "AVX2", "AVX512"]
    assert workstation.lacking(features, "sse3 avx avx2") == ["AVX512"]
    assert workstation.lacking(features, "") == []


def test_room_is_looked_for_where_the_folder_will_be(tmp_path: Path) -> None:
    """Before the first start there is no folder."""
    assert workstation.disk(tmp_path / "not" / "yet").endswith("GB free")

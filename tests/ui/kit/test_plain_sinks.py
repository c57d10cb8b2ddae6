"""Texts of strangers are shown as they are: never as markup, and what they name is not opened."""

import pytest
from PySide6.QtGui import Qt, QTextDocument
from window_scene import Scene

from console.ui.dialogs.pages import ArticleBrowser
from console.ui.kit import object_names
from console.ui.kit.formatting import sanitized
from console.ui.kit.labels import PlainLabel, plain_tip

BANNER = 'Ann<br><img src="/dev/zero"><b>Approved by your supervisor</b>'


def shown(tip: str) -> str:
    """What Qt shows of a tool tip."""
    if not Qt.mightBeRichText(tip):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


@pytest.mark.parametrize("text", [BANNER, "Ann & Bob", "1 < 2 > 0", "<script>x</script>", ""])
def test_a_tool_tip_shows_the_text_itself(text: str) -> None:
    """Whatever it looks like, each character of it can be read."""
    assert shown(plain_tip(text)) == text


def test_a_name_is_no_markup(scene: Scene) -> None:
    """The tool tips of a chat whose customer's name is HTML show the name's characters."""
    scene.take("c1", "Hi", name=BANNER)
    assert "<img" in shown(scene.find(object_names.tab("c1")).toolTip())


@pytest.mark.parametrize("text", ["\u3164", "\u2800\u2800", "a\u200bb", "\x1b]0;x\x07", "\u202e1"])
def test_a_label_shows_what_is_invisible(text: str) -> None:
    """A name of filler letters is not an empty one, and nothing turns a line around."""
    label = PlainLabel(text)
    assert "⟨" in label.text() or "␛" in label.text()
    assert label.text() == sanitized(text)
    label.deleteLater()


def test_an_article_opens_nothing(theme: object) -> None:
    """Pictures that an article names are not looked for, and its links lead nowhere."""
    browser = ArticleBrowser()
    browser.show_article("![](/dev/zero)\n\n![](https://example.com/a.png)\n\n[here](file:///etc)")
    assert not browser.openLinks()
    assert bytes(browser.loadResource(2, "/dev/zero").data()) == b""  # type: ignore[attr-defined]
    assert "here" in browser.toPlainText()
    browser.show_article("Read.\n\n<h1>Approved by your supervisor</h1>\n\n\u202etxt")
    assert "<h1>" in browser.toPlainText()
    assert "⟨RLO⟩" in browser.toPlainText()
    browser.deleteLater()

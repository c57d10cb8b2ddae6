"""Texts of strangers are shown as they are: never as markup, and what they name is not opened."""

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import Qt, QTextDocument
from window_scene import Scene

import console.ui
from console.ui.dialogs.pages import ArticleBrowser
from console.ui.kit import object_names
from console.ui.kit.labels import plain_tip

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


def test_every_tool_tip_is_plain() -> None:
    """Tool tips are words of the program, or made by ``plain_tip``."""
    for file in Path(console.ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "setToolTip":
                assert _is_safe(node.args[0]), f"{file.name}:{node.lineno}"


def _is_safe(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_safe(node.body) and _is_safe(node.orelse)
    is_made = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "plain_tip"
    return isinstance(node, ast.Constant) or is_made


def test_an_article_opens_nothing(theme: object) -> None:
    """Pictures that an article names are not looked for, and its links lead nowhere."""
    browser = ArticleBrowser()
    browser.setMarkdown("![](/dev/zero)\n\n![](https://example.com/a.png)\n\n[here](file:///etc)")
    assert not browser.openLinks()
    assert bytes(browser.loadResource(2, "/dev/zero").data()) == b""  # type: ignore[attr-defined]
    assert "here" in browser.toPlainText()
    browser.deleteLater()

"""The sheet about what is recorded also says what leaves the computer."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from window_scene import MakeScene

from console.domain.events import Arm
from console.ui.kit import object_names
from console.ui.kit.interfaces import Destination, WindowSettings

TO_CUSTOMERS = Destination("Customers", "What you send goes to chat.example.")
TO_MODEL = Destination("Suggestions", "The chat goes to models.example.", of_assistant=True)


@pytest.mark.parametrize(
    ("destinations", "arm", "told"),
    [
        ((), Arm.TREATMENT, {"Nothing."}),
        ((TO_CUSTOMERS, TO_MODEL), Arm.TREATMENT, {TO_CUSTOMERS.text, TO_MODEL.text}),
        ((TO_CUSTOMERS, TO_MODEL), Arm.CONTROL, {TO_CUSTOMERS.text}),
    ],
)
def test_it_says_what_leaves_the_computer(
    make_scene: MakeScene, destinations: tuple[Destination, ...], arm: Arm, told: set[str]
) -> None:
    """All of it, without the assistant for an agent who has none."""
    settings = WindowSettings(destinations=destinations)
    scene = make_scene(arm, assistant=arm is Arm.TREATMENT, settings=settings)
    button = scene.window.findChild(QPushButton, object_names.RECORDING)
    assert isinstance(button, QPushButton)
    button.click()
    scene.settle()
    texts = {label.text() for label in scene.window.findChildren(QLabel) if label.isVisible()}
    known = {"Nothing.", TO_CUSTOMERS.text, TO_MODEL.text}
    assert texts & known == told
